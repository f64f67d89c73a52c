import { describe } from 'vitest'
import { serversWith } from '../support/servers.ts'
import { walkSchemas } from './attribute-schemas.ts'
import { walksOn } from './walk.ts'
import { ann, ben, both, called, cyd, person, unmoved, zoe } from './walk-people.ts'

describe.each(serversWith(walkSchemas))('lists, on the $name', (choice) => {
  const walk = walksOn(choice)

  const list = { 'team.yaml': [ann, ben] }

  walk('a file of one becomes a list: nobody moves', both, [
    {
      folder: { 'ann.yaml': [cyd, ann], 'ben.yaml': ben },
      rows: ['update ann@', 'create cyd@'],
      accounts: { ...unmoved, 'cyd@': 'new' },
    },
  ])

  walk('a file of one becomes a list, with another address: by the names', both, [
    {
      folder: { 'ann.yaml': [cyd, person('new@', 'Ann Archer')], 'ben.yaml': ben },
      rows: ['update new@ (ann@)', 'create cyd@'],
      accounts: { 'new@': 'ann@', 'ben@': 'ben@', 'cyd@': 'new' },
    },
  ])

  walk('a file of one becomes a list of others: nobody gets the account', both, [
    {
      folder: { 'ann.yaml': [cyd, zoe], 'ben.yaml': ben },
      rows: ['delete ann@', 'create cyd@', 'create zoe@'],
      accounts: { 'ben@': 'ben@', 'cyd@': 'new', 'zoe@': 'new' },
    },
  ])

  walk('a list becomes a file of each: nobody moves', list, [{ folder: both, rows: ['update ann@', 'update ben@'] }])

  walk('a list becomes a file of one of them, with another address: by the names', list, [
    {
      folder: { 'team.yaml': person('new@', 'Ann Archer'), 'ben.yaml': ben },
      rows: ['update new@ (ann@)', 'update ben@'],
      accounts: { 'new@': 'ann@', 'ben@': 'ben@' },
    },
  ])

  walk('a list becomes a file of each, with another address: a replacement that asks', list, [
    {
      folder: { 'ann.yaml': person('new@', 'Ann Archer'), 'ben.yaml': ben },
      rows: ['delete ann@ to new@', 'create new@ for ann@', 'update ben@'],
      trips: ['replacements'],
      exit: 'refused',
    },
  ])

  walk('a list becomes the file of somebody new: nobody gets an account', list, [
    {
      folder: { 'team.yaml': cyd, 'ben.yaml': ben },
      rows: ['create cyd@', 'delete ann@', 'update ben@'],
      accounts: { 'cyd@': 'new', 'ben@': 'ben@' },
    },
  ])

  walk('another order moves nobody, and writes nothing', { 'team.yaml': [ann, ben, person('cyd@')] }, [
    { folder: { 'team.yaml': [person('cyd@'), ben, ann] }, rows: [] },
  ])

  walk('other names with an old address: somebody else, and a replacement that asks', { 'team.yaml': [ann, ben] }, [
    {
      folder: { 'team.yaml': [person('ann@', 'Cyd Cole'), ben] },
      rows: ['delete ann@ to ann@', 'create ann@ for ann@'],
      trips: ['replacements'],
      exit: 'refused',
    },
  ])

  walk(
    'of addresses alone: whoever has another one is somebody else',
    { 'team.yaml': [person('ann@'), person('ben@')] },
    [
      {
        folder: { 'team.yaml': [person('ben@'), person('new@')] },
        rows: ['delete ann@', 'create new@'],
        accounts: { 'ben@': 'ben@', 'new@': 'new' },
      },
    ],
  )

  const numbered = (email: string, number: string) => called(person(email), number)
  walk(
    'the number of a leaver is given to somebody who stays, and nobody has a name: an error',
    {
      'team.yaml': [numbered('ann@', 'emp1-'), numbered('ben@', 'emp2-'), numbered('cyd@', 'emp3-')],
    },
    [
      {
        folder: { 'team.yaml': [numbered('ann@', 'emp2-'), numbered('cyd@', 'emp3-')] },
        rows: [],
        errors: ['IDC507'],
        exit: 'invalid',
      },
    ],
  )

  walk(
    'somebody registered the address of a newcomer: the leaver goes, and other newcomers come',
    {
      'team.yaml': [person('ann@', 'Ann Archer'), ben],
    },
    [
      {
        live: async ({ world, expand }) => {
          await world.request('POST', '/identities', expand({ ...person('new@', 'Mallory'), schema_id: 'person' }))
        },
        folder: { 'team.yaml': [person('new@', 'Ann Cole'), person('zoe@', 'Ann Zane'), ben] },
        rows: ['x adopt new@: adoption', 'delete ann@ to zoe@', 'create zoe@ for ann@'],
        options: { consents: { replacements: 1 } },
        exit: 'incomplete',
        accounts: { 'ben@': 'ben@', 'new@': 'new@, not ours', 'zoe@': 'new' },
      },
    ],
  )

  walk(
    'two of one surname leave, and one comes: both rows say so',
    { 'team.yaml': [ann, person('cyd@', 'Cyd Archer'), ben, zoe] },
    [
      {
        folder: { 'team.yaml': [person('new@', 'Eve Archer'), ben, zoe] },
        rows: ['delete ann@ to new@', 'delete cyd@ to new@', 'create new@ for ann@'],
        trips: ['replacements'],
        exit: 'refused',
      },
    ],
  )
})
