import { describe, expect, test } from 'vitest'
import { linkDigest } from '../../../src/identity/marked-credentials.ts'
import type { UpdateChange } from '../../../src/model/change.ts'
import type { CredentialChange } from '../../../src/model/credentials.ts'
import { digestOf } from '../../../src/model/digest.ts'
import type { LiveIdentity, Mark } from '../../../src/model/identity.ts'
import { apply, kinds, managed, update } from '../../support/apply-harness.ts'
import { type Fault, MemoryLive } from '../../support/memory-live.ts'

const hash = '$2a$04$CANARYhash'
const google = { provider: 'google', subject: 'CANARY-1' }
const identifier = `${google.provider}:${google.subject}`

const set: CredentialChange = {
  step: 'set',
  type: 'password',
  secret: { hashed_password: { from: 'a.yaml#/x', fingerprint: digestOf(hash) } },
}
const link: CredentialChange = { step: 'link', type: 'oidc', link: google }
const unlink: CredentialChange = {
  step: 'unlink',
  type: 'oidc',
  provider: 'google',
  digest: linkDigest(identifier),
}
const drop: CredentialChange = { step: 'delete', type: 'totp' }

const secrets = { reference: () => hash, literal: () => hash }
/** What is taken away leaves the mark, which then differs from the live one. */
const forgotten: Partial<Mark> = { credentials: { saml: ['d'] } }
const written: Partial<Mark> = { credentials: { password: { digest: digestOf(hash) } } }

/** A planned update of credentials, and of leaves beside them. */
function plan(
  live: LiveIdentity,
  changes: readonly CredentialChange[],
  marked: Partial<Mark> = {},
  leaves: Record<string, string> = {},
): UpdateChange {
  const change = update(live, leaves)
  return { ...change, mark: { ...change.mark, ...marked }, credential_changes: changes }
}

const sent = (live: MemoryLive) => live.requests.map(({ kind }) => kind)
const markOf = (live: MemoryLive, id: string) => {
  const mark = live.identities.get(id)?.mark
  return mark?.kind === 'mark' ? mark.mark : undefined
}

/** The nth writes go wrong, the others do not. */
const faulty = (faults: Record<number, Fault>) => (call: number) => faults[call]

function withLinks(live: MemoryLive, id: string, ...links: string[]): LiveIdentity {
  live.imported.set(id, { oidc: links, totp: [id] })
  const identity = live.identities.get(id) as LiveIdentity
  const held = { ...identity, credentials: { ...identity.credentials, ...live.imported.get(id) } }
  live.identities.set(id, held)
  return held
}

describe('setting', () => {
  test('one PUT with all that it would clear, and the mark', async () => {
    const live = new MemoryLive()
    const ada = managed(live, 'ada', { name: 'Ada' })
    const report = await apply(live, [plan(ada, [set, link], written)], { secrets })
    expect(kinds(report)).toEqual({ ada: 'done' })
    expect(live.requests).toEqual([
      {
        kind: 'put',
        id: ada.id,
        body: {
          schema_id: 'person',
          state: 'active',
          traits: { email: 'ada@example.com', name: 'Ada' },
          metadata_public: null,
          metadata_admin: { idctl: { ...markOf(live, ada.id) }, cost: 7 },
          credentials: {
            password: { config: { hashed_password: hash } },
            oidc: { config: { providers: [google] } },
          },
        },
      },
    ])
    expect(markOf(live, ada.id)?.credentials).toEqual(written.credentials)
    expect(JSON.stringify(report)).not.toContain('CANARY')
  })

  test('leaves go before, by a PATCH whose mark says nothing of the credentials yet', async () => {
    const live = new MemoryLive()
    const ada = managed(live, 'ada')
    const change = plan(ada, [set], written, { '/traits/name': 'Ada' })
    live.faults = faulty({ 2: { kind: 'rejected', status: 400, reason: 'no' } })
    expect(kinds(await apply(live, [change], { secrets }))).toEqual({ ada: 'failed' })
    expect(markOf(live, ada.id)).toMatchObject({ fields: { '/traits/name': digestOf('Ada') } })
    expect(markOf(live, ada.id)?.credentials).toBeUndefined()
    live.recover()
    expect(kinds(await apply(live, [change], { secrets }))).toEqual({ ada: 'done' })
    expect(sent(live)).toEqual(['patch', 'put', 'put'])
    expect(kinds(await apply(live, [change], { secrets }))).toEqual({ ada: 'already-done' })
  })

  test.each<[string, Fault, string[]]>([
    ['after the effect: read, not repeated', { kind: 'lost', effect: true }, ['put']],
    ['before the effect: sent again', { kind: 'lost', effect: false, status: 502 }, ['put', 'put']],
  ])('an answer lost %s', async (_, fault, requests) => {
    const live = new MemoryLive()
    const ada = managed(live, 'ada')
    live.faults = faulty({ 1: fault })
    expect(kinds(await apply(live, [plan(ada, [link], written)], { secrets }))).toEqual({ ada: 'done' })
    expect(sent(live)).toEqual(requests)
  })

  test('a link that is live by now is not sent again', async () => {
    const live = new MemoryLive()
    const ada = managed(live, 'ada')
    const change = plan(ada, [set, link], written)
    withLinks(live, ada.id, identifier)
    expect(kinds(await apply(live, [change], { secrets }))).toEqual({ ada: 'done' })
    expect(live.requests).toMatchObject([{ body: { credentials: { password: {} } } }])
    expect(JSON.stringify(live.requests)).not.toContain('oidc')
  })

  test('what is no longer what the plan saw is skipped', async () => {
    const live = new MemoryLive()
    const ada = managed(live, 'ada')
    const change = plan(ada, [set], written)
    expect(kinds(await apply(live, [change], { secrets: { ...secrets, literal: () => '$2a$04$other' } }))).toEqual({
      ada: 'moved',
    })
    live.identities.set(ada.id, { ...ada, state: 'inactive' })
    expect(kinds(await apply(live, [change], { secrets }))).toEqual({ ada: 'moved' })
    expect(sent(live)).toEqual([])
  })

  test('a number that JSON does not keep refuses the PUT', async () => {
    const live = new MemoryLive()
    const ada = managed(live, 'ada')
    live.identities.set(ada.id, { ...ada, inexact: true })
    const report = await apply(live, [plan(ada, [set], written)], { secrets })
    expect(report.outcomes).toMatchObject([{ outcome: 'failed', code: 'put-inexact' }])
    expect(sent(live)).toEqual([])
  })

  test('a conflict names who holds the link, not the link', async () => {
    const live = new MemoryLive()
    const ada = managed(live, 'ada')
    live.faults = faulty({ 1: { kind: 'rejected', status: 409 } })
    const report = await apply(live, [plan(ada, [link], written)], { secrets })
    expect(kinds(report)).toEqual({ ada: 'failed' })
    expect(JSON.stringify(report)).not.toContain('CANARY')
  })

  test('credentials that went missing beside the write are a failure', async () => {
    const live = new MemoryLive()
    const ada = withLinks(live, managed(live, 'ada').id, 'apple:9')
    const change = plan(ada, [set], written)
    live.meddle = (call) => {
      if (live.calls[call - 1]?.kind === 'write') live.imported.set(ada.id, {})
    }
    expect((await apply(live, [change], { secrets })).outcomes).toMatchObject([
      { outcome: 'failed', paths: ['/credentials/oidc', '/credentials/totp'] },
    ])
  })
})

describe('taking away', () => {
  test('stands in the mark until it is done', async () => {
    const live = new MemoryLive()
    const ada = withLinks(live, managed(live, 'ada').id, identifier, 'apple:9')
    const change = plan(ada, [unlink, drop], forgotten)
    live.faults = faulty({
      4: { kind: 'rejected', status: 400, reason: 'You cannot remove the last first factor credential.' },
    })
    const report = await apply(live, [change], { secrets })
    expect(report.outcomes).toMatchObject([{ outcome: 'failed', hint: expect.stringContaining('another way in') }])
    expect(markOf(live, ada.id)?.todo).toEqual(['delete_credential:totp'])
    live.recover()
    expect(kinds(await apply(live, [change], { secrets }))).toEqual({ ada: 'done' })
    expect(markOf(live, ada.id)?.todo).toBeUndefined()
    expect(live.identities.get(ada.id)?.credentials).toEqual({ password: ['ada@example.com'], oidc: ['apple:9'] })
    const deletion = 'delete-credential'
    expect(sent(live)).toEqual(['patch', deletion, 'patch', deletion, deletion, 'patch'])
    expect(JSON.stringify(report)).not.toContain('CANARY')
  })

  test('what is gone already is done', async () => {
    const live = new MemoryLive()
    const ada = withLinks(live, managed(live, 'ada').id, 'apple:9')
    expect(kinds(await apply(live, [plan(ada, [unlink], forgotten)], { secrets }))).toEqual({ ada: 'done' })
    expect(sent(live)).toEqual(['patch', 'patch'])
  })

  test.each([
    ['is there: Kratos will not let it go', false, 'failed'],
    ['is gone since an earlier run: done', true, 'done'],
  ])('a password that is refused as the last first factor %s', async (_, isGone, outcome) => {
    const live = new MemoryLive()
    const ada = managed(live, 'ada')
    if (isGone) live.withoutPassword.add(ada.id)
    live.faults = faulty({
      2: { kind: 'rejected', status: 400, reason: 'You cannot remove the last first factor credential.' },
    })
    const change = plan(ada, [{ step: 'delete', type: 'password' }], forgotten)
    expect(kinds(await apply(live, [change], { secrets }))).toEqual({ ada: outcome })
    expect(markOf(live, ada.id)?.todo).toEqual(isGone ? undefined : ['delete_credential:password'])
  })

  test('comes after what is added, and before sessions end', async () => {
    const live = new MemoryLive()
    const ada = withLinks(live, managed(live, 'ada').id, identifier)
    const change: UpdateChange = { ...plan(ada, [set, unlink], written), revoke_sessions: true }
    expect(kinds(await apply(live, [change], { secrets }))).toEqual({ ada: 'done' })
    expect(sent(live)).toEqual(['put', 'delete-credential', 'patch', 'revoke-sessions', 'patch'])
    expect(kinds(await apply(live, [change], { secrets }))).toEqual({ ada: 'already-done' })
  })
})
