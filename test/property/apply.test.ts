import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { WriteRequest } from '../../src/live/ports.ts'
import type { Change } from '../../src/model/change.ts'
import { apply, create, disable, managed, remove, update } from '../support/apply-harness.ts'
import { runsOf } from '../support/depth.ts'
import { type Fault, MemoryLive } from '../support/memory-live.ts'

const fault: fc.Arbitrary<Fault | undefined> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  fc.record({ kind: fc.constant('lost' as const), effect: fc.boolean() }),
  fc.record({ kind: fc.constant('lost' as const), effect: fc.boolean(), status: fc.constant(502) }),
  fc.record({
    kind: fc.constant('rejected' as const),
    status: fc.constantFrom(400, 409, 429),
    reason: fc.constant('no'),
  }),
  { weight: 1, arbitrary: fc.constant({ kind: 'denied' as const }) },
)

const scene = fc.record({
  updates: fc.nat(6),
  creates: fc.nat(12),
  nameless: fc.nat(2),
  disables: fc.nat(3),
  releases: fc.nat(3),
  deletes: fc.nat(3),
  moved: fc.nat(5),
  faults: fc.array(fault, { maxLength: 12 }),
  batchSize: fc.integer({ min: 1, max: 6 }),
  concurrency: fc.integer({ min: 1, max: 4 }),
  maxFailures: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
})
type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never

function play(s: Scene) {
  const live = new MemoryLive()
  const many = <T>(count: number, make: (index: number) => T): T[] =>
    Array.from({ length: count }, (_, index) => make(index))
  const changes: Change[] = [
    ...many(s.updates, (index) => update(managed(live, `u${index}`), { '/traits/name': 'N' })),
    ...many(s.creates, (index) => create(`c${index}`, { '/traits/email': `c${index}@example.com` })),
    ...many(s.nameless, (index) => create(`n${index}`, { '/traits/nick': 'n' })),
    ...many(s.releases, (index) => remove('release', managed(live, `r${index}`))),
    ...many(s.disables, (index) => disable(managed(live, `d${index}`))),
    ...many(s.deletes, (index) => remove('delete', managed(live, `x${index}`))),
  ]
  for (const [id, identity] of [...live.identities].slice(0, s.moved)) {
    live.identities.set(id, { ...identity, state: 'inactive' })
  }
  live.faults = (call) => s.faults[call - 1]
  const { batchSize, concurrency, maxFailures } = s
  const settings = { batchSize, concurrency, ...(maxFailures === undefined ? {} : { maxFailures }) }
  return { live, changes, run: () => apply(live, changes, settings) }
}

function keysOf(live: MemoryLive): string[] {
  return [...live.identities.values()].flatMap(({ mark }) => (mark.kind === 'mark' ? [mark.mark.key] : []))
}

function bodiesOf(request: WriteRequest): string[] {
  if (request.kind === 'create') return [JSON.stringify(request.body)]
  return request.kind === 'batch' ? request.items.map(({ body }) => JSON.stringify(body)) : []
}

const isRemoval = (request: WriteRequest) =>
  request.kind === 'delete' || request.kind === 'revoke-sessions' || request.kind === 'patch'

test('every change has exactly one outcome, whatever happens', async () => {
  await fc.assert(
    fc.asyncProperty(scene, async (s) => {
      const { changes, run } = play(s)
      const report = await run()
      expect(report.outcomes.map(({ key }) => key).sort()).toEqual(changes.map(({ key }) => key).sort())
      expect(Object.values(report.counts).reduce((sum, count) => sum + count, 0)).toBe(changes.length)
    }),
    { numRuns: runsOf({ quick: 20, deep: 500 }) },
  )
})

test('no identity is there twice, and what is reported as done is there', async () => {
  await fc.assert(
    fc.asyncProperty(scene, async (s) => {
      const { live, run } = play(s)
      const report = await run()
      const keys = keysOf(live)
      expect(new Set(keys).size).toBe(keys.length)
      for (const { action, outcome, key } of report.outcomes) {
        if (action === 'create' && outcome === 'done') expect(keys).toContain(key)
        if ((action === 'delete' || action === 'release') && outcome === 'done') expect(keys).not.toContain(key)
      }
    }),
    { numRuns: runsOf({ quick: 20, deep: 500 }) },
  )
})

test('a creation whose answer was lost is looked up before it is sent again', async () => {
  await fc.assert(
    fc.asyncProperty(scene, async (s) => {
      const { live, run } = play(s)
      await run()
      const unsure = new Set<string>()
      let writes = 0
      for (const call of live.calls) {
        if (call.kind === 'list' || call.kind === 'find') unsure.clear()
        if (call.kind !== 'write') continue
        const bodies = bodiesOf(call.request)
        for (const body of bodies) expect(unsure.has(body)).toBe(false)
        if (s.faults[writes++]?.kind === 'lost') for (const body of bodies) unsure.add(body)
      }
    }),
    { numRuns: runsOf({ quick: 20, deep: 500 }) },
  )
})

test('no removal once the limit of failures is reached before the removals', async () => {
  await fc.assert(
    fc.asyncProperty(scene, fc.integer({ min: 1, max: 3 }), async (s, maxFailures) => {
      const spoilt = { ...s, updates: s.updates + maxFailures, moved: 0, maxFailures, faults: [] }
      const { live, changes, run } = play(spoilt)
      live.faults = () => ({ kind: 'rejected', status: 400 })
      await run()
      const removed = new Set(
        changes.flatMap((change) => ('id' in change && change.action !== 'update' ? [change.id] : [])),
      )
      const ids = live.requests.filter(isRemoval).flatMap((request) => ('id' in request ? [request.id] : []))
      expect(ids.filter((id) => removed.has(id ?? ''))).toEqual([])
    }),
    { numRuns: 60 },
  )
})

test('applied again without faults, what is left is done and the third time finds nothing to do', async () => {
  await fc.assert(
    fc.asyncProperty(scene, async (s) => {
      const { live, changes, run } = play({ ...s, moved: 0 })
      await run()
      live.recover()
      const kindsOf = async () => new Set((await apply(live, changes)).outcomes.map(({ outcome }) => outcome))
      for (const kind of await kindsOf()) expect(['done', 'already-done']).toContain(kind)
      for (const kind of await kindsOf()) expect(kind).toBe('already-done')
    }),
    { numRuns: runsOf({ quick: 16, deep: 300 }) },
  )
})
