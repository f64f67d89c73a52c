import { describe } from 'vitest'
import { serversWith } from '../support/servers.ts'
import { walkSchemas } from './attribute-schemas.ts'
import { type Leg, walksOn } from './walk.ts'
import { ann, ben, both, called, cyd, person, unmoved } from './walk-people.ts'

describe.each(serversWith(walkSchemas))('people who were disabled, on the $name', (choice) => {
  const walk = walksOn(choice)

  const settings = { settings: 'removal: { created: disable }\n' }
  const disabled = { 'ann@': 'ann@, inactive', 'ben@': 'ben@' }
  const leaves: Leg = { folder: { 'ben.yaml': ben }, rows: ['disable ann@'], accounts: disabled }
  const asks = (document: string) =>
    ({ rows: [`x none ${document}: tombstone`, 'x none ann@: held'], exit: 'incomplete' }) as const

  walk(
    'return with file and address',
    both,
    [leaves, { folder: both, rows: ['update ann@'], accounts: unmoved }],
    settings,
  )

  walk(
    'return with another name in part',
    both,
    [leaves, { folder: { ...both, 'ann.yaml': person('ann@', 'Ann Cole') }, rows: ['update ann@'], accounts: unmoved }],
    settings,
  )

  walk(
    'return under another file name: the plan asks, and a line answers',
    both,
    [
      leaves,
      { folder: { 'archer.yaml': ann, 'ben.yaml': ben }, ...asks('ann@') },
      {
        folder: { 'archer.yaml': called(ann, 'ann', 'ann@'), 'ben.yaml': ben },
        rows: ['update ann (ann@)'],
        accounts: unmoved,
      },
    ],
    settings,
  )

  walk(
    'return under another file name with a key',
    { ...both, 'ann.yaml': called(ann, 'ann') },
    [
      { ...leaves, rows: ['disable ann (ann@)'] },
      {
        folder: { 'archer.yaml': called(person('new@', 'Ann Cole'), 'ann'), 'ben.yaml': ben },
        rows: ['update ann (ann@)'],
        accounts: { 'new@': 'ann@', 'ben@': 'ben@' },
      },
    ],
    settings,
  )

  walk(
    'a namesake with an address and a file of her own: somebody new',
    both,
    [
      leaves,
      {
        folder: { 'archer.yaml': person('new@', 'Ann Archer'), 'ben.yaml': ben },
        rows: ['create new@'],
        accounts: { ...disabled, 'new@': 'new' },
      },
    ],
    settings,
  )

  const released = { 'ann@': 'ann@, not ours, inactive', 'ben@': 'ben@' }
  const release: Leg = {
    options: ({ id }) => ({ named: { command: 'release', ids: [id('ann@')] }, consents: { removals: 1 } }),
    rows: ['release ann@'],
    accounts: released,
  }

  walk(
    'a namesake in the old file: the plan asks, and a release answers',
    both,
    [
      leaves,
      { folder: { 'ann.yaml': person('new@', 'Ann Archer'), 'ben.yaml': ben }, ...asks('new@') },
      { ...release, left: ['create new@'] },
      { rows: ['create new@'], accounts: { ...released, 'new@': 'new' } },
    ],
    settings,
  )

  walk(
    'somebody else with the old address: the plan asks, and nobody gets the account even after a release',
    both,
    [
      leaves,
      { folder: { 'cyd.yaml': person('ann@', 'Cyd Cole'), 'ben.yaml': ben }, ...asks('ann@') },
      { ...release, left: ['x adopt ann@: adoption'] },
    ],
    settings,
  )

  walk(
    'somebody else in the old file: somebody new',
    both,
    [
      leaves,
      {
        folder: { 'ann.yaml': cyd, 'ben.yaml': ben },
        rows: ['create cyd@'],
        accounts: { ...disabled, 'cyd@': 'new' },
      },
    ],
    settings,
  )

  const list = { 'team.yaml': [ann, ben, cyd] }
  const listed = { ...leaves, folder: { 'team.yaml': [ben, cyd] }, accounts: { ...disabled, 'cyd@': 'cyd@' } }

  walk(
    'return to a list with address and names',
    list,
    [listed, { folder: list, rows: ['update ann@'], accounts: { ...unmoved, 'cyd@': 'cyd@' } }],
    settings,
  )

  walk(
    'return to a list with other names: the plan asks',
    list,
    [listed, { folder: { 'team.yaml': [person('ann@', 'Ann Cole'), ben, cyd] }, ...asks('ann@') }],
    settings,
  )

  walk(
    'a namesake in the same list: the plan asks, and a release answers',
    list,
    [
      listed,
      { folder: { 'team.yaml': [person('new@', 'Ann Archer'), ben, cyd] }, ...asks('new@') },
      {
        ...release,
        accounts: { ...listed.accounts, ...released },
        left: ['create new@'],
      },
    ],
    settings,
  )
})
