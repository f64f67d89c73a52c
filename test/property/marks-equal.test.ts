import fc from 'fast-check'
import { expect, test } from 'vitest'
import { marksEqual } from '../../src/identity/mark.ts'
import type { Mark } from '../../src/model/identity.ts'
import { jsonEqual } from '../../src/model/json.ts'
import { runsOf } from '../support/depth.ts'

const digests = fc.constantFrom('AAAA', 'BBBB')
const two = <T>(one: T, other: T) => fc.constantFrom(one, other)

/** Marks with few values, so that two of them are often alike. */
const mark: fc.Arbitrary<Mark> = fc.record(
  {
    v: fc.constant(1 as const),
    workspace: two('acme', 'other'),
    key: two('ada', 'bob'),
    origin: two('a.yaml', 'b.yaml'),
    made: two<Mark['made']>('created', 'adopted'),
    fields: fc.dictionary(
      two('/traits/email', '/traits/roles'),
      fc.oneof(digests, fc.array(digests, { maxLength: 2 })),
    ),
    shared: fc.constant(true as const),
    named: fc.boolean(),
    id: two('id-1', 'id-2'),
    found: fc.subarray(['/traits/email', '/state']),
    protect: fc.constant(true as const),
    lines: fc.array(digests, { maxLength: 2 }),
    references: fc.subarray(['/traits/pin']),
    salt: two('s', 't'),
    commit: two('a'.repeat(40), 'b'.repeat(40)),
    disabled: fc.record({
      at: two('2026-01-01', '2026-02-02'),
      state_before: two<'active' | 'inactive'>('active', 'inactive'),
    }),
    credentials: fc.record({ password: fc.record({ digest: digests, version: fc.nat(1) }, { requiredKeys: [] }) }),
  },
  { requiredKeys: ['v', 'workspace', 'key', 'origin', 'made', 'fields'] },
)

/** A mark, and one that differs from it in a few members. */
const pair = fc
  .tuple(mark, mark, fc.array(fc.nat(), { maxLength: 2 }))
  .map(([one, other, picks]): readonly [Mark, Mark] => {
    const names = Object.keys({ ...one, ...other })
    const changed = new Map<string, unknown>(Object.entries(one))
    for (const pick of picks) {
      const name = names[pick % names.length] as string
      if (Object.hasOwn(other, name)) changed.set(name, other[name as keyof Mark])
      else changed.delete(name)
    }
    return [one, Object.fromEntries([...changed].reverse()) as unknown as Mark]
  })

/** What counts of a mark, as a value of its own. */
function counting({ id: _id, commit: _commit, salt: _salt, disabled, ...rest }: Mark) {
  return JSON.parse(JSON.stringify({ ...rest, disabled: disabled?.state_before }))
}

test('two marks are equal where all that counts is equal, member by member', () => {
  const seen = { equal: 0, different: 0 }
  fc.assert(
    fc.property(pair, ([one, other]) => {
      const isSame = one.id === undefined || other.id === undefined || one.id === other.id
      const expected = isSame && jsonEqual(counting(one), counting(other))
      expect(marksEqual(one, other)).toBe(expected)
      expect(marksEqual(other, one)).toBe(expected)
      seen[expected ? 'equal' : 'different'] += 1
    }),
    { numRuns: runsOf({ quick: 300, deep: 10_000 }) },
  )
  expect(Math.min(seen.equal, seen.different)).toBeGreaterThan(30)
})
