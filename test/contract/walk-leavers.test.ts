import { describe } from 'vitest'
import { serversWith } from '../support/servers.ts'
import { walkSchemas } from './attribute-schemas.ts'
import { type Leg, walksOn } from './walk.ts'
import { ben, both, called, cyd, person } from './walk-people.ts'

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
  walk(
    'keep: the address that the leaver gave up is still the key in the mark, so a newcomer needs another key',
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
        rows: ['create cyd', 'x none ann@: kept'],
        accounts: { ...given, 'ann@': 'new' },
      },
    ],
    { settings: 'removal: { created: keep }\n' },
  )

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
