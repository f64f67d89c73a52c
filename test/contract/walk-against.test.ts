import { describe } from 'vitest'
import { serversWith } from '../support/servers.ts'
import { walkSchemas } from './attribute-schemas.ts'
import { type Stage, walksOn } from './walk.ts'
import { ann, ben, both, called, caller, cyd, formerly, person, unmoved, zoe } from './walk-people.ts'

/** What somebody set live against what is written down, and names against everything else. */
describe.each(serversWith(walkSchemas))('who is meant, on the $name', (choice) => {
  const walk = walksOn(choice)
  const own =
    (path: string, value: string) =>
    async ({ edit, verify }: Stage) => {
      await edit('ann@', path, value)
      await verify('ann@')
    }
  const nameless = { 'ann.yaml': person('ann@'), 'ben.yaml': ben }

  // What somebody set live blocks those whom it concerns, and no run.
  for (const [whose, key, other] of [
    ['that of a newcomer', '+2', caller({ phone: '+2' })],
    ['in a line of somebody else', 'cyd', called(cyd, 'cyd', '+2')],
  ] as const) {
    walk(`a second identifier of her own is ${whose}, and her file moves`, nameless, [
      {
        live: own('/traits/phone', '+2'),
        folder: { 'team/ann.yaml': person('ann@'), 'ben.yaml': ben, 'cyd.yaml': other, 'zoe.yaml': zoe },
        rows: ['x none ann@: contested', `x none ${key}: contested`, 'x none ann@: held', 'create zoe@'],
        exit: 'incomplete',
        accounts: { ...unmoved, 'zoe@': 'new' },
      },
    ])
  }
  walk('an address of her own is in a line of somebody whose file and names say otherwise', both, [
    {
      live: own('/traits/email', 'old@'),
      folder: { ...both, 'ben.yaml': called(ben, 'ben', 'old@'), 'zoe.yaml': zoe },
      rows: ['x none ann@: held', 'x none ben: contested', 'x none ann@: held', 'x none ben@: held', 'create zoe@'],
      exit: 'incomplete',
      accounts: { 'old@': 'ann@', 'ben@': 'ben@', 'zoe@': 'new' },
    },
  ])

  // Such a line does not say whose account it is, but that somebody goes and somebody comes.
  walk('a line names an address that she set herself and did not verify', both, [
    { folder: { ...both, 'ann.yaml': person('ann@', 'Ann Baker') }, rows: ['update ann@'] },
    {
      live: ({ edit }) => edit('ann@', '/traits/email', 'own@'),
      folder: { 'archer.yaml': called(person('new@', 'Ann Cole'), 'ann', 'own@'), 'ben.yaml': ben },
      rows: ['delete ann@ to ann', 'create ann for ann@'],
      trips: ['replacements'],
      exit: 'refused',
    },
  ])

  // A line can stay for years.
  walk('a line that stays, its account is gone, and a stranger has the old address', both, [
    {
      folder: { ...both, 'ann.yaml': called(person('second@', 'Ann Archer'), 'ann', 'ann@') },
      rows: ['update ann (ann@)'],
      accounts: { 'second@': 'ann@', 'ben@': 'ben@' },
    },
    {
      live: async ({ world, id, expand }) => {
        await world.request('DELETE', `/identities/${id('ann@')}`)
        const address = { value: 'ann@', via: 'email', verified: true, status: 'completed' }
        const stranger = { ...person('ann@', 'Eve Evil'), schema_id: 'person', verifiable_addresses: [address] }
        await world.request('POST', '/identities', expand(stranger))
      },
      rows: ['x adopt ann (ann@′): adoption'],
      exit: 'incomplete',
      accounts: { 'ann@': 'ann@′, not ours', 'ben@': 'ben@' },
    },
  ])

  // Whether names are unique in a list does not depend on lines: `byron@` says nothing of anybody.
  for (const first of [ann, formerly(ann, 'byron@')]) {
    walk(
      `two of one name in a list, one has a new address, ${'idctl' in first ? 'a' : 'no'} line`,
      {
        'team.yaml': [ann, person('ann2@', 'Ann Archer'), ben],
      },
      [
        {
          folder: { 'team.yaml': [first, person('new@', 'Ann Archer'), ben] },
          rows: ['delete ann2@ to new@', 'create new@ for ann2@', ...('idctl' in first ? ['update ann@'] : [])],
          trips: ['replacements'],
          exit: 'refused',
        },
      ],
    )
  }

  // A line is an answer; an address that she set herself is none.
  walk('her own verified address is a newcomer’s, nobody has names: a line answers', nameless, [
    {
      live: own('/traits/email', 'new@'),
      folder: { ...nameless, 'new.yaml': person('new@') },
      rows: ['x none ann@: contested', 'x none ann@: held', 'x none new@: contested'],
      exit: 'incomplete',
      accounts: { 'new@': 'ann@', 'ben@': 'ben@' },
    },
    {
      folder: { ...nameless, 'ann.yaml': called(person('ann@'), 'ann', 'ann@'), 'new.yaml': person('new@') },
      rows: ['update ann (ann@)', 'create new@'],
      accounts: { ...unmoved, 'new@': 'new' },
    },
  ])

  // A key by mistake: file, address and names say who she is, and the key is a leaver's.
  for (const [what, zed] of [
    ['no names', person('zed@')],
    ['some of her names', person('zed@', 'Ann Zulu')],
  ] as const) {
    walk(
      `the key of a leaver with ${what}, in a document that file, address and names say is another’s`,
      {
        ...both,
        'zed.yaml': called(zed, 'k9'),
      },
      [{ folder: { ...both, 'ann.yaml': called(ann, 'k9') }, rows: [], errors: ['IDC507'], exit: 'invalid' }],
    )
  }
  walk(
    'the key of a leaver where nobody has names: file and address say who she is',
    {
      ...nameless,
      'zed.yaml': called(person('zed@'), 'k9'),
    },
    [
      {
        folder: { ...nameless, 'ann.yaml': called(person('ann@'), 'k9') },
        rows: [],
        errors: ['IDC507'],
        exit: 'invalid',
      },
    ],
  )

  // Keys that are positions.
  walk(
    'numbered files with their numbers for keys, and a new first one',
    {
      '1.yaml': called(ann, '1'),
      '2.yaml': called(ben, '2'),
    },
    [
      {
        folder: { '1.yaml': called(cyd, '1'), '2.yaml': called(ann, '2'), '3.yaml': called(ben, '3') },
        rows: [],
        errors: ['IDC507'],
        exit: 'invalid',
      },
    ],
  )

  walk(
    'positions for keys: somebody moves up, and has changed the own address',
    { '1.yaml': called(ann, '1-'), '2.yaml': called(ben, '2-') },
    [
      {
        live: async ({ edit }) => edit('ben@', '/traits/email', 'own@'),
        folder: { '1.yaml': called(ben, '1-'), 'zoe.yaml': zoe },
        rows: ['x none 1-: contested', 'x none 1- (ann@): held', 'x none 2- (ben@): held', 'create zoe@'],
        exit: 'incomplete',
        accounts: { 'ann@': 'ann@', 'own@': 'ben@', 'zoe@': 'new' },
      },
    ],
  )
})
