import { describe, expect, test } from 'vitest'
import { createSandbox, type JsonObject, type ProfileName, SandboxError } from '../../../src/sandbox/index.ts'
import { call, createPerson, openSandbox, personSchema } from './support.ts'

/** What the transcripts do not show of older servers: seen on real ones, the start-up rules read in their sources. */

test('an unknown profile is refused with the names of those that are', async () => {
  const profile = 'v1.31' as ProfileName
  await expect(createSandbox({ profile, schemas: { person: personSchema } })).rejects.toThrow(
    new SandboxError('There is no profile "v1.31"; there are v26.2.0, v25.4.0, v1.3.1, network'),
  )
})

test.each<[string, JsonObject]>([
  ['recovery by SMS', { recovery: { via: 'sms' } }],
  ['organizations', { organizations: { matcher: 'email_domain' } }],
])('v1.3.1 does not start with a schema that has %s', async (_, extension) => {
  const trait = { type: 'string', 'ory.sh/kratos': extension }
  const schemas = { x: { properties: { traits: { type: 'object', properties: { trait } } } } }
  await expect(openSandbox({ profile: 'v1.3.1', schemas })).rejects.toThrow('Identity schema "x" is not valid')
  await expect(openSandbox({ profile: 'v25.4.0', schemas })).resolves.toBeDefined()
})

test.each<[string, JsonObject]>([
  ['saml', { saml: { config: { providers: [] } } }],
  ['use_auto_link', { oidc: { config: { providers: [{ use_auto_link: true }] } } }],
  ['organization', { oidc: { config: { providers: [{ organization: null }] } } }],
])('v1.3.1 does not know %s in an import', async (field, credentials) => {
  const sandbox = await openSandbox({ profile: 'v1.3.1' })
  const answer = await call(sandbox, 'POST', '/admin/identities', { traits: { email: 'ann@example.org' }, credentials })
  expect([answer.status, await answer.json()]).toEqual([
    400,
    { error: { code: 400, status: 'Bad Request', message: `json: unknown field "${field}"` } },
  ])
})

describe('the router of v1.3.1', () => {
  test.each([
    ['/admin/Identities?page_size=1', 301, '/admin/identities?page_size=1'],
    ['/admin//identities', 301, '/admin/identities'],
    ['/admin/identities/a%2Fb', 404, null],
    ['/admin/nope', 404, null],
  ])('%s', async (path, status, location) => {
    const sandbox = await openSandbox({ profile: 'v1.3.1' })
    const answer = await call(sandbox, 'GET', path)
    expect([answer.status, answer.headers.get('location')]).toEqual([status, location])
  })
})

test.each([
  [
    'v1.3.1',
    [
      {
        initial_id_token: '',
        initial_access_token: '',
        initial_refresh_token: '',
        subject: '',
        provider: '',
        organization: '',
      },
    ],
  ],
  ['v25.4.0', undefined],
] as const)('%s leaves its own trace of the last link that goes', async (profile, providers) => {
  const sandbox = await openSandbox({ profile, settings: { passwordless: true } })
  const oidc = { config: { providers: [{ subject: 's', provider: 'google' }] } }
  const id = await createPerson(sandbox, 'ann@example.org', { credentials: { oidc } })
  await call(sandbox, 'DELETE', `/admin/identities/${id}/credentials/oidc?identifier=google:s`)
  const answer = await call(sandbox, 'GET', `/admin/identities/${id}?include_credential=oidc`)
  const { credentials } = (await answer.json()) as { credentials: { oidc: { identifiers: []; config?: JsonObject } } }
  expect([credentials.oidc.identifiers, credentials.oidc.config?.['providers']]).toEqual([[], providers])
})

test('v1.3.1 keeps what a patched document lacks, address by address', async () => {
  const sandbox = await openSandbox({ profile: 'v1.3.1' })
  const id = await createPerson(sandbox, 'ann@example.org', {
    verifiable_addresses: [{ value: 'ann@example.org', via: 'email', verified: true, status: 'completed' }],
  })
  const patch = [
    { op: 'remove', path: '/verifiable_addresses/0/verified' },
    { op: 'replace', path: '/verifiable_addresses/0/via', value: null },
    { op: 'remove', path: '/state' },
  ]
  const answer = await call(sandbox, 'PATCH', `/admin/identities/${id}`, patch)
  expect(await answer.json()).toMatchObject({
    state: 'active',
    verifiable_addresses: [{ verified: true, via: 'email' }],
  })
})
