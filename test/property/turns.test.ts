import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Ledger } from '../../src/apply/ledger.ts'
import { Turns } from '../../src/apply/turns.ts'
import { inParallel } from '../../src/live/in-parallel.ts'
import { contextFor, managed, update } from '../support/apply-harness.ts'
import { runsOf } from '../support/depth.ts'
import { MemoryLive } from '../support/memory-live.ts'

const scene = fc.record({
  changes: fc.array(
    fc.record({
      /** Whom it needs: those so many before it, or somebody who is not in the plan. */
      needs: fc.array(fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 1, max: 6 }) }, fc.constant('nobody')), {
        maxLength: 2,
      }),
      /** Several changes can be of one identity. */
      id: fc.nat(8),
      fails: fc.boolean(),
      /** How long it takes, in turns of the event loop. */
      turns: fc.nat(20),
    }),
    { maxLength: 30 },
  ),
  mostKnown: fc.integer({ min: 1, max: 12 }),
  workers: fc.integer({ min: 1, max: 5 }),
})
type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never

const keyOf = (index: number) => `c${index}`

/** The keys that each change needs. */
function needsOf({ changes }: Pick<Scene, 'changes'>): string[][] {
  return changes.map(({ needs }, index) =>
    needs.flatMap((need) => {
      if (need === 'nobody') return ['nobody']
      return need <= index ? [keyOf(index - need)] : []
    }),
  )
}

/** How a change ends: `done`, or the code of its outcome. */
type End = string

/** What each change comes to if they are carried out one after the other. */
function oneByOne(s: Scene): Map<string, End> {
  const ends = new Map<string, End>()
  for (const [index, needs] of needsOf(s).entries()) {
    const fate = needs.map((need) => ends.get(need))
    const failed = fate.some((end) => end !== undefined && end !== 'done')
    const own = s.changes[index]?.fails ? 'aborted' : 'done'
    ends.set(keyOf(index), failed ? 'needs-failed' : fate.includes(undefined) ? 'needs-missing' : own)
  }
  return ends
}

/** @param onBegin gets what has been settled, and the identities that are under way */
async function carryOut(
  { changes, mostKnown, workers, ...rest }: Scene,
  onBegin: (index: number, ends: ReadonlyMap<string, End>, ids: ReadonlySet<string>) => void,
) {
  const live = new MemoryLive()
  const somebody = managed(live, 'somebody')
  const needs = needsOf({ changes, ...rest })
  const plan = changes.map(({ id }, index) => {
    const change = { ...update(somebody, { '/traits/name': 'N' }), id: `id${id}`, key: keyOf(index) }
    return needs[index]?.length === 0 ? change : { ...change, after: needs[index] ?? [] }
  })
  async function* stream() {
    yield* plan
  }
  const settled: string[] = []
  const ends = new Map<string, End>()
  const ledger = new Ledger(
    contextFor(live, {
      onOutcome({ key, outcome, code = outcome }) {
        settled.push(key)
        ends.set(key, code)
      },
    }),
  )
  const ids = new Set<string>()
  const last = new Map<string, number>()
  const turns = new Turns(stream(), { ledger, mostKnown })
  await inParallel(turns, workers, async (change) => {
    const index = Number(change.key.slice(1))
    onBegin(index, ends, ids)
    expect(ids).not.toContain(change.id)
    expect(last.get(change.id) ?? -1).toBeLessThan(index)
    ids.add(change.id)
    last.set(change.id, index)
    for (let left = changes[index]?.turns ?? 0; left > 0; left -= 1) await undefined
    ids.delete(change.id)
    const fails = changes[index]?.fails
    ledger.settle(change, fails ? { outcome: 'failed', code: 'aborted', reason: 'no' } : { outcome: 'done' })
    turns.end(change)
  })
  return { settled, ends }
}

test('each change ends once, after those that it needs, and as if they were carried out one after the other', async () => {
  await fc.assert(
    fc.asyncProperty(scene, async (s) => {
      const needs = needsOf(s)
      const { settled, ends } = await carryOut(s, (index, before) => {
        for (const need of needs[index] ?? []) expect(before.get(need)).toBe('done')
      })
      expect(settled.length).toBe(s.changes.length)
      expect(ends).toEqual(oneByOne(s))
    }),
    { numRuns: runsOf({ quick: 100, deep: 3000 }) },
  )
})

test('nobody waits for a change that they do not need', async () => {
  await fc.assert(
    fc.asyncProperty(scene, async (s) => {
      const changes = s.changes.map((change, id) => ({ ...change, id, needs: [], turns: 200 }))
      let most = 0
      await carryOut({ ...s, changes }, (_, __, ids) => {
        most = Math.max(most, ids.size + 1)
      })
      expect(most).toBe(Math.min(changes.length, s.workers))
    }),
    { numRuns: runsOf({ quick: 20, deep: 300 }) },
  )
})
