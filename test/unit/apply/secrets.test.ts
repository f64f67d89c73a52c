import { describe, expect, test } from 'vitest'
import { IdctlError } from '../../../src/errors.ts'
import { baseOf } from '../../../src/identity/base.ts'
import { digestOf } from '../../../src/model/digest.ts'
import type { LiveIdentity, Mark } from '../../../src/model/identity.ts'
import type { Json } from '../../../src/model/json.ts'
import { apply, create, managed, update } from '../../support/apply-harness.ts'
import { MemoryLive } from '../../support/memory-live.ts'

const hash = '$2a$04$CANARYhash'
const node = 'people.yaml#/credentials/password/config/hashed_password'
const email = { '/traits/email': 'ada@example.com' }

function withHash(secret: { from: string; fingerprint?: string } | { reference: string }, hook?: boolean) {
  const password = { hashed_password: secret, ...(hook === undefined ? {} : { use_password_migration_hook: hook }) }
  return create('ada', email, { credentials: { password } })
}

const baseAt = (live: LiveIdentity) => baseOf(live, ['/traits/pin'])

function markIn(live: LiveIdentity): Mark {
  if (live.mark.kind !== 'mark') throw new Error('unmarked')
  return live.mark.mark
}

describe('credentials', () => {
  test('a literal is read again and sent as Kratos takes it', async () => {
    const live = new MemoryLive()
    const change = withHash({ from: node, fingerprint: digestOf(hash) })
    await apply(live, [change], {
      secrets: { reference: String, literal: (from) => (from === node ? hash : undefined) },
    })
    expect(live.requests).toMatchObject([
      { body: { credentials: { password: { config: { hashed_password: hash } } } } },
    ])
  })

  test.each([
    ['is gone', undefined],
    ['is no text any more', 7],
    ['differs', '$2a$04$another'],
  ])('a literal that %s: the change is skipped as moved', async (_, now) => {
    const live = new MemoryLive()
    const change = withHash({ from: node, fingerprint: digestOf(hash) })
    const report = await apply(live, [change], { secrets: { reference: String, literal: () => now } })
    expect(report.outcomes).toMatchObject([{ outcome: 'moved', reason: expect.stringContaining(node) }])
    expect(live.requests).toEqual([])
  })

  test('a hash that Kratos would refuse is not sent, nor shown', async () => {
    const live = new MemoryLive()
    const report = await apply(live, [withHash({ reference: 'x' })], {
      secrets: { reference: () => 'CANARY-no-hash', literal: () => undefined },
    })
    expect(report.counts.failed).toBe(1)
    expect(JSON.stringify(report)).not.toContain('CANARY')
    expect(live.requests).toEqual([])
  })

  test('an empty hash beside the migration hook is fine', async () => {
    const live = new MemoryLive()
    const report = await apply(live, [withHash({ from: node }, true)], {
      secrets: { reference: String, literal: () => '' },
    })
    expect(report.counts.done).toBe(1)
  })

  test('a hash from a reference gets its fingerprint in the mark', async () => {
    const live = new MemoryLive()
    await apply(live, [withHash({ reference: 'x' })], { secrets: { reference: () => hash, literal: () => undefined } })
    expect([...live.identities.values()]).toMatchObject([
      { mark: { mark: { credentials: { password: { digest: digestOf(hash) } } } } },
    ])
  })

  test('an undefined reference fails its change only', async () => {
    const live = new MemoryLive()
    const reference = (): string => {
      throw new IdctlError('variable IDCTL_DOC_X is not set', { exit: 'error', hint: 'set it' })
    }
    const changes = [withHash({ reference: 'x' }), create('bob', { '/traits/email': 'bob@example.com' })]
    const report = await apply(live, changes, { secrets: { reference, literal: () => undefined } })
    expect(report.outcomes).toMatchObject([
      { key: 'ada', outcome: 'failed', reason: 'variable IDCTL_DOC_X is not set', hint: 'set it' },
      { key: 'bob', outcome: 'done' },
    ])
  })
})

describe('leaves from references', () => {
  const secrets = { reference: () => 'CANARY-value', literal: () => undefined }
  const leaf = { path: '/traits/pin', cause: 'new', sensitive: true, reference: '${env:IDCTL_DOC_PIN}' } as const

  test('are resolved at the write, and their digests stand in the mark', async () => {
    const live = new MemoryLive()
    const bob = managed(live, 'bob')
    const ada = create('ada', email)
    await apply(
      live,
      [
        { ...ada, fields: [...ada.fields, leaf] },
        { ...update(bob, {}), fields: [leaf], base: baseAt(bob) },
      ],
      {
        secrets,
      },
    )
    for (const identity of live.identities.values()) {
      expect(identity.traits).toMatchObject({ pin: 'CANARY-value' })
      expect(identity.mark).toMatchObject({ mark: { fields: { '/traits/pin': digestOf('CANARY-value') } } })
    }
  })

  test('that need no write keep or get their digest in the mark', async () => {
    const live = new MemoryLive()
    const bob = managed(live, 'bob', { name: 'B' })
    const marked = update(bob, {}, { mark: { ...markIn(bob), fields: { '/traits/seed': 'kept-digest-0000' } } })
    await apply(live, [marked])
    const now = live.identities.get(bob.id) as typeof bob
    const change = update(
      now,
      { '/traits/name': 'BB' },
      { agreed: { '/traits/pin': 'x', '/traits/seed': null, '/traits/list': { reference: 'x', merge: true } } },
    )
    await apply(live, [{ ...change, mark: { ...change.mark, fields: {} } }], { secrets })
    expect(markIn(live.identities.get(bob.id) as LiveIdentity).fields).toEqual({
      '/traits/pin': digestOf('CANARY-value'),
      '/traits/seed': 'kept-digest-0000',
      '/traits/list': [],
    })
  })

  test('that need no write are hidden too when Kratos quotes them', async () => {
    const live = new MemoryLive()
    const change = update(managed(live, 'bob'), { '/traits/name': 'B' }, { agreed: { '/traits/pin': 'x' } })
    live.faults = () => ({ kind: 'rejected', status: 400, reason: '"CANARY-value" is bad' })
    expect(JSON.stringify(await apply(live, [change], { secrets }))).not.toContain('CANARY')
  })

  test('of a merge array join what is live, and only ours are taken away again', async () => {
    const live = new MemoryLive()
    const roles = { path: '/traits/roles', cause: 'new', sensitive: true, reference: 'x', merge: true } as const
    let wanted: Json = ['CANARY-a', 'CANARY-b']
    const lists = { reference: () => wanted, literal: () => undefined }
    const ada = managed(live, 'ada', { roles: ['theirs'] })
    const now = () => live.identities.get(ada.id) as LiveIdentity
    const change = () => ({ ...update(now(), {}), fields: [roles], base: baseOf(now(), ['/traits/roles']) })
    await apply(live, [change()], { secrets: lists })
    expect(now().traits['roles']).toEqual(['theirs', 'CANARY-a', 'CANARY-b'])
    wanted = ['CANARY-b']
    await apply(live, [change()], { secrets: lists })
    expect(now().traits['roles']).toEqual(['theirs', 'CANARY-b'])
    expect(markIn(now()).fields['/traits/roles']).toEqual([digestOf('CANARY-b')])
  })

  test("never appear, not even in Kratos' own words", async () => {
    const live = new MemoryLive()
    live.faults = () => ({
      kind: 'rejected',
      status: 400,
      reason: 'I[#/traits/pin] S[#] "CANARY-value" is bad\u001b[31m\nmore',
    })
    const ada = create('ada', email)
    const report = await apply(live, [{ ...ada, fields: [...ada.fields, leaf] }], { secrets })
    expect(report.outcomes).toMatchObject([{ reason: 'I[#/traits/pin] S[#] "•••" is bad[31m', paths: ['/traits/pin'] }])
  })
})
