import { describe } from 'vitest'
import { serversWith } from '../support/servers.ts'
import { walkSchemas } from './attribute-schemas.ts'
import { walksOn } from './walk.ts'
import { ann, ben, both, called, cyd, person, unmoved, zoe } from './walk-people.ts'

describe.each(serversWith(walkSchemas))('files that move, on the $name', (choice) => {
  const walk = walksOn(choice)

  walk('moved: the same account', both, [
    { folder: { 'team/archer.yaml': ann, 'ben.yaml': ben }, rows: ['update ann@'] },
  ])

  const elsewhere = { 'team/archer.yaml': person('new@', 'Ann Archer'), 'ben.yaml': ben }
  walk('moved, and the address changed at once: a replacement that asks, and a line that answers', both, [
    {
      folder: elsewhere,
      rows: ['delete ann@ to new@', 'create new@ for ann@'],
      trips: ['replacements'],
      exit: 'refused',
    },
    {
      folder: { ...elsewhere, 'team/archer.yaml': called(person('new@', 'Ann Archer'), 'ann', 'ann@') },
      rows: ['update ann (ann@)'],
      accounts: { 'new@': 'ann@', 'ben@': 'ben@' },
    },
  ])

  walk('moved, and the name changed at once: the same account by its address', both, [
    { folder: { 'team/ann.yaml': person('ann@', 'Ann Baker'), 'ben.yaml': ben }, rows: ['update ann@'] },
  ])

  const another = { 'ann.yaml': cyd, 'ben.yaml': ben }
  const comes = ['delete ann@ to cyd@', 'create cyd@ for ann@']
  walk('another person in the same file: a replacement that asks', both, [
    { folder: another, rows: comes, trips: ['replacements'], exit: 'refused' },
    { options: { consents: { replacements: 1 } }, rows: comes, accounts: { 'cyd@': 'new', 'ben@': 'ben@' } },
  ])

  walk('exchanged by two people: everybody keeps the own account', both, [
    { folder: { 'ann.yaml': ben, 'ben.yaml': ann }, rows: ['update ben@', 'update ann@'] },
  ])

  walk('names exchanged by two people who keep file and address: replacements that ask', both, [
    {
      folder: { 'ann.yaml': person('ann@', 'Ben Baker'), 'ben.yaml': person('ben@', 'Ann Archer') },
      rows: ['delete ann@ to ann@', 'create ann@ for ann@', 'delete ben@ to ben@', 'create ben@ for ben@'],
      trips: ['replacements'],
      exit: 'refused',
    },
  ])

  const numbered = { '1.yaml': ann, '2.yaml': ben, '3.yaml': zoe }
  const nameless = { '1.yaml': person('ann@'), '2.yaml': person('ben@'), '3.yaml': person('zoe@') }

  walk('numbered, with a new first one: nobody moves', numbered, [
    {
      folder: { '1.yaml': cyd, '2.yaml': ann, '3.yaml': ben, '4.yaml': zoe },
      rows: ['update ann@', 'update ben@', 'update zoe@', 'create cyd@'],
      accounts: { ...unmoved, 'zoe@': 'zoe@', 'cyd@': 'new' },
    },
  ])

  walk('numbered, and the first one leaves: nobody else moves', numbered, [
    {
      folder: { '1.yaml': ben, '2.yaml': zoe },
      rows: ['delete ann@', 'update ben@', 'update zoe@'],
      accounts: { 'ben@': 'ben@', 'zoe@': 'zoe@' },
    },
  ])

  for (const [what, folder, answer, rows, accounts] of [
    [
      'with a new first one',
      { '1.yaml': person('cyd@'), '2.yaml': person('ann@'), '3.yaml': person('ben@'), '4.yaml': person('zoe@') },
      { '2.yaml': called(person('ann@'), 'ann', 'ann@'), '3.yaml': called(person('ben@'), 'ben', 'ben@') },
      ['update ann (ann@)', 'update ben (ben@)', 'update zoe@', 'create cyd@'],
      { ...unmoved, 'zoe@': 'zoe@', 'cyd@': 'new' },
    ],
    [
      'and the first one leaves',
      { '1.yaml': person('ben@'), '2.yaml': person('zoe@') },
      { '1.yaml': called(person('ben@'), 'ben', 'ben@'), '2.yaml': called(person('zoe@'), 'zoe', 'zoe@') },
      ['update ben (ben@)', 'update zoe (zoe@)', 'delete ann@'],
      { 'ben@': 'ben@', 'zoe@': 'zoe@' },
    ],
  ] as const) {
    walk(`numbered, ${what}, where only files and addresses speak: an error, until lines answer`, nameless, [
      { folder, rows: [], errors: ['IDC506', 'IDC506'], exit: 'invalid' },
      { folder: { ...folder, ...answer }, rows, accounts },
    ])
  }

  walk(
    'names that `display` points at: an employee number is who somebody is, and a name is not',
    { 'ann.yaml': { ...ann, metadata_public: { number: '17' } }, 'ben.yaml': ben },
    [
      {
        folder: { 'ann.yaml': { ...person('new@', 'Cyd Cole'), metadata_public: { number: '17' } }, 'ben.yaml': ben },
        rows: ['update new@ (ann@)'],
        accounts: { 'new@': 'ann@', 'ben@': 'ben@' },
      },
      {
        folder: { 'ann.yaml': { ...person('ann@', 'Cyd Cole'), metadata_public: { number: '18' } }, 'ben.yaml': ben },
        rows: ['delete new@ (ann@) to ann@', 'create ann@ for ann@'],
        trips: ['replacements'],
        exit: 'refused',
      },
    ],
    { settings: 'display: [/metadata_public/number]\n' },
  )
})
