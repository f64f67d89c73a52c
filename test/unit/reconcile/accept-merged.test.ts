import { expect, test } from 'vitest'
import { acceptMerged, diffMerged } from '../../../src/identity/merge-leaf.ts'
import { digestOf } from '../../../src/model/digest.ts'
import type { Json } from '../../../src/model/json.ts'

test.each<[what: string, wanted: Json, live: Json[], applied: Json[], accepted: Json[]]>([
  ['what live lost goes', ['a', 'b'], ['b'], ['a', 'b'], ['b']],
  ['what others added stays theirs', ['a'], ['x', 'a'], ['a'], ['a']],
  ['the order of the file stays', ['a', 'b'], ['b', 'a'], ['a', 'b'], ['a', 'b']],
  ['what the file dropped and live kept comes back', ['a'], ['a', 'b'], ['a', 'b'], ['a', 'b']],
  ['what the file wants and live never had goes', ['a', 'new'], ['a'], ['a'], ['a']],
  ['all are gone', ['a'], [], ['a'], []],
])('%s', (_, wanted, live, applied, accepted) => {
  const digests = applied.map(digestOf)
  expect(acceptMerged(wanted, live, digests)).toEqual(accepted)
  expect(diffMerged(accepted, live, digests).cause).toBeUndefined()
})

test('a whole array that idctl wrote before counts as ours', () => {
  expect(acceptMerged(['a'], ['a', 'b'], digestOf(['a', 'b']))).toEqual(['a', 'b'])
})
