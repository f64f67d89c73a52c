import { describe, expect, test } from 'vitest'
import { findDrift, kindOfLeaf } from '../../../src/drift/find-drift.ts'
import { linkDigest } from '../../../src/identity/marked-credentials.ts'
import type { FieldChange } from '../../../src/model/change.ts'
import { live } from '../../support/builders.ts'
import { createdMark, judged, person, planForDrift } from '../../support/drift.ts'
import { createOf, updateOf } from '../render/fixtures.ts'

const traits = { email: 'ada@example.com', name: { first: 'Ada' } }

test.each([
  ['/traits/name/first', 'person'],
  ['/traits', 'person'],
  ['/verifiable_addresses/email:ada@example.com/verified', 'person'],
  ['/credentials/oidc/google', 'person'],
  ['/traitsy', 'tool'],
  ['/schema_id', 'tool'],
  ['/state', 'tool'],
  ['/external_id', 'tool'],
  ['/organization_id', 'tool'],
  ['/metadata_public/team', 'tool'],
  ['/metadata_admin', 'tool'],
])('%s can be changed by: %s', (path, kind) => {
  expect(kindOfLeaf(path)).toBe(kind)
})

describe('an identity', () => {
  const kindsOf = async ({ document, there }: ReturnType<typeof person>) => {
    const view = judged(await planForDrift([document], [there]))
    return { kinds: view.identities.map(({ kinds }) => kinds), pending: view.counts.pending }
  }

  test('as the file says is no drift', async () => {
    expect(await kindsOf(person({ key: 'ada', traits }))).toEqual({ kinds: [], pending: 0 })
  })

  test('whose trait moved is of kind person', async () => {
    const edited = { ...traits, name: { first: 'Eve' } }
    expect(await kindsOf(person({ key: 'ada', traits }, { traits: edited }))).toEqual({
      kinds: [['person']],
      pending: 0,
    })
  })

  test('whose state and metadata moved is of kind tool', async () => {
    const input = { key: 'ada', traits, state: 'active' as const, metadata_public: { team: 'x' } }
    const moved = person(input, { state: 'inactive', metadata_public: { team: 'y' } })
    expect(await kindsOf(moved)).toEqual({ kinds: [['tool']], pending: 0 })
  })

  test('can be of both', async () => {
    const input = { key: 'ada', traits, metadata_public: { team: 'x' } }
    const moved = person(input, { traits: { email: 'ada@example.com' }, metadata_public: null })
    expect(await kindsOf(moved)).toEqual({ kinds: [['person', 'tool']], pending: 0 })
  })

  test('whose mark somebody wiped is unmarked', async () => {
    const { document } = person({ key: 'ada', traits })
    expect(await kindsOf({ document, there: live({ traits, verified: true }) })).toEqual({
      kinds: [['unmarked']],
      pending: 0,
    })
  })

  test('without a document that somebody activated again is of kind tool', async () => {
    const { document } = person({ key: 'ada', traits })
    const mark = { ...createdMark(document), disabled: { at: '2026-05-01T00:00:00Z', state_before: 'active' as const } }
    const view = judged(await planForDrift([], [live({ traits, mark })]))
    expect(view.identities).toMatchObject([{ kinds: ['tool'], items: [{ subject: { kind: 'reactivated' } }] }])
  })

  test('whose document expired and that somebody activated again is of kind tool, this very time', async () => {
    const { document } = person({ key: 'ada', traits })
    const expired = { ...document, expires: { on: '2026-01-31', at: document.origin } }
    const subjectOf = async (at: string) => {
      const mark = { ...createdMark(document), disabled: { at, state_before: 'active' as const } }
      const there = live({ id: '11111111-1111-4111-8111-111111111111', traits, mark })
      return judged(await planForDrift([expired], [there])).identities[0]?.items[0]?.subject
    }
    const first = await subjectOf('2026-02-01T00:00:00Z')
    expect(first).toMatchObject({ key: 'ada', kind: 'reactivated', live: expect.any(String) })
    expect(await subjectOf('2026-03-01T00:00:00Z')).not.toEqual(first)
  })

  test('that idctl disabled and whose document is back is pending, not drift', async () => {
    const { document } = person({ key: 'ada', traits, state: 'active' })
    const mark = { ...createdMark(document), disabled: { at: '2026-05-01T00:00:00Z', state_before: 'active' as const } }
    expect(await kindsOf({ document, there: live({ traits, state: 'inactive', mark }) })).toEqual({
      kinds: [],
      pending: 1,
    })
  })

  test('that is new is pending; one that the inventory knew is missing', () => {
    expect(findDrift(createOf('ada'), undefined)).toEqual([])
    expect(findDrift(createOf('ada', { recreates: true }), undefined)).toEqual([
      { kind: 'missing', subject: { key: 'ada', kind: 'missing' } },
    ])
  })

  test('that nobody manages is listed only when asked for; another workspace’s says so', async () => {
    const { document, there } = person({ key: 'ada', traits })
    const stranger = live({ id: '22222222-2222-4222-8222-222222222222', traits: { email: 'x@example.com' } })
    const foreign = live({
      id: '33333333-3333-4333-8333-333333333333',
      traits: { email: 'y@example.com' },
      mark: { ...createdMark(document), workspace: 'other' },
    })
    const all = [there, stranger, foreign]
    const quiet = judged(await planForDrift([document], all))
    expect([quiet.unmanaged, quiet.counts.drifted]).toEqual([[], 0])
    const told = judged(await planForDrift([document], all, { unmanaged: true }))
    expect(told.unmanaged.map(({ id, foreign }) => ({ id, foreign }))).toEqual([
      { id: stranger.id, foreign: undefined },
      { id: foreign.id, foreign: true },
    ])
    expect(told.counts).toMatchObject({ drifted: 2, kinds: { unmanaged: 2 }, coverage: 33 })
  })

  test('that a document claims is never listed as unmanaged', async () => {
    const { document } = person({ key: 'ada', traits })
    const view = judged(await planForDrift([document], [live({ traits, verified: true })], { unmanaged: true }))
    expect(view.unmanaged).toEqual([])
    expect(view.counts).toMatchObject({ drifted: 1, kinds: { unmarked: 1, unmanaged: 0 }, coverage: 0 })
  })
})

describe('observed differences', () => {
  const google = { provider: 'google', subject: '1' }
  const unlinked = async () => {
    const { document, there } = person({ key: 'ada', traits, credentials: { oidc: { providers: [google] } } })
    const mark = { ...createdMark(document), credentials: { oidc: [linkDigest('google:1')] } }
    return planForDrift([document], [{ ...there, mark: { kind: 'mark' as const, mark } }])
  }

  test('are of no kind, and count for nothing, until asked for', async () => {
    const view = judged(await unlinked())
    expect(view.identities).toMatchObject([{ kinds: [], items: [{ kind: 'person', observed: true, counts: false }] }])
    expect(view.counts).toMatchObject({ drifted: 0, accepted: 0, observed: 1, pending: 0 })
  })

  test('are drift when asked for: a link that the person took away is of kind person', async () => {
    const view = judged(await unlinked(), { includeObserved: true })
    expect(view.identities).toMatchObject([{ kinds: ['person'], change: { key: 'ada' } }])
    expect(view.counts).toMatchObject({ drifted: 1, observed: 1, kinds: { person: 1 } })
  })
})

test('coverage is rounded down, and 100 only when all are managed', () => {
  const coverage = (managed: number, all: number) => {
    const drift = { live: all, managed, moved: [] }
    return judged({ ...emptyPlan, drift }).counts.coverage
  }
  expect([coverage(0, 0), coverage(7, 7), coverage(99_999, 100_000), coverage(29, 30), coverage(0, 3)]).toEqual([
    100, 100, 99, 96, 0,
  ])
})

test('the path of a sensitive address is without it, and a blocked or waiting change is told apart', () => {
  const path = '/verifiable_addresses/email:ada@example.com/verified'
  const field: FieldChange = { path, before: false, after: true, cause: 'drift', sensitive: true }
  const [found] = findDrift(updateOf('ada', { fields: [field] }), undefined)
  expect(found?.subject).toEqual({ key: 'ada', path: '/verifiable_addresses/email:(sensitive)/verified' })
  const changes = [updateOf('bob', { blocked: { code: 'adoption', reason: 'x' } }), updateOf('cleo')]
  expect(judged({ ...emptyPlan, changes }).counts).toMatchObject({ drifted: 0, pending: 1 })
})

const emptyPlan = {
  target: 'test',
  workspace: 'acme-test',
  consents: {},
  guards: [],
  diagnostics: [],
  changes: [],
  summary: {
    ...{ create: 0, update: 0, adopt: 0, release: 0, disable: 0, delete: 0, blocked: 0 },
    ...{ drifted: 0, observed: 0, unchanged: 0, unmanaged: 0 },
  },
}
