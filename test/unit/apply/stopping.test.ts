import { describe, expect, test } from 'vitest'
import { executeChanges } from '../../../src/apply/executor.ts'
import type { LiveSource, LiveTarget } from '../../../src/live/ports.ts'
import { apply, contextFor, create, disable, kinds, managed, remove, update } from '../../support/apply-harness.ts'
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
    expect(report).toMatchObject({ interrupted: true, aborted: true, counts: { done: 1, failed: 1, skipped: 10 } })
    expect(report.outcomes.find(({ outcome }) => outcome === 'failed')?.code).toBe('aborted')
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

describe('a write that waits to be sent when the first interrupt comes', () => {
  /** The target holds the nth write back, as the rate limit does, until it is stopped. */
  function heldBack(live: MemoryLive, nth: number) {
    const stop = new AbortController()
    let calls = 0
    const target: LiveTarget = {
      async execute(request, _signal, given) {
        calls += 1
        if (calls < nth) return live.execute(request)
        stop.abort()
        throw given?.reason
      },
    }
    return { target, stop: stop.signal, concurrency: 1 }
  }

  test('is given up: skipped, and so is the rest', async () => {
    const { live, changes } = scene()
    const report = await apply(live, changes, heldBack(live, 3))
    expect(report).toMatchObject({ interrupted: true, counts: { done: 2, skipped: 10, failed: 0 } })
    expect(report).not.toHaveProperty('aborted')
    expect(new Set(report.outcomes.slice(2).map(({ reason }) => reason))).toEqual(new Set(['the run was interrupted']))
  })

  test.each([1, 30])('of %i creations', async (count) => {
    const live = new MemoryLive()
    const people = Array.from({ length: count }, (_, index) =>
      create(`p${index}`, { '/traits/email': `p${index}@x.org` }),
    )
    expect((await apply(live, people, heldBack(live, 1))).counts).toMatchObject({ skipped: count, failed: 0 })
    expect(live.identities.size).toBe(0)
  })

  test('between two writes of a change: failed, and its mark keeps what is owed', async () => {
    const live = new MemoryLive()
    const ada = managed(live, 'ada')
    const change = disable(ada)
    const report = await apply(live, [change], heldBack(live, 2))
    expect(report.outcomes).toMatchObject([
      {
        outcome: 'failed',
        reason: 'written, but its sessions may still be alive: interrupted before it was finished',
        hint: 'the mark keeps it: plan and apply again',
      },
    ])
    expect(kinds(await apply(live, [change]))).toEqual({ ada: 'done' })
    expect(live.sessions.has(ada.id)).toBe(false)
  })

  test('a read before any write of a change is given up as well', async () => {
    const { live, changes } = scene()
    const stop = new AbortController()
    const read: MemoryLive['read'] = (ids) => live.read(ids)
    const source: LiveSource = Object.assign(Object.create(live), {
      read: async (ids: readonly string[], signal: AbortSignal) => {
        if (live.requests.length === 0) return read(ids)
        stop.abort()
        signal.throwIfAborted()
        throw new Error('not given up')
      },
    })
    const removals = changes.slice(-3)
    let time = 0
    const now = () => (time += 2000)
    const report = await apply(live, removals, { source, stop: stop.signal, concurrency: 1, now })
    expect(report.counts).toMatchObject({ done: 1, skipped: 2, failed: 0 })
  })

  test('a read after a write is not: nobody would know what became of it', async () => {
    const live = new MemoryLive()
    const ada = managed(live, 'ada')
    const stop = new AbortController()
    live.faults = (call) => {
      stop.abort()
      return call === 1 ? { kind: 'lost', effect: true } : undefined
    }
    const source: LiveSource = Object.assign(Object.create(live), {
      async read(ids: readonly string[], signal: AbortSignal) {
        signal.throwIfAborted()
        return live.read(ids)
      },
    })
    const change = update(ada, { '/traits/name': 'A' })
    expect(kinds(await apply(live, [change], { source, stop: stop.signal }))).toEqual({ ada: 'done' })
  })
})

describe('what starts is told', () => {
  test('before its first write, once, and only what is written', async () => {
    const live = new MemoryLive()
    const [ada, bob, cleo] = [managed(live, 'ada'), managed(live, 'bob', { name: 'B' }), managed(live, 'cleo')]
    const seen: string[] = []
    live.meddle = () => {
      const last = live.calls.at(-1)
      if (last?.kind === 'write') seen.push(last.request.kind)
    }
    const changes = [
      update(ada, { '/traits/name': 'A' }),
      { ...update(bob, { '/traits/name': 'X' }), base: 'AAAAAAAAAAAAAAAA' },
      ...['p0', 'p1'].map((key) => create(key, { '/traits/email': `${key}@example.com` })),
      disable(cleo),
    ]
    const report = await apply(live, changes, {
      concurrency: 1,
      onStart: ({ action, key, id }) => seen.push(`${action} ${key}${id === undefined ? '' : ' with id'}`),
    })
    expect(report.counts).toMatchObject({ done: 4, moved: 1 })
    expect(seen).toEqual([
      'update ada with id',
      'patch',
      'create p0',
      'create p1',
      'batch',
      'disable cleo with id',
      'patch',
      'revoke-sessions',
      'patch',
    ])
  })

  test('of a creation whose invitation only is owed, too', async () => {
    const live = new MemoryLive()
    const change = create('ada', { '/traits/email': 'ada@example.com' }, { invite: { send: 'recovery_link' } })
    await apply(live, [change])
    const started: string[] = []
    const report = await apply(live, [change], {
      invites: { deliver: async () => undefined },
      onStart: ({ key }) => started.push(key),
    })
    expect(report.counts).toMatchObject({ done: 1 })
    expect(started).toEqual(['ada'])
  })
})
