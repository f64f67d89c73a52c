import { describe, expect, test } from 'vitest'
import type { UpdateChange } from '../../../src/model/change.ts'
import type { LiveIdentity } from '../../../src/model/identity.ts'
import { apply, kinds, leaf, managed, update } from '../../support/apply-harness.ts'
import { MemoryLive } from '../../support/memory-live.ts'

/** Ada and bob exchange addresses. */
function scene() {
  const live = new MemoryLive()
  const [ada, bob] = [managed(live, 'ada'), managed(live, 'bob')] as [LiveIdentity, LiveIdentity]
  const changes: UpdateChange[] = [
    update(ada, { '/traits/email': 'bob@example.com' }, { after: ['bob'], aside: { '/traits/email': 'address' } }),
    update(bob, { '/traits/email': 'ada@example.com' }, { after_aside: ['ada'] }),
  ]
  const email = ({ id }: LiveIdentity) => leaf(live, id, '/traits/email')
  return { live, ada, bob, changes, emails: () => [email(ada), email(bob)] }
}

const swapped = ['bob@example.com', 'ada@example.com']
const temporary = expect.stringMatching(/^idctl-swap-.+@example\.com$/)

test('three writes, one outcome each, and nothing temporary is left', async () => {
  const { live, ada, changes, emails } = scene()
  const report = await apply(live, changes)
  expect(report.outcomes.map(({ key, outcome }) => `${key} ${outcome}`)).toEqual(['bob done', 'ada done'])
  expect(live.requests.map((request) => request.kind)).toEqual(['patch', 'patch', 'patch'])
  expect(emails()).toEqual(swapped)
  expect(leaf(live, ada.id, '/metadata_admin')).toMatchObject({ cost: 7 })
  expect(live.identities.get(ada.id)?.mark).toMatchObject({ mark: changes[0]?.mark })
})

test('applied again it does nothing', async () => {
  const { live, changes } = scene()
  await apply(live, changes)
  const writes = live.requests.length
  expect((await apply(live, changes)).counts).toMatchObject({ 'already-done': 2, done: 0, failed: 0 })
  expect(live.requests).toHaveLength(writes)
})

describe.each([1, 2, 3])('killed after write %i', (writes) => {
  test('the same plan finishes it', async () => {
    const { live, changes, emails } = scene()
    live.faults = (call) => (call > writes ? { kind: 'lost', effect: false } : undefined)
    await apply(live, changes)
    live.recover()
    expect((await apply(live, changes)).counts).toMatchObject({ failed: 0, moved: 0, skipped: 0 })
    expect(emails()).toEqual(swapped)
  })
})

test('a lost answer of the move aside is looked up, not repeated', async () => {
  const { live, changes, emails } = scene()
  live.faults = (call) => (call === 1 ? { kind: 'lost', effect: true } : undefined)
  expect((await apply(live, changes)).counts).toMatchObject({ done: 2 })
  expect(live.requests).toHaveLength(3)
  expect(emails()).toEqual(swapped)
})

describe('when it cannot go on', () => {
  test('nobody moves aside: the others do not start', async () => {
    const { live, changes, emails } = scene()
    live.faults = () => ({ kind: 'rejected', status: 400 })
    const report = await apply(live, changes)
    expect(kinds(report)).toEqual({ ada: 'failed', bob: 'skipped' })
    expect(report.outcomes.find(({ key }) => key === 'bob')).toMatchObject({
      code: 'needs-aside-failed',
      reason: expect.stringContaining('"ada"'),
    })
    expect(emails()).toEqual(['ada@example.com', 'bob@example.com'])
    expect(live.requests).toHaveLength(1)
  })

  test('live moved before the move aside', async () => {
    const { live, ada, changes } = scene()
    live.identities.set(ada.id, { ...ada, state: 'inactive' })
    expect(kinds(await apply(live, changes))).toEqual({ ada: 'moved', bob: 'skipped' })
    expect(live.requests).toEqual([])
  })

  test('the other fails: whoever stands aside is said to', async () => {
    const { live, changes, emails } = scene()
    live.faults = (call) => (call === 2 ? { kind: 'rejected', status: 400 } : undefined)
    const report = await apply(live, changes)
    expect(kinds(report)).toEqual({ ada: 'failed', bob: 'failed' })
    expect(report.outcomes.find(({ key }) => key === 'ada')).toMatchObject({
      reason: expect.stringMatching(/^still has a temporary value from a swap: .*"bob"/),
      hint: expect.stringContaining('plan and apply again'),
    })
    expect(emails()).toEqual([temporary, 'bob@example.com'])
  })

  test('somebody changes the one who stands aside: never overwritten', async () => {
    const { live, ada, changes } = scene()
    live.meddle = () => {
      const now = live.identities.get(ada.id)
      if (live.requests.length < 2 || now === undefined) return
      live.identities.set(ada.id, { ...now, traits: { email: 'own@example.com' } })
    }
    const report = await apply(live, changes)
    expect(report.outcomes.find(({ key }) => key === 'ada')).toMatchObject({ outcome: 'failed' })
    expect(leaf(live, ada.id, '/traits/email')).toBe('own@example.com')
  })

  test('an interrupt before it starts nothing, one in the middle is told', async () => {
    const first = scene()
    const aborted = AbortSignal.abort()
    expect(kinds(await apply(first.live, first.changes, { stop: aborted }))).toEqual({ ada: 'skipped', bob: 'skipped' })
    expect(first.live.requests).toEqual([])

    const second = scene()
    const stop = new AbortController()
    second.live.meddle = () => {
      if (second.live.requests.length === 1) stop.abort()
    }
    const report = await apply(second.live, second.changes, { stop: stop.signal })
    expect(kinds(report)).toEqual({ ada: 'failed', bob: 'skipped' })
    expect(report.interrupted).toBe(true)
    expect(second.emails()).toEqual([temporary, 'bob@example.com'])
  })

  test('a plan that lacks those whom it waits for', async () => {
    const { live, changes } = scene()
    expect(kinds(await apply(live, changes.slice(0, 1)))).toEqual({ ada: 'failed' })
    const other = scene()
    expect(kinds(await apply(other.live, other.changes.slice(1)))).toEqual({ bob: 'skipped' })
  })

  test('an identity that is gone', async () => {
    const { live, ada, changes } = scene()
    live.identities.delete(ada.id)
    expect(kinds(await apply(live, changes))).toEqual({ ada: 'failed', bob: 'skipped' })
  })

  test('an identity that cannot be read', async () => {
    const { live, ada, changes } = scene()
    live.unreadable.add(ada.id)
    expect(kinds(await apply(live, changes))).toEqual({ ada: 'failed', bob: 'skipped' })
  })
})

test('whoever takes what frees only the change itself waits for that, also over windows of many', async () => {
  const { live, changes, emails } = scene()
  const others = Array.from({ length: 60 }, (_, index) => managed(live, `other${index}`))
  const between = others.map((one) => update(one, { '/traits/name': 'N' }))
  const cleo = update(managed(live, 'cleo'), { '/traits/name': 'C' }, { after: ['ada'] })
  const [ada, bob] = changes as [UpdateChange, UpdateChange]
  const report = await apply(live, [ada, ...between, bob, cleo])
  expect(report.counts).toMatchObject({ done: 63, failed: 0, skipped: 0 })
  const keys = report.outcomes.map(({ key }) => key)
  expect(keys.indexOf('ada')).toBeLessThan(keys.indexOf('cleo'))
  expect(emails()).toEqual(swapped)
})
