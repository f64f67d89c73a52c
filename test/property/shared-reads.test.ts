import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LiveSource, LiveTarget, WriteKind, WriteRequest } from '../../src/live/ports.ts'
import type { Change } from '../../src/model/change.ts'
import type { LiveIdentity } from '../../src/model/identity.ts'
import { apply, disable, managed, remove, update } from '../support/apply-harness.ts'
import { runsOf } from '../support/depth.ts'
import { MemoryLive } from '../support/memory-live.ts'

/** Long enough for several reads of one wave. */
const longestWrite = 700

const scene = fc.record({
  kinds: fc.array(fc.constantFrom('update', 'disable', 'release', 'delete'), { minLength: 1, maxLength: 130 }),
  durations: fc.array(fc.nat(longestWrite), { minLength: 1, maxLength: 20 }),
  concurrency: fc.integer({ min: 1, max: 6 }),
  /** Whom somebody else changes, and before which write. */
  moves: fc.array(fc.tuple(fc.nat(129), fc.nat(130)), { maxLength: 6 }),
})
type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never

/** A server on which time passes only while it writes. */
function play({ kinds, durations, concurrency, moves }: Scene) {
  const live = new MemoryLive()
  const makers: Record<string, (one: LiveIdentity) => Change> = {
    update: (one) => update(one, { '/traits/name': 'N' }),
    disable,
    release: (one) => remove('release', one),
    delete: (one) => remove('delete', one),
  }
  const people = kinds.map((_, index) => managed(live, `p${index}`))
  const changes = kinds.map((kind, index) =>
    (makers[kind] as (one: LiveIdentity) => Change)(people[index] as LiveIdentity),
  )
  // As a plan has them: each action is a phase of its own.
  const order = ['update', 'release', 'disable', 'delete']
  changes.sort((left, right) => order.indexOf(left.action) - order.indexOf(right.action))
  let time = 0
  let writes = 0
  const reads: { readonly time: number; readonly ids: readonly string[] }[] = []
  const firstWrites = new Map<string, { readonly time: number; readonly there: LiveIdentity | undefined }>()
  const source: LiveSource = Object.assign(Object.create(live), {
    read(ids: readonly string[]) {
      reads.push({ time, ids })
      return live.read(ids)
    },
  })
  const target: LiveTarget = {
    async execute<K extends WriteKind>(request: WriteRequest<K>) {
      const id = 'id' in request ? (request.id as string) : ''
      if (!firstWrites.has(id)) firstWrites.set(id, { time, there: live.identities.get(id) })
      for (const [who, when] of moves) if (when === writes) spoil(live, people[who]?.id)
      writes += 1
      time += durations[writes % durations.length] as number
      return live.execute(request)
    },
  }
  const run = () => apply(live, changes, { source, target, concurrency, now: () => time })
  return { live, changes, reads, firstWrites, run, timeTaken: () => time }
}

/** Somebody else disables an account. */
function spoil(live: MemoryLive, id: string | undefined): void {
  const there = id === undefined ? undefined : live.identities.get(id)
  if (there !== undefined) live.identities.set(there.id, { ...there, state: 'inactive' })
}

test('a change rests on a read of at most a second ago, and few reads are enough', async () => {
  await fc.assert(
    fc.asyncProperty(scene, async (s) => {
      const { changes, reads, firstWrites, run, timeTaken } = play(s)
      const report = await run()
      expect(report.outcomes.map(({ key }) => key).sort()).toEqual(changes.map(({ key }) => key).sort())
      // While one write is sent, others that have begun wait for their turn here.
      const oldest = 1000 + (s.concurrency - 1) * longestWrite
      for (const [id, { time }] of firstWrites) {
        const last = reads.findLast((read) => read.time <= time && read.ids.includes(id))
        expect(time - (last?.time ?? Number.NEGATIVE_INFINITY)).toBeLessThanOrEqual(oldest)
      }
      const windows = changes.length / 50 + new Set(s.kinds).size
      expect(reads.length).toBeLessThanOrEqual(windows + timeTaken() / 1000)
    }),
    { numRuns: runsOf({ quick: 8, deep: 300 }) },
  )
})

/** What has become of people since the plan. */
const fates = fc.array(fc.constantFrom('there', 'there', 'there', 'moved', 'gone', 'not ours'), { maxLength: 60 })

test('with one read for many, each change ends as with a read of its own', async () => {
  await fc.assert(
    fc.asyncProperty(
      scene,
      fates,
      // Fewer than it takes to give up.
      fc.array(fc.nat(129), { maxLength: 6 }),
      async ({ kinds, concurrency }, fate, unreadable) => {
        const outcomes = async (now: () => number) => {
          const { live, changes } = play({ kinds, concurrency, durations: [0], moves: [] })
          for (const [index, identity] of [...live.identities.values()].entries()) {
            if (fate[index] === 'moved') spoil(live, identity.id)
            if (fate[index] === 'gone') live.identities.delete(identity.id)
            if (fate[index] === 'not ours') live.identities.set(identity.id, { ...identity, mark: { kind: 'none' } })
            if (unreadable.includes(index)) live.unreadable.add(identity.id)
          }
          const report = await apply(live, changes, { concurrency, now })
          return new Map(report.outcomes.map(({ key, outcome, code }) => [key, { outcome, code }]))
        }
        let time = 0
        expect(await outcomes(() => 0)).toEqual(await outcomes(() => (time += 2000)))
      },
    ),
    { numRuns: runsOf({ quick: 6, deep: 200 }) },
  )
})
