import { describe } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import { serversWith } from '../support/servers.ts'
import { walkSchemas } from './attribute-schemas.ts'
import { walksOn } from './walk.ts'
import { ann, ben, both, called, cyd, formerly, person } from './walk-people.ts'

describe.each(serversWith(walkSchemas))('names that somebody wrote down, on the $name', (choice) => {
  const walk = walksOn(choice)

  const numbered = (of: JsonObject, external_id: string, ...previously: string[]) => ({
    ...of,
    external_id,
    ...(previously.length > 0 && { idctl: { previously } }),
  })
  const needs = { needs: ['external_id'] } as const
  const trips = { trips: ['replacements'], exit: 'refused' } as const

  walk('a key is added: the same account', both, [
    { folder: { ...both, 'ann.yaml': called(ann, 'ann') }, rows: ['update ann (ann@)'] },
  ])

  walk('a key is added, and the address changed at once: the same account', both, [
    {
      folder: { ...both, 'ann.yaml': called(person('new@', 'Ann Archer'), 'ann') },
      rows: ['update ann (ann@)'],
      accounts: { 'new@': 'ann@', 'ben@': 'ben@' },
    },
  ])

  walk('a key is added that was the address of a leaver: it is nobody’s address', both, [
    {
      folder: { 'ann.yaml': called(ann, 'ben@') },
      rows: ['update ben@ (ann@)', 'delete ben@'],
      accounts: { 'ann@': 'ann@' },
    },
  ])

  walk(
    'a key is taken out: a replacement that asks, and a line that answers',
    { ...both, 'ann.yaml': called(ann, 'k1') },
    [
      { folder: both, rows: ['delete k1 (ann@) to ann@', 'create ann@ for ann@'], ...trips },
      { folder: { ...both, 'ann.yaml': formerly(ann, 'k1') }, rows: ['update ann@'] },
      { folder: both, rows: [] },
    ],
  )

  walk(
    'a key is corrected: a replacement that asks, and a line that answers',
    { ...both, 'ann.yaml': called(ann, 'k1') },
    [
      {
        folder: { ...both, 'ann.yaml': called(ann, 'k2') },
        rows: ['delete k1 (ann@) to k2', 'create k2 for ann@'],
        ...trips,
      },
      { folder: { ...both, 'ann.yaml': called(ann, 'k2', 'k1') }, rows: ['update k2 (ann@)'] },
    ],
  )

  walk('with a key, all else may change at once: the same account', { ...both, 'ann.yaml': called(ann, 'k1') }, [
    {
      folder: { 'cyd.yaml': called(cyd, 'k1'), 'ben.yaml': ben },
      rows: ['update k1 (ann@)'],
      accounts: { 'cyd@': 'ann@', 'ben@': 'ben@' },
    },
  ])

  walk(
    'an external_id is added: the same account',
    both,
    [{ folder: { ...both, 'ann.yaml': numbered(ann, 'emp1-') }, rows: ['update emp1- (ann@)'] }],
    needs,
  )

  walk(
    'an external_id is corrected: a replacement that asks, and a line that answers',
    { ...both, 'ann.yaml': numbered(ann, 'emp1-') },
    [
      {
        folder: { ...both, 'ann.yaml': numbered(ann, 'emp2-') },
        rows: ['delete emp1- (ann@) to emp2-', 'create emp2- for ann@'],
        ...trips,
      },
      { folder: { ...both, 'ann.yaml': numbered(ann, 'emp2-', 'emp1-') }, rows: ['update emp2- (ann@)'] },
    ],
    needs,
  )

  walk(
    'an external_id is taken out: a replacement that asks, and a line that answers',
    { ...both, 'ann.yaml': numbered(ann, 'emp1-') },
    [
      { folder: both, rows: ['delete emp1- (ann@) to ann@', 'create ann@ for ann@'], ...trips },
      { folder: { ...both, 'ann.yaml': formerly(ann, 'emp1-') }, rows: ['update ann@'] },
      { folder: both, rows: [] },
    ],
    needs,
  )

  const two = { 'ann.yaml': numbered(ann, 'emp1-'), 'ben.yaml': numbered(ben, 'emp2-') }
  walk(
    'external_ids are exchanged by two lines: everybody keeps the own account',
    two,
    [
      {
        folder: { 'ann.yaml': numbered(ann, 'emp2-', 'emp1-'), 'ben.yaml': numbered(ben, 'emp1-', 'emp2-') },
        options: { consents: { swaps: 1 } },
        rows: ['update emp2- (ann@)', 'update emp1- (ben@)'],
      },
    ],
    needs,
  )

  walk(
    'external_ids are exchanged without lines: an error, for files and names say otherwise',
    two,
    [
      {
        folder: { 'ann.yaml': numbered(ann, 'emp2-'), 'ben.yaml': numbered(ben, 'emp1-') },
        rows: [],
        errors: ['IDC507'],
        exit: 'invalid',
      },
    ],
    needs,
  )

  walk(
    'an external_id is handed on by a leaver: whoever has it now has the account',
    two,
    [
      {
        folder: { 'cyd.yaml': numbered(cyd, 'emp1-'), 'ben.yaml': numbered(ben, 'emp2-') },
        rows: ['update emp1- (ann@)'],
        accounts: { 'cyd@': 'ann@', 'ben@': 'ben@' },
      },
    ],
    needs,
  )
})
