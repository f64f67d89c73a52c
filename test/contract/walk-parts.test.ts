import { describe } from 'vitest'
import { serversWith } from '../support/servers.ts'
import { walkSchemas } from './attribute-schemas.ts'
import { walksOn } from './walk.ts'
import { ann, ben, called, cyd, person, unmoved } from './walk-people.ts'

describe.each(serversWith(walkSchemas))('a part of the folder, on the $name', (choice) => {
  const walk = walksOn(choice)

  const folder = { 'a/ann.yaml': ann, 'b/ben.yaml': ben }
  const part = 'identities/b'

  walk('takes nobody away, and makes whoever is new', folder, [
    {
      part,
      folder: { 'a/ann.yaml': ann, 'b/cyd.yaml': cyd },
      rows: ['create cyd@'],
      accounts: { ...unmoved, 'cyd@': 'new' },
      left: ['delete ben@'],
    },
  ])

  walk('makes nobody who may be somebody of the rest, by the names', folder, [
    {
      part,
      folder: { ...folder, 'b/archer.yaml': person('new@', 'Ann Archer') },
      rows: ['x create new@: held', 'x none ann@: held'],
      exit: 'incomplete',
      left: ['create new@'],
    },
  ])

  walk('makes nobody who may be somebody of the rest, by the address', folder, [
    {
      part,
      folder: { 'b/ben.yaml': ben, 'b/cyd.yaml': person('ann@', 'Cyd Cole') },
      rows: ['x create ann@: collision', 'x none ann@: held'],
      exit: 'incomplete',
      left: ['delete ann@ to ann@', 'create ann@ for ann@'],
    },
  ])

  walk('gives nobody the address of somebody of the rest', folder, [
    {
      part,
      folder: { 'b/ben.yaml': person('ann@', 'Ben Baker') },
      rows: ['x update ann@ (ben@): collision'],
      exit: 'incomplete',
      left: ['update ann@ (ben@)', 'delete ann@'],
    },
  ])

  walk('finds who has moved into it, by address and by line', folder, [
    { part, folder: { 'b/ann.yaml': ann, 'b/ben.yaml': ben }, rows: ['update ann@'] },
    {
      part,
      folder: { 'b/archer.yaml': called(person('new@', 'Ann Archer'), 'ann', 'ann@'), 'b/ben.yaml': ben },
      rows: ['update ann (ann@)'],
      accounts: { 'new@': 'ann@', 'ben@': 'ben@' },
    },
  ])

  walk('finds by a line who has moved into it under other names', folder, [
    {
      part,
      folder: { 'b/archer.yaml': called(person('new@', 'Ann Cole'), 'ann', 'ann@'), 'b/ben.yaml': ben },
      rows: ['update ann (ann@)'],
      accounts: { 'new@': 'ann@', 'ben@': 'ben@' },
    },
  ])
})
