import { describe, expect, test } from 'vitest'
import { IdctlError } from '../../../src/errors.ts'
import type { CreateChange } from '../../../src/model/change.ts'
import type { Json } from '../../../src/model/json.ts'
import { apply, create, disable, kinds, managed, markOf, remove, update } from '../../support/apply-harness.ts'
import { type Fault, type Faults, MemoryLive } from '../../support/memory-live.ts'

const lostBefore: Fault = { kind: 'lost', effect: false }
const lostAfter: Fault = { kind: 'lost', effect: true }
const first =
  (fault: Fault): Faults =>
  (call) =>
    call === 1 ? fault : undefined

function people(count: number, prefix = 'p'): CreateChange[] {
  return Array.from({ length: count }, (_, index) =>
    create(`${prefix}${index}`, { '/traits/email': `${prefix}${index}@example.com` }),
  )
}

describe('creations whose answer is lost', () => {
  test.each([
    ['one, before the effect', 1, lostBefore],
    ['one, after the effect', 1, lostAfter],
    ['a batch, before the effect', 30, lostBefore],
    ['a batch, after the effect', 30, lostAfter],
    ['a small batch, after the effect', 3, lostAfter],
  ])('%s: each is there once', async (_, count, fault) => {
    const live = new MemoryLive()
    live.faults = first(fault)
    const report = await apply(live, people(count))
    expect(report.counts).toMatchObject({ done: count, failed: 0 })
    expect(live.identities.size).toBe(count)
    const requests = live.requests.length
    expect(requests).toBe(fault.kind === 'lost' && fault.effect ? 1 : 2)
  })

  test('what would meet no conflict is never sent twice', async () => {
    const live = new MemoryLive()
    live.faults = first(lostBefore)
    const report = await apply(live, [create('nameless', { '/traits/nick': 'n' })])
    expect(report.outcomes).toMatchObject([{ outcome: 'failed', hint: expect.stringContaining('plan again') }])
    expect(live.requests).toHaveLength(1)
  })

  test('a server error that one item causes is traced to it', async () => {
    const live = new MemoryLive()
    live.faults = (_, request) =>
      JSON.stringify(request).includes('p7@') ? { kind: 'lost', effect: false, status: 500 } : undefined
    const report = await apply(live, people(50))
    expect(report.counts).toMatchObject({ done: 49, failed: 1 })
    expect(report.outcomes.find(({ outcome }) => outcome === 'failed')?.key).toBe('p7')
  })
})

describe('creations that nothing unique protects', () => {
  const nameless = (key: string) => create(key, { '/traits/nick': key })

  test('are not made where the listing has fewer identities than Kratos counts; the others are', async () => {
    const live = new MemoryLive()
    for (const key of ['a', 'b']) live.seed({ schema_id: 'person', traits: { nick: key } })
    live.list = async function* () {
      yield [...this.identities.values()].slice(1)
    }
    const report = await apply(live, [nameless('robot'), ...people(2)])
    expect(kinds(report)).toEqual({ robot: 'failed', p0: 'done', p1: 'done' })
    expect(report.outcomes.find(({ key }) => key === 'robot')).toMatchObject({
      code: 'perhaps-there',
      hint: expect.stringContaining('external_id'),
    })
    expect(JSON.stringify(live.requests)).not.toContain('robot')
  })

  test.each<[string, number | undefined, boolean]>([
    ['nobody is there, and Kratos says so', 0, true],
    ['nobody is listed, and Kratos counts some', 3, false],
    ['nobody is listed, and nobody counts', undefined, false],
  ])('where %s', async (_, counted, isMade) => {
    const live = new MemoryLive()
    live.count = async () => counted
    expect(kinds(await apply(live, [nameless('robot')]))).toEqual({ robot: isMade ? 'done' : 'failed' })
    expect(live.requests).toHaveLength(isMade ? 1 : 0)
  })

  test('a server that does not count is believed where it lists anybody', async () => {
    const live = new MemoryLive()
    live.seed({ schema_id: 'person', traits: { nick: 'a' } })
    live.count = async () => undefined
    expect(kinds(await apply(live, [nameless('robot')]))).toEqual({ robot: 'done' })
  })

  test('a listing that cannot be read fails them, and nobody else', async () => {
    const live = new MemoryLive()
    live.count = async () => {
      throw new IdctlError('HTTP 500', { exit: 'unreadable' })
    }
    expect(kinds(await apply(live, [nameless('robot'), ...people(1)]))).toEqual({ robot: 'failed', p0: 'done' })
  })

  describe('and that somebody else makes at the same moment', () => {
    function withTwin(): MemoryLive {
      const live = new MemoryLive()
      live.faults = () => {
        const metadata_admin = { idctl: markOf('robot') as unknown as Json }
        live.seed({ schema_id: 'person', traits: { nick: 'twin' }, metadata_admin })
        return undefined
      }
      return live
    }

    test('are reported by both, with the id of the other one, and none is deleted', async () => {
      const live = withTwin()
      const [outcome] = (await apply(live, [nameless('robot')])).outcomes
      const [twin] = [...live.identities.keys()].filter((id) => id !== outcome?.id)
      expect(outcome).toMatchObject({
        outcome: 'failed',
        code: 'made-twice',
        reason: expect.stringContaining(`identity ${twin} carries`),
      })
      expect(live.identities.size).toBe(2)
    })

    test('an interrupt does not wait for that', async () => {
      const live = withTwin()
      const stop = new AbortController()
      const twin = live.faults
      live.faults = (...call) => {
        stop.abort()
        return twin(...call)
      }
      expect(kinds(await apply(live, [nameless('robot')], { stop: stop.signal }))).toEqual({ robot: 'done' })
    })

    test('is not known where it cannot be read', async () => {
      const live = withTwin()
      live.faults = () => {
        live.list = async function* () {
          yield []
          throw new IdctlError('HTTP 500', { exit: 'unreadable' })
        }
        return undefined
      }
      const [outcome] = (await apply(live, [nameless('robot')])).outcomes
      expect(outcome).toMatchObject({
        outcome: 'failed',
        code: 'perhaps-made-twice',
        reason: expect.stringContaining('HTTP 500'),
      })
    })
  })
})

describe('batches that are refused', () => {
  test('for their place (a redirect): nothing is split', async () => {
    const live = new MemoryLive()
    live.faults = () => ({ kind: 'rejected', status: 307, reason: 'redirected' })
    expect((await apply(live, people(8))).counts.failed).toBe(8)
    expect(live.requests).toHaveLength(1)
  })

  test('as a whole: split until the guilty one is alone, which gets the words of a single creation', async () => {
    const live = new MemoryLive()
    live.faults = (_, request) =>
      JSON.stringify(request).includes('p7@') ? { kind: 'rejected', status: 400, reason: 'hash unknown' } : undefined
    const report = await apply(live, people(100))
    expect(report.counts).toMatchObject({ done: 99, failed: 1 })
    expect(report.outcomes.find(({ key }) => key === 'p7')).toMatchObject({ reason: 'hash unknown', request_id: 'r-1' })
    expect(live.requests.length).toBeLessThan(20)
  })

  test('per item', async () => {
    const live = new MemoryLive()
    const report = await apply(live, [...people(2), create('bad', { '/traits/email': 'poison@example.com' })])
    expect(report.outcomes.find(({ key }) => key === 'bad')).toMatchObject({
      outcome: 'failed',
      paths: ['/traits/email'],
    })
    expect(report.counts.done).toBe(2)
  })

  test('for their frequency: nothing is split', async () => {
    const live = new MemoryLive()
    live.faults = () => ({ kind: 'rejected', status: 429 })
    expect((await apply(live, people(8))).counts.failed).toBe(8)
    expect(live.requests).toHaveLength(1)
  })

  test('batches keep to their size and to 200 passwords', async () => {
    const live = new MemoryLive()
    const secret = { password: { password: { reference: 'pw' } } }
    const many = people(450).map((change) => ({ ...change, credentials: secret }))
    await apply(live, [...many, ...people(20, 'q')], { batchSize: 300 })
    expect(live.requests.map((request) => (request.kind === 'batch' ? request.items.length : 1)).sort()).toEqual([
      200, 200, 70,
    ])
  })
})

describe('conflicts', () => {
  test('with a stranger: its id and that it is unmanaged, no personal data', async () => {
    const live = new MemoryLive()
    const stranger = live.seed({ schema_id: 'person', traits: { email: 'p0@example.com' } })
    const [outcome] = (await apply(live, people(1))).outcomes
    expect(outcome).toMatchObject({ outcome: 'failed', reason: `conflicts with identity ${stranger.id} (unmanaged)` })
    expect(JSON.stringify(outcome)).not.toContain('p0@')
  })

  test('with another of ours, and of another workspace', async () => {
    const live = new MemoryLive()
    managed(live, 'p0')
    const other = { idctl: markOf('p1', {}, { workspace: 'other' }) as never }
    live.seed({ schema_id: 'person', traits: { email: 'p1@example.com' }, metadata_admin: other })
    const report = await apply(live, [
      create('x', { '/traits/email': 'p0@example.com' }),
      create('y', { '/traits/email': 'p1@example.com' }),
    ])
    expect(report.outcomes.map(({ reason }) => reason?.match(/\((.*)\)/)?.[1]).sort()).toEqual([
      'managed by another workspace',
      'managed by this workspace',
    ])
  })

  test('of many creations: who they conflict with comes from one pass', async () => {
    const live = new MemoryLive()
    live.seed({ schema_id: 'person', traits: { email: 'p0@example.com' } })
    await apply(live, people(50).slice(1))
    live.calls.length = 0
    const report = await apply(live, people(50))
    expect(report.counts).toMatchObject({ 'already-done': 49, failed: 1 })
    expect(report.outcomes.find(({ outcome }) => outcome === 'failed')?.code).toBe('conflict')
    expect(live.calls.filter(({ kind }) => kind !== 'write')).toEqual([{ kind: 'list' }])
  })

  test.each([
    ['few', 15],
    ['many', 50],
  ])('of %s creations: nothing is looked up after an interrupt', async (_, count) => {
    const live = new MemoryLive()
    await apply(live, people(count))
    live.calls.length = 0
    const stop = new AbortController()
    live.faults = () => void stop.abort()
    const report = await apply(live, people(count), { stop: stop.signal })
    expect(report.outcomes.every(({ outcome }) => outcome !== 'skipped')).toBe(true)
    expect(live.calls.length).toBeLessThanOrEqual(2)
    expect(live.requests).toHaveLength(1)
  })

  test('with our own key but other values is a failure that names the leaves', async () => {
    const live = new MemoryLive()
    managed(live, 'p0', { name: 'other' })
    const report = await apply(live, [create('p0', { '/traits/email': 'p0@example.com', '/traits/name': 'N' })])
    expect(report.outcomes).toMatchObject([
      { outcome: 'failed', paths: expect.arrayContaining(['/traits/name', '/metadata_admin/idctl']) },
    ])
  })
})

describe('writes to identities that exist', () => {
  test.each([
    ['before', lostBefore, 2],
    ['after', lostAfter, 1],
  ])('a PATCH lost %s the effect is read, then judged', async (_, fault, writes) => {
    const live = new MemoryLive()
    const ada = managed(live, 'ada')
    live.faults = first(fault)
    expect(kinds(await apply(live, [update(ada, { '/traits/name': 'A' })]))).toEqual({ ada: 'done' })
    expect(live.requests).toHaveLength(writes)
  })

  test.each<[string, string, (live: MemoryLive, id: string) => void]>([
    [
      'moved',
      'live moved during the write',
      (live, id) => {
        const ada = live.identities.get(id)
        if (ada) live.identities.set(id, { ...ada, state: 'inactive' })
      },
    ],
    ['failed', 'is gone: Kratos has no identity with this id any more', (live, id) => void live.identities.delete(id)],
    ['failed', 'does not apply', (live, id) => void live.unreadable.add(id)],
    ['failed', 'does not apply', () => undefined],
  ])('a PATCH that Kratos finds bad is judged by what is there now: %s, %s', async (outcome, reason, meanwhile) => {
    const live = new MemoryLive()
    const ada = managed(live, 'ada')
    live.faults = () => {
      meanwhile(live, ada.id)
      return { kind: 'rejected', status: 400, reason: 'does not apply' }
    }
    const report = await apply(live, [update(ada, { '/traits/name': 'A' })])
    expect(report.outcomes).toMatchObject([{ outcome, reason }])
    expect(live.requests).toHaveLength(1)
  })

  test('a delete lost after the effect is done, lost before it is repeated', async () => {
    const live = new MemoryLive()
    const [ada, bob] = [managed(live, 'ada'), managed(live, 'bob')]
    live.faults = (call) => [lostAfter, lostBefore][call - 1]
    const report = await apply(live, [remove('delete', ada), remove('delete', bob)], { concurrency: 1 })
    expect(report.counts.done).toBe(2)
    expect(live.requests).toHaveLength(3)
  })

  test('an answer that is always lost ends, and says that nobody knows', async () => {
    const live = new MemoryLive()
    const ada = managed(live, 'ada')
    live.faults = () => lostBefore
    const report = await apply(live, [update(ada, { '/traits/name': 'A' })])
    expect(report.outcomes).toMatchObject([{ outcome: 'failed', hint: expect.stringContaining('not known') }])
    expect(live.requests.length).toBeLessThan(5)
  })

  test('sessions that could not be revoked stay owed in the mark, and applying again pays', async () => {
    const live = new MemoryLive()
    const ada = managed(live, 'ada')
    const change = disable(ada)
    live.faults = (call) => (call >= 2 ? { kind: 'rejected', status: 400, reason: 'no' } : undefined)
    expect(kinds(await apply(live, [change]))).toEqual({ ada: 'failed' })
    expect(live.identities.get(ada.id)).toMatchObject({
      state: 'inactive',
      mark: { mark: { todo: ['revoke_sessions'] } },
    })
    expect(live.sessions.has(ada.id)).toBe(true)

    live.faults = () => undefined
    expect(kinds(await apply(live, [change]))).toEqual({ ada: 'done' })
    expect(live.sessions.has(ada.id)).toBe(false)
    expect(live.identities.get(ada.id)).toMatchObject({ mark: { mark: change.mark } })
  })

  test('traits that the live schema refuses are not sent', async () => {
    const live = new MemoryLive()
    const ada = managed(live, 'ada')
    const report = await apply(live, [update(ada, { '/traits/email': 'CANARY-no-address' })])
    expect(report.outcomes).toMatchObject([{ outcome: 'failed', paths: ['/traits/email'] }])
    expect(JSON.stringify(report)).not.toContain('CANARY')
    expect(live.requests).toEqual([])
  })

  test.each([1, 4, 8])('%s identities that cannot be read do not stop the others of their chunk', async (count) => {
    const live = new MemoryLive()
    const all = Array.from({ length: 50 }, (_, index) => managed(live, `p${index}`))
    const bad = all.slice(11, 11 + count).map(({ id }) => id)
    for (const id of bad) live.unreadable.add(id)
    const report = await apply(
      live,
      all.map((one) => update(one, { '/traits/name': 'N' })),
    )
    expect(report.counts).toMatchObject({ done: 50 - count, failed: count })
    expect(report.outcomes.flatMap(({ outcome, id }) => (outcome === 'failed' ? [id] : []))).toEqual(bad)
  })

  test('when nothing can be read, nothing is written and the rest is skipped', async () => {
    const live = new MemoryLive()
    const all = Array.from({ length: 120 }, (_, index) => managed(live, `p${index}`))
    for (const { id } of all) live.unreadable.add(id)
    const report = await apply(live, [
      ...all.map((one) => update(one, { '/traits/name': 'N' })),
      create('new', { '/traits/email': 'new@example.com' }),
    ])
    expect(live.requests).toEqual([])
    expect(report.counts.skipped).toBeGreaterThan(60)
    expect(report.outcomes.at(-1)).toMatchObject({ key: 'new', outcome: 'skipped' })
  })
})
