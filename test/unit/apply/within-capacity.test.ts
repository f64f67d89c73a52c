import { expect, test } from 'vitest'
import type { LiveTarget, WriteKind, WriteRequest } from '../../../src/live/ports.ts'
import { apply, disable, managed, remove, update } from '../../support/apply-harness.ts'
import { MemoryLive } from '../../support/memory-live.ts'

/** A server whose answers come when the others that are under way have been sent, and that tells how much room it has. */
function counting(room: (writes: number) => number) {
  const live = new MemoryLive()
  let underWay = 0
  let writes = 0
  const seen: number[] = []
  const target: LiveTarget = {
    capacity: () => room(writes),
    async execute<K extends WriteKind>(request: WriteRequest<K>) {
      underWay += 1
      writes += 1
      seen.push(underWay)
      for (let turns = 0; turns < 40; turns += 1) await undefined
      underWay -= 1
      return live.execute(request)
    },
  }
  const people = Array.from({ length: 30 }, (_, index) => managed(live, `p${index}`))
  return { live, target, seen, people }
}

test.each([
  ['fewer than the user allows, where the server has less room', 8, 3, 3],
  ['no more than the user allows, where it has more', 2, 9, 2],
  ['one, whatever it says', 4, 0, 1],
])('writes at once: %s', async (_, concurrency, room, most) => {
  for (const action of ['disable', 'delete'] as const) {
    const { live, target, seen, people } = counting(() => room)
    const changes = people.map((one) => (action === 'disable' ? disable(one) : remove(action, one)))
    const report = await apply(live, changes, { target, concurrency })
    expect(report.counts.done).toBe(30)
    expect(Math.max(...seen)).toBe(most)
  }
})

test('room that comes and goes is used at once', async () => {
  const { live, target, seen, people } = counting((writes) => (writes < 10 ? 6 : writes < 20 ? 1 : 4))
  const changes = people.map((one) => update(one, { '/traits/name': 'N' }))
  const report = await apply(live, changes, { target, concurrency: 8 })
  expect(report.counts.done).toBe(30)
  const most = (from: number, to: number) => Math.max(...seen.slice(from, to))
  expect([most(0, 10), most(16, 20), most(22, 30)]).toEqual([6, 1, 4])
})
