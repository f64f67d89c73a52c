import { describe, expect, test } from 'vitest'
import { executeChanges } from '../../../src/apply/executor.ts'
import { apply, contextFor, create, kinds, managed, remove, update } from '../../support/apply-harness.ts'
import { MemoryLive } from '../../support/memory-live.ts'

function scene() {
  const live = new MemoryLive()
  const old = Array.from({ length: 8 }, (_, index) => managed(live, `old${index}`))
  const goners = Array.from({ length: 3 }, (_, index) => managed(live, `gone${index}`))
  const changes = [
    ...old.map((one) => update(one, { '/traits/name': 'N' })),
    create('new0', { '/traits/email': 'new0@example.com' }),
    ...goners.map((one) => remove('delete', one)),
  ]
  return { live, changes }
}

describe('nothing further starts', () => {
  test('when the key is refused: the rest is skipped with that reason', async () => {
    const { live, changes } = scene()
    live.faults = (call) => (call === 3 ? { kind: 'denied' } : undefined)
    const report = await apply(live, changes, { concurrency: 1 })
    expect(report.counts).toMatchObject({ done: 2, failed: 1, skipped: 9 })
    expect(report.outcomes.at(-1)?.reason).toContain('401')
    expect(live.requests).toHaveLength(3)
  })

  test('when the limit of failures is reached: no removal runs', async () => {
    const { live, changes } = scene()
    live.faults = (_, request) => (request.kind === 'patch' ? { kind: 'rejected', status: 400 } : undefined)
    const report = await apply(live, changes, { maxFailures: 2, concurrency: 1 })
    expect(report.counts).toMatchObject({ failed: 2, skipped: 10 })
    expect(live.requests.some(({ kind }) => kind === 'delete')).toBe(false)
  })

  test('below the limit removals run', async () => {
    const { live, changes } = scene()
    live.faults = (call) => (call === 1 ? { kind: 'rejected', status: 400 } : undefined)
    expect((await apply(live, changes, { maxFailures: 2 })).counts).toMatchObject({ failed: 1, done: 11 })
  })

  test('after an interrupt: what is under way is finished', async () => {
    const { live, changes } = scene()
    const stop = new AbortController()
    live.meddle = () => {
      if (live.requests.length === 2) stop.abort()
    }
    const report = await apply(live, changes, { stop: stop.signal, concurrency: 1 })
    expect(report).toMatchObject({ interrupted: true, counts: { done: 2, skipped: 10, failed: 0 } })
  })

  test('after the second interrupt: the aborted one says that its effect is not known', async () => {
    const { live, changes } = scene()
    const abort = new AbortController()
    live.faults = (call) => {
      if (call !== 2) return undefined
      abort.abort()
      throw abort.signal.reason
    }
    const report = await apply(live, changes, { abort: abort.signal, concurrency: 1 })
    expect(report).toMatchObject({ interrupted: true, counts: { done: 1, failed: 1, skipped: 10 } })
    expect(report.outcomes.find(({ outcome }) => outcome === 'failed')?.reason).toContain('aborted')
  })
})

test('a plan that breaks off: what was under way ends, then the error is thrown', async () => {
  const { live, changes } = scene()
  const seen: string[] = []
  async function* broken() {
    yield* changes.slice(0, 9)
    throw new Error('the plan file changed')
  }
  const context = contextFor(live, { onOutcome: ({ key }) => seen.push(key) })
  await expect(executeChanges(broken(), context)).rejects.toThrow('the plan file changed')
  expect(seen).toHaveLength(8)
})

test('a bug of our own is thrown, after everything under way has ended', async () => {
  const { live, changes } = scene()
  const seen: string[] = []
  live.faults = (call) => {
    if (call === 2) throw new RangeError('a bug')
    return undefined
  }
  await expect(apply(live, changes, { onOutcome: ({ key }) => seen.push(key) })).rejects.toThrow('a bug')
  expect(seen).toHaveLength(changes.length)
})

test('never two writes to one identity at once', async () => {
  const live = new MemoryLive()
  const ada = managed(live, 'ada')
  const twice = [update(ada, { '/traits/name': 'A' }), { ...update(ada, { '/traits/name': 'B' }), key: 'ada-again' }]
  expect(kinds(await apply(live, twice))).toEqual({ ada: 'done', 'ada-again': 'moved' })
})
