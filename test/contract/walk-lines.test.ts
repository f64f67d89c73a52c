import { describe } from 'vitest'
import { serversWith } from '../support/servers.ts'
import { walkSchemas } from './attribute-schemas.ts'
import { walksOn } from './walk.ts'
import { ann, ben, both, called, cyd, formerly, person, unmoved, zoe } from './walk-people.ts'

describe.each(serversWith(walkSchemas))('lines with former names, on the $name', (choice) => {
  const walk = walksOn(choice)

  const second = { 'second@': 'ann@', 'ben@': 'ben@' }
  const third = { 'third@': 'ann@', 'ben@': 'ben@' }

  walk('stay for years: they move her once, and never again', both, [
    {
      folder: { ...both, 'ann.yaml': called(person('second@', 'Ann Archer'), 'ann', 'ann@') },
      rows: ['update ann (ann@)'],
      accounts: second,
    },
    {
      folder: { ...both, 'ann.yaml': called(person('third@', 'Ann Cole'), 'ann', 'ann@') },
      rows: ['update ann (ann@)'],
      accounts: third,
    },
    {
      folder: { 'team/ann.yaml': called(person('third@', 'Ann Cole'), 'ann', 'ann@'), 'ben.yaml': ben },
      rows: [],
    },
    {
      folder: { 'team/ann.yaml': called(person('second@', 'Ann Cole'), 'ann', 'third@', 'ann@'), 'ben.yaml': ben },
      rows: ['update ann (ann@)'],
      accounts: second,
    },
  ])

  const moved = formerly(person('second@', 'Ann Archer'), 'ann@')
  const newcomer = { ...both, 'ann.yaml': moved, 'cyd.yaml': person('ann@', 'Cyd Cole') }
  const free = { ...newcomer, 'ann.yaml': person('second@', 'Ann Archer') }
  walk('stay, and a newcomer has the old address: they have to go first', both, [
    { folder: { ...both, 'ann.yaml': moved }, rows: ['update second@ (ann@)'], accounts: second },
    { folder: newcomer, rows: [], errors: ['IDC407'], exit: 'invalid' },
    { folder: free, rows: ['create ann@'], accounts: { ...second, 'ann@': 'new' } },
    {
      folder: { ...free, 'zoe.yaml': zoe },
      rows: ['create zoe@'],
      accounts: { ...second, 'ann@': 'ann@′', 'zoe@': 'new' },
    },
  ])

  walk('go with their person, and a newcomer has the old address: somebody new', both, [
    {
      folder: { ...both, 'ann.yaml': called(person('second@', 'Ann Archer'), 'ann', 'ann@') },
      rows: ['update ann (ann@)'],
      accounts: second,
    },
    {
      folder: { 'ben.yaml': ben, 'cyd.yaml': person('ann@', 'Cyd Cole') },
      rows: ['delete ann (ann@)', 'create ann@'],
      accounts: { 'ann@': 'new', 'ben@': 'ben@' },
    },
  ])

  walk('of several names, one after the other', { ...both, 'ann.yaml': called(ann, 'k1') }, [
    { folder: { ...both, 'ann.yaml': called(ann, 'k2', 'k1') }, rows: ['update k2 (ann@)'] },
    { folder: { ...both, 'ann.yaml': called(ann, 'k3', 'k2', 'k1') }, rows: ['update k3 (ann@)'] },
    {
      folder: { ...both, 'ann.yaml': called(ann, 'k3', 'k2', 'k1'), 'cyd.yaml': called(cyd, 'k1') },
      rows: [],
      errors: ['IDC407'],
      exit: 'invalid',
    },
    {
      folder: { ...both, 'ann.yaml': called(ann, 'k3', 'k2'), 'cyd.yaml': called(cyd, 'k1') },
      rows: ['create k1'],
      accounts: { ...unmoved, 'cyd@': 'new' },
    },
    {
      folder: { ...both, 'ann.yaml': called(ann, 'k4', 'k3', 'k2'), 'cyd.yaml': called(cyd, 'k1') },
      rows: ['update k4 (ann@)'],
      accounts: { ...unmoved, 'cyd@': 'cyd@' },
    },
  ])

  walk('in another spelling', { ...both, 'ann.yaml': person('Ann@', 'Ann Archer') }, [
    {
      folder: { 'archer.yaml': called(person('new@', 'Ann Cole'), 'ann', 'ANN@'), 'ben.yaml': ben },
      rows: ['update ann (Ann@)'],
      accounts: { 'new@': 'Ann@', 'ben@': 'ben@' },
    },
  ])

  walk('of two accounts: an error, and nobody is merged', both, [
    {
      folder: { 'all.yaml': called(person('new@', 'Ann Baker'), 'ann', 'ann@', 'ben@') },
      rows: [],
      errors: ['IDC502'],
      exit: 'invalid',
    },
  ])

  walk(
    'of a leaver, in the file and with the names of somebody else: an error, until the file is another one',
    { ...both, 'cyd.yaml': cyd },
    [
      {
        folder: { 'ann.yaml': called(person('new@', 'Ann Archer'), 'ann', 'ben@'), 'cyd.yaml': cyd },
        rows: [],
        errors: ['IDC507'],
        exit: 'invalid',
      },
      {
        folder: { 'archer.yaml': called(person('new@', 'Ann Archer'), 'ann', 'ben@'), 'cyd.yaml': cyd },
        rows: ['update ann (ben@)', 'delete ann@'],
        accounts: { 'new@': 'ben@', 'cyd@': 'cyd@' },
      },
    ],
  )

  const keyed = { 'ann.yaml': called(ann, 'k1'), 'ben.yaml': called(ben, 'k2') }
  const handedOn = { 'ann.yaml': called(ann, 'k0', 'k1'), 'ben.yaml': called(ben, 'k1', 'k2') }
  walk('that hand a key on: not by half', keyed, [
    {
      folder: handedOn,
      options: { only: 'k1' },
      rows: ['x update k1 (ben@): selection'],
      exit: 'incomplete',
      left: ['update k0 (ann@)', 'update k1 (ben@)'],
    },
    { rows: ['update k0 (ann@)', 'update k1 (ben@)'] },
    { folder: { ...handedOn, 'ann.yaml': called(ann, 'k0') }, rows: [] },
  ])

  const exchanged = { 'ann.yaml': called(ann, 'k2', 'k1'), 'ben.yaml': called(ben, 'k1', 'k2') }
  walk('that exchange keys: one after the other, whatever is between', keyed, [
    { folder: exchanged, options: { only: 'k1' }, rows: ['update k1 (ben@)'], left: ['update k2 (ann@)'] },
    { rows: ['update k2 (ann@)'] },
  ])

  walk('an address is changed, and changed back, while the line stays', both, [
    {
      folder: { ...both, 'ann.yaml': formerly(person('second@', 'Ann Archer'), 'ann@') },
      rows: ['update second@ (ann@)'],
      accounts: second,
    },
    {
      folder: { ...both, 'ann.yaml': formerly(ann, 'second@') },
      rows: ['update ann@'],
      accounts: unmoved,
    },
    { rows: [] },
    {
      folder: { ...both, 'ann.yaml': formerly(person('second@', 'Ann Archer'), 'ann@') },
      rows: ['update second@ (ann@)'],
      accounts: second,
    },
    { rows: [] },
  ])
})
