import { describe } from 'vitest'
import { serversWith } from '../support/servers.ts'
import { walkSchemas } from './attribute-schemas.ts'
import { type Leg, walksOn } from './walk.ts'
import { ann, ben, both, called, cyd, person } from './walk-people.ts'

describe.each(serversWith(walkSchemas))('leavers who stay on the server, on the $name', (choice) => {
  const walk = walksOn(choice)

  const held: Leg = {
    folder: { 'ben.yaml': ben, 'cyd.yaml': person('ann@', 'Cyd Cole') },
    rows: ['x create ann@: collision', 'x none ann@: held'],
    exit: 'incomplete',
  }

  for (const removal of ['disable', 'release', 'keep']) {
    const rows = removal === 'keep' ? ['x create ann@: collision', 'x none ann@: kept'] : held.rows
    walk(`${removal}: a newcomer of the address waits, and nobody gets the account`, both, [{ ...held, rows }], {
      settings: `removal: { created: ${removal} }\n`,
    })
  }

  const newcomer = { 'ben.yaml': ben, 'cyd.yaml': person('ann@', 'Cyd Cole') }
  const gives: Leg['live'] = async (stage) => stage.edit('ann@', '/traits/email', stage.expand('gone@'))
  const given = { 'gone@': 'ann@', 'ben@': 'ben@' }
  const letGo: Leg = {
    options: ({ id }) => ({ named: { command: 'release', ids: [id('ann@')] }, consents: { removals: 1 } }),
    rows: ['release ann@'],
  }
  walk(
    'keep: the address that the leaver gave up is still the key in the mark: a newcomer waits for a release',
    both,
    [
      {
        live: gives,
        folder: newcomer,
        rows: ['x create ann@: collision', 'x none ann@: kept'],
        exit: 'incomplete',
        accounts: given,
      },
      {
        folder: { ...newcomer, 'cyd.yaml': called(person('ann@', 'Cyd Cole'), 'cyd') },
        rows: ['x create cyd: held', 'x none ann@: kept'],
        exit: 'incomplete',
      },
      { ...letGo, accounts: { ...given, 'gone@': 'ann@, not ours' }, left: ['create cyd'] },
    ],
    { settings: 'removal: { created: keep }\n' },
  )

  for (const [name, first, stays] of [
    ['protected', { ...ann, idctl: { protect: true } }, 'x delete ann@: protected'],
    ['kept', ann, 'x none ann@: kept'],
  ] as const) {
    walk(
      `${name}: a document that may be the leaver's waits for a line or a release`,
      { ...both, 'ann.yaml': first },
      [
        {
          folder: { 'ben.yaml': ben, 'team/ann.yaml': person('new@', 'Ann Archer') },
          rows: ['x create new@: held', stays],
          exit: 'incomplete',
        },
        {
          folder: { 'ben.yaml': ben, 'team/ann.yaml': called(person('new@', 'Ann Archer'), 'ann', 'ann@') },
          rows: ['update ann (ann@)'],
          accounts: { 'new@': 'ann@', 'ben@': 'ben@' },
        },
      ],
      name === 'kept' ? { settings: 'removal: { created: keep }\n' } : {},
    )
  }

  walk('expired, and a new document of the same person: a replacement that asks', both, [
    {
      folder: {
        ...both,
        'ann.yaml': { ...ann, idctl: { expires: '2021-01-31' } },
        'new.yaml': person('new@', 'Ann Archer'),
      },
      rows: ['delete ann@ to new@', 'create new@ for ann@'],
      trips: ['replacements'],
      exit: 'refused',
    },
  ])

  walk('a leaver who has set the address of a newcomer: gone at once, but not for good, and nobody else waits', both, [
    { folder: { ...both, 'ann.yaml': { ...ann, metadata_public: { team: 'a' } } }, rows: ['update ann@'] },
    {
      live: async (stage) => stage.edit('ann@', '/traits/email', stage.expand('cyd@')),
      folder: { 'cyd.yaml': cyd, 'ben.yaml': { ...ben, metadata_public: { team: 'a' } } },
      rows: ['x create cyd@: collision', 'disable ann@', 'update ben@'],
      exit: 'incomplete',
      accounts: { 'cyd@': 'ann@, inactive', 'ben@': 'ben@' },
    },
  ])

  walk(
    'disable: the address that the leaver gave up is free for a newcomer',
    both,
    [
      {
        live: gives,
        folder: newcomer,
        options: { consents: { replacements: 1 } },
        rows: ['create ann@ for ann@', 'disable ann@ to ann@'],
        accounts: { 'gone@': 'ann@, inactive', 'ann@': 'new', 'ben@': 'ben@' },
      },
      { rows: [] },
    ],
    { settings: 'removal: { created: disable }\n' },
  )

  for (const [removal, after] of [
    ['disable', 'ann@, inactive'],
    ['release', 'ann@, not ours'],
  ] as const) {
    const rows = [`${removal} ann@ to cyd@`, 'create cyd@ for ann@']
    walk(
      `${removal}: another person in the same file is a replacement that asks`,
      both,
      [
        { folder: { 'ann.yaml': cyd, 'ben.yaml': ben }, rows, trips: ['replacements'], exit: 'refused' },
        {
          options: { consents: { replacements: 1 } },
          rows,
          accounts: { 'ann@': after, 'ben@': 'ben@', 'cyd@': 'new' },
        },
      ],
      { settings: `removal: { created: ${removal} }\n` },
    )
  }
})
