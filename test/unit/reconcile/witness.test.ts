import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Change } from '../../../src/model/change.ts'
import { createWitnessCollector } from '../../../src/reconcile/plan/witness.ts'
import { live, testWorkspace } from '../../support/builders.ts'

const change = (action: 'delete' | 'disable' | 'release' | 'update', id: string, blocked = false): Change =>
  ({ action, id, key: id, ...(blocked && { blocked: { code: 'protected', reason: '' } }) }) as unknown as Change

const stranger = live()
const ours = live({
  mark: { v: 1, workspace: testWorkspace, key: 'k', origin: 'a.yaml', made: 'created', fields: {} },
})

function witnessOf(
  ids: readonly string[],
  changes: readonly Change[] = [],
  strangers: readonly string[] = [],
): readonly string[] {
  const collector = createWitnessCollector(testWorkspace)
  for (const id of strangers) collector.see({ ...stranger, id })
  for (const id of ids) collector.see({ ...ours, id })
  return collector.pick(changes)
}

const uuids = fc.uniqueArray(fc.uuid(), { maxLength: 40 })

describe('a witness', () => {
  test('is a few of those who stay, and none only where nobody does', () => {
    fc.assert(
      fc.property(
        uuids,
        fc.func(fc.constantFrom('delete', 'disable', 'release', 'stay', 'blocked' as const)),
        (ids, fateOf) => {
          const fates = new Map(ids.map((id) => [id, fateOf(id)]))
          const changes = ids.flatMap((id) => {
            const fate = fates.get(id) ?? 'stay'
            if (fate === 'stay') return []
            return [fate === 'blocked' ? change('delete', id, true) : change(fate, id)]
          })
          const staying = ids.filter((id) => ['stay', 'blocked'].includes(fates.get(id) ?? ''))
          const witness = witnessOf([...ids].sort(), changes)
          expect(witness.every((id) => staying.includes(id))).toBe(true)
          expect(witness).toHaveLength(Math.min(5, staying.length))
        },
      ),
    )
  })

  test('is no stranger where anybody else stays: strangers could all leave at once', () => {
    expect(witnessOf(['a', 'b'], [change('delete', 'a')], ['c'])).toEqual(['b'])
    expect(witnessOf(['a'], [change('delete', 'a')], ['c'])).toEqual(['c'])
  })

  test('is, of more people than are kept, one of those with the smallest last digits', () => {
    const ids = Array.from({ length: 5000 }, (_, index) => `id-${String((index * 7919) % 5000).padStart(12, '0')}`)
    const ascending = [...ids].sort()
    const changes = ascending.slice(0, 1000).map((id) => change('delete', id))
    for (const listed of [ids, ascending, ascending.toReversed()]) {
      expect(witnessOf(listed, changes)).toEqual(ascending.slice(1000, 1005))
    }
  })

  test('is the same for the same listing, in whatever order', () => {
    fc.assert(
      fc.property(uuids, (ids) => {
        expect(witnessOf([...ids].sort())).toEqual(witnessOf([...ids].sort().reverse()))
      }),
    )
  })

  const many = Array.from({ length: 10_000 }, (_, index) => {
    const digits = ((index * 2_654_435_761) % 2 ** 32).toString(16).padStart(12, '0')
    return `${index.toString(16).padStart(8, '0')}-0000-4000-8000-${digits}`
  })

  test('of a long listing comes from everywhere', () => {
    const places = witnessOf(many).map((id) => many.indexOf(id))
    expect(Math.max(...places) - Math.min(...places)).toBeGreaterThan(1000)
  })

  test('where nearly all go is somebody whom the plan changes', () => {
    const [stays, ...rest] = many as [string, ...string[]]
    const changes = [...rest.map((id) => change('delete', id)), change('update', stays)]
    expect(witnessOf(many, changes)).toEqual([stays])
  })
})
