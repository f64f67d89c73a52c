import { describe, expect, test } from 'vitest'
import type { LiveSource, LiveTarget, ReadExtent } from '../../../src/live/ports.ts'
import type { LiveIdentity } from '../../../src/model/identity.ts'
import { apply, create, disable, kinds, leaf, managed, markOf, remove, update } from '../../support/apply-harness.ts'
import { MemoryLive } from '../../support/memory-live.ts'

describe('the happy path', () => {
  test('creates carry exactly what the document gives, and the mark', async () => {
    const live = new MemoryLive()
    const ada = create('ada', {
      '/traits/email': 'ada@example.com',
      '/traits/name/first': 'Ada',
      '/metadata_admin/cost': '42',
    })
    const report = await apply(live, [ada])
    expect(report.outcomes).toEqual([{ key: 'ada', action: 'create', outcome: 'done', id: expect.any(String) }])
    expect(live.requests).toEqual([
      {
        kind: 'create',
        body: {
          schema_id: 'person',
          traits: { email: 'ada@example.com', name: { first: 'Ada' } },
          metadata_admin: { cost: '42', idctl: { ...ada.mark, salt: expect.any(String) } },
        },
      },
    ])
  })

  test('what was created is read without identifiers, which nothing of it is compared with, unless an invitation follows', async () => {
    const extents = async (invited: boolean) => {
      const live = new MemoryLive()
      const seen: (ReadExtent | undefined)[] = []
      const source: LiveSource = Object.assign(Object.create(live), {
        async read(ids: readonly string[], signal: AbortSignal, extent?: ReadExtent) {
          seen.push(extent)
          return live.read(ids, signal, extent)
        },
      })
      const invite = invited ? { invite: { send: 'recovery_link' } as const } : {}
      const people = ['a', 'b'].map((key) =>
        create(key, { '/traits/email': `${key}@example.com` }, key === 'b' ? invite : {}),
      )
      const report = await apply(live, people, { source, invites: { deliver: async () => undefined } })
      expect(report.counts.done).toBe(2)
      return seen[0]
    }
    expect(await extents(false)).toEqual({ isWithoutIdentifiers: true })
    expect(await extents(true)).toEqual({ isWithoutIdentifiers: false })
  })

  test('several creates go in one batch', async () => {
    const live = new MemoryLive()
    const people = ['a', 'b', 'c'].map((key) => create(key, { '/traits/email': `${key}@example.com` }))
    expect(kinds(await apply(live, people))).toEqual({ a: 'done', b: 'done', c: 'done' })
    expect(live.requests.map(({ kind }) => kind)).toEqual(['batch'])
  })

  test('an update touches its leaves and the mark, nothing else', async () => {
    const live = new MemoryLive()
    const ada = managed(live, 'ada', { name: 'Ada' })
    const change = update(ada, { '/traits/name': 'Ada L.' })
    expect(kinds(await apply(live, [change]))).toEqual({ ada: 'done' })
    expect(live.identities.get(ada.id)).toMatchObject({
      traits: { email: 'ada@example.com', name: 'Ada L.' },
      metadata_admin: { cost: 7, idctl: change.mark },
    })
  })

  test('an update that disables says so when it starts and when it ends', async () => {
    const live = new MemoryLive()
    const ada = managed(live, 'ada')
    const bob = managed(live, 'bob')
    const started: object[] = []
    const changes = [update(ada, { '/state': 'inactive' }), update(bob, { '/traits/name': 'Bob B.' })]
    const report = await apply(live, changes, { concurrency: 1, onStart: (change) => started.push(change) })
    const said = [
      { key: 'ada', action: 'update', disables: true, id: ada.id },
      { key: 'bob', action: 'update', id: bob.id },
    ]
    expect(started).toEqual(said)
    expect(report.outcomes).toEqual(said.map((one) => ({ ...one, outcome: 'done' })))
  })

  test('disable: inactive, sessions revoked, and the mark owes nothing afterwards', async () => {
    const live = new MemoryLive()
    const ada = managed(live, 'ada')
    const change = disable(ada)
    expect(kinds(await apply(live, [change]))).toEqual({ ada: 'done' })
    expect(live.requests.map(({ kind }) => kind)).toEqual(['patch', 'revoke-sessions', 'patch'])
    expect(live.sessions.has(ada.id)).toBe(false)
    expect(live.identities.get(ada.id)).toMatchObject({ state: 'inactive', mark: { mark: change.mark } })
    expect(leaf(live, ada.id, '/metadata_admin/idctl/todo')).toBeUndefined()
  })

  test('restore: sessions are revoked while the identity is still inactive', async () => {
    const live = new MemoryLive()
    const ada = managed(live, 'ada')
    await apply(live, [disable(ada)])
    const tombstone = live.identities.get(ada.id) as typeof ada
    const restore = update(tombstone, { '/state': 'active' }, { mark: markOf('ada'), revoke_sessions: true })
    live.calls.length = 0
    expect(kinds(await apply(live, [restore]))).toEqual({ ada: 'done' })
    expect(live.requests.map(({ kind }) => kind)).toEqual(['revoke-sessions', 'patch'])
    expect(live.identities.get(ada.id)).toMatchObject({ state: 'active', mark: { mark: restore.mark } })
  })

  test('release takes the mark off, delete takes the identity', async () => {
    const live = new MemoryLive()
    const [ada, bob] = [managed(live, 'ada'), managed(live, 'bob')]
    expect(kinds(await apply(live, [remove('release', ada), remove('delete', bob)]))).toEqual({
      ada: 'done',
      bob: 'done',
    })
    expect(live.identities.get(ada.id)?.metadata_admin).toEqual({ cost: 7 })
    expect(live.identities.has(bob.id)).toBe(false)
  })

  test('applied again, everything is already done and nothing is written', async () => {
    const live = new MemoryLive()
    const [ada, bob, cy, dee] = [managed(live, 'ada'), managed(live, 'bob'), managed(live, 'cy'), managed(live, 'dee')]
    const changes = [
      update(ada, { '/traits/name': 'Ada' }),
      create('eve', { '/traits/email': 'eve@example.com' }),
      create('nameless', { '/traits/nick': 'no identifier at all' }),
      remove('release', bob),
      disable(cy),
      remove('delete', dee),
    ]
    await apply(live, changes)
    const before = structuredClone(live.identities)
    const report = await apply(live, changes)
    expect(new Set(report.outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['already-done']))
    expect(live.identities).toEqual(before)
  })
})

test.each(['update', 'disable', 'release', 'delete'] as const)(
  '50 at a time are read in one request: %s',
  async (action) => {
    const live = new MemoryLive()
    const people = Array.from({ length: 60 }, (_, index) => managed(live, `p${index}`))
    const changeOf = { update: (one: LiveIdentity) => update(one, { '/traits/name': 'N' }), disable }
    const report = await apply(
      live,
      people.map((one) => (action === 'update' || action === 'disable' ? changeOf[action](one) : remove(action, one))),
    )
    expect(report.counts.done).toBe(60)
    expect(live.calls.filter(({ kind }) => kind === 'read')).toHaveLength(2)
  },
)

describe('reads for many', () => {
  /** A server that takes so many turns of the event loop for a read and for a write, and so many milliseconds for a write. */
  function taking(turns: { readonly read: number; readonly write: (key: string) => number }, milliseconds = 0) {
    const live = new MemoryLive()
    let time = 0
    let begun = 0
    /** How many writes began before each read ended. */
    const during: number[] = []
    const pass = async (count: number) => {
      for (let left = count; left > 0; left -= 1) await undefined
    }
    const source: LiveSource = Object.assign(Object.create(live), {
      async read(ids: readonly string[]) {
        const before = begun
        await pass(turns.read)
        during.push(begun - before)
        return live.read(ids)
      },
    })
    const target: LiveTarget = {
      async execute(request) {
        begun += 1
        time += milliseconds
        const there = live.identities.get('id' in request ? request.id : '')
        await pass(turns.write(there?.mark.kind === 'mark' ? there.mark.mark.key : ''))
        return live.execute(request)
      },
    }
    const people = (count: number) => Array.from({ length: count }, (_, index) => managed(live, `p${index}`))
    return { live, people, during, context: { source, target, now: () => time } }
  }

  test('are under way while those before them are written', async () => {
    const { live, people, during, context } = taking({ read: 300, write: () => 30 })
    const removals = people(180).map((one) => remove('delete', one))
    expect((await apply(live, removals, context)).counts.done).toBe(180)
    expect(during.length).toBe(4)
    expect(Math.min(...during.slice(1))).toBeGreaterThan(8)
  })

  test('are not made for nothing where writing is slow', async () => {
    const { live, people, during, context } = taking({ read: 1, write: () => 1 }, 600)
    const removals = people(120).map((one) => remove('delete', one))
    expect((await apply(live, removals, { ...context, concurrency: 1 })).counts.done).toBe(120)
    expect(during.length).toBe(60)
  })

  test('are not made one by one where most changes wait for somebody', async () => {
    const { live, people, during, context } = taking({ read: 1, write: (key) => (key === 'p0' ? 20_000 : 10) })
    const updates = people(250).map((one, index) => {
      const waits = index > 0 && index <= 50 ? { after: ['p0'] } : {}
      return update(one, { '/traits/name': 'N' }, waits)
    })
    expect((await apply(live, updates, context)).counts.done).toBe(250)
    expect(during.length).toBeLessThan(30)
  })

  test('are not made when nothing may start any more', async () => {
    const { live, people, during, context } = taking({ read: 1, write: () => 1 })
    const removals = people(200).map((one) => remove('delete', one))
    live.faults = (call) => (call === 1 ? { kind: 'rejected', status: 400 } : undefined)
    const { counts } = await apply(live, removals, { ...context, concurrency: 1, maxFailures: 1 })
    expect(counts).toMatchObject({ failed: 1, skipped: 199 })
    expect(during.length).toBe(1)
  })
})

test('whoever cannot be read is not taken for gone', async () => {
  const live = new MemoryLive()
  const people = ['ada', 'bob', 'cy', 'dee', 'eve'].map((key) => managed(live, key))
  const [ada, bob, cy, dee] = people as [LiveIdentity, LiveIdentity, LiveIdentity, LiveIdentity]
  const changes = [update(ada, { '/traits/name': 'A' }), remove('release', bob), disable(cy), remove('delete', dee)]
  for (const one of [ada, bob, cy, dee]) live.unreadable.add(one.id)
  const report = await apply(live, [...changes, remove('delete', people[4] as LiveIdentity)])
  expect(kinds(report)).toEqual({ ada: 'failed', bob: 'failed', cy: 'failed', dee: 'failed', eve: 'done' })
  expect(new Set(report.outcomes.map(({ code }) => code))).toEqual(new Set(['operation-failed', undefined]))
})

describe('what is no longer as the plan saw it', () => {
  test('a moved identity is skipped, the others go on', async () => {
    const live = new MemoryLive()
    const [ada, bob] = [managed(live, 'ada', { name: 'A' }), managed(live, 'bob', { name: 'B' })]
    const changes = [update(ada, { '/traits/name': 'AA' }), update(bob, { '/traits/name': 'BB' })]
    live.identities.set(ada.id, { ...ada, traits: { ...ada.traits, name: 'somebody else was here' } })
    expect(kinds(await apply(live, changes))).toEqual({ ada: 'moved', bob: 'done' })
  })

  test('one that moves while others are written for a second is read again', async () => {
    const live = new MemoryLive()
    const [ada, bob] = [managed(live, 'ada'), managed(live, 'bob')]
    let time = 0
    live.faults = () => {
      time += 1001
      live.identities.set(bob.id, { ...bob, mark: { kind: 'none' } })
      return undefined
    }
    const report = await apply(live, [remove('delete', ada), remove('delete', bob)], {
      concurrency: 1,
      now: () => time,
    })
    expect(kinds(report)).toEqual({ ada: 'done', bob: 'moved' })
    expect([...live.identities.keys()]).toEqual([bob.id])
  })

  test('a leaf that nobody manages may move', async () => {
    const live = new MemoryLive()
    const ada = managed(live, 'ada', { name: 'A' })
    const change = update(ada, { '/traits/name': 'AA' })
    live.identities.set(ada.id, { ...ada, traits: { ...ada.traits, phone: '1' } })
    expect(kinds(await apply(live, [change]))).toEqual({ ada: 'done' })
    expect(leaf(live, ada.id, '/traits/phone')).toBe('1')
  })

  test('no removal without our mark', async () => {
    const live = new MemoryLive()
    const people = ['ada', 'bob', 'cy'].map((key) => managed(live, key))
    const [ada, bob, cy] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]]
    const changes = [remove('release', ada), disable(bob), remove('delete', cy)]
    for (const person of people) {
      const mark = markOf('x', {}, { workspace: 'other' })
      live.identities.set(person.id, { ...person, mark: { kind: 'mark', mark } })
    }
    expect(kinds(await apply(live, changes))).toEqual({ ada: 'moved', bob: 'moved', cy: 'moved' })
    expect(live.requests).toEqual([])
  })

  test('an identity that is gone', async () => {
    const live = new MemoryLive()
    const [ada, bob, cy] = [managed(live, 'ada'), managed(live, 'bob'), managed(live, 'cy')]
    const changes = [update(ada, { '/traits/name': 'A' }), remove('release', bob), remove('delete', cy)]
    live.identities.clear()
    expect(kinds(await apply(live, changes))).toEqual({ ada: 'failed', bob: 'moved', cy: 'already-done' })
  })
})

describe('order', () => {
  test('an identifier moves from one person to another, in an update and by a removal', async () => {
    const live = new MemoryLive()
    const [bob, old] = [managed(live, 'bob'), managed(live, 'old')]
    const report = await apply(live, [
      update(bob, { '/traits/email': 'robert@example.com' }),
      remove('delete', old),
      create('new-bob', { '/traits/email': 'bob@example.com' }, { after: ['bob'] }),
      create('new-old', { '/traits/email': 'old@example.com' }, { after: ['old'] }),
    ])
    expect(report.counts.done).toBe(4)
  })

  test('who needs a change that was not done is skipped, and so is who needs that one', async () => {
    const live = new MemoryLive()
    const [ada, bob, cy] = [managed(live, 'ada'), managed(live, 'bob'), managed(live, 'cy')]
    const changes = [
      update(ada, { '/traits/email': 'poison@example.com' }),
      update(bob, { '/traits/email': 'ada@example.com' }, { after: ['ada'] }),
      update(cy, { '/traits/email': 'bob@example.com' }, { after: ['bob'] }),
      create('dee', { '/traits/email': 'dee@example.com' }),
    ]
    const report = await apply(live, changes)
    expect(kinds(report)).toEqual({ ada: 'failed', bob: 'skipped', cy: 'skipped', dee: 'done' })
  })

  test('removals start when everything before them has ended', async () => {
    const live = new MemoryLive()
    const people = Array.from({ length: 60 }, (_, index) => managed(live, `p${index}`))
    const gone = managed(live, 'gone')
    const creates = Array.from({ length: 10 }, (_, index) =>
      create(`n${index}`, { '/traits/email': `n${index}@x.org` }),
    )
    await apply(live, [
      ...people.map((one) => update(one, { '/traits/name': 'N' })),
      ...creates,
      remove('delete', gone),
    ])
    expect(live.requests.at(-1)).toEqual({ kind: 'delete', id: gone.id })
    expect(live.requests.filter(({ kind }) => kind === 'patch')).toHaveLength(60)
  })

  test('blocked changes and nothing-to-do cost no request', async () => {
    const live = new MemoryLive()
    const ada = managed(live, 'ada')
    const blocked = { ...remove('delete', ada), blocked: { code: 'protected' as const, reason: 'it is protected' } }
    const report = await apply(live, [
      blocked,
      { action: 'none', key: 'bob', reason: 'drift', fields: [], consequences: [], counts: {} },
    ])
    expect(report.outcomes).toEqual([
      { key: 'ada', action: 'delete', id: ada.id, outcome: 'blocked', code: 'protected', reason: 'it is protected' },
    ])
    expect(live.calls).toEqual([])
  })
})
