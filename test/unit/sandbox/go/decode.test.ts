import { expect, test } from 'vitest'
import { decode } from '../../../../src/sandbox/go/decode.ts'
import type { Json } from '../../../../src/sandbox/index.ts'
import { profiles } from '../../../../src/sandbox/profiles.ts'
import { identityBodies } from '../../../../src/sandbox/routes/bodies.ts'

const bodies = identityBodies(profiles['v26.2.0'].fields)

test('names match without regard to case, null is as good as absent', () => {
  const body = { SCHEMA_id: 'person', Traits: null, state: null, credentials: null, metadata_public: null }
  expect(decode(body, bodies.create, { strict: true })).toEqual({
    schema_id: 'person',
    traits: null,
    metadata_public: null,
  })
})

test('UUIDs come out in canonical form', () => {
  const body = { organization_id: '{22222222-2222-4222-8222-AAAAAAAAAAAA}' }
  expect(decode(body, bodies.create, { strict: true })).toEqual({
    organization_id: '22222222-2222-4222-8222-aaaaaaaaaaaa',
  })
})

/** Texts of Go 1.26 for Kratos' types; a mismatch waits for the end, an own parser does not. */
const messages: readonly (readonly [Json, string])[] = [
  [[], 'json: cannot unmarshal array into Go value of type identity.CreateIdentityBody'],
  [{ nope: 1 }, 'json: unknown field "nope"'],
  [{ state: 1 }, 'json: cannot unmarshal number into Go struct field CreateIdentityBody.state of type identity.State'],
  [{ nope: 1, state: 1 }, 'json: unknown field "nope"'],
  [{ nope: 1, organization_id: 'x' }, 'uuid: incorrect UUID length 1 in string "x"'],
  [
    { credentials: { password: { config: { password: true } } } },
    'json: cannot unmarshal bool into Go struct field AdminIdentityImportCredentialsPasswordConfig.credentials.password.config.password of type string',
  ],
  [
    { verifiable_addresses: [{ verified: 'yes' }] },
    'json: cannot unmarshal string into Go struct field VerifiableAddress.verifiable_addresses.verified of type bool',
  ],
  [
    { verifiable_addresses: [{ verified_at: 'x' }] },
    'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"',
  ],
]

test.each(messages)('%j', (body, message) => {
  expect(() => decode(body, bodies.create, { strict: true })).toThrow(expect.objectContaining({ message }))
})

test('the path of a field starts at the root, its struct is the innermost', () => {
  const body = { identities: [{ create: { schema_id: 5 } }] }
  expect(() => decode(body, bodies.batch, { strict: true })).toThrow(
    'Go struct field CreateIdentityBody.identities.create.schema_id of type string',
  )
})
