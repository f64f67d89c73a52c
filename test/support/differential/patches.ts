import fc from 'fast-check'
import { isJsonNumber } from '../../../src/go/json-number.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../src/sandbox/json.ts'
import { address, boolean, hashes, link, list, traits } from './bodies.ts'
import { any, emails, externalIds, metadata, mostly, oddText, seldom, some, time, usernames } from './values.ts'

const patchPaths = [
  '/traits',
  '/traits/email',
  '/traits/username',
  '/traits/id',
  '/traits/name/first',
  '/traits/roles/0',
  '/traits/roles/-',
  '/traits/new/0/x',
  '/state',
  '/schema_id',
  '/external_id',
  '/organization_id',
  '/metadata_public',
  '/metadata_public/team',
  '/metadata_admin',
  '/metadata_admin/a/b',
  '/metadata_admin/list/0',
  '/metadata_admin/list/-1',
  '/verifiable_addresses/0/verified',
  '/verifiable_addresses/0/status',
  '/verifiable_addresses/0/verified_at',
  '/verifiable_addresses/0',
  '/verifiable_addresses/-',
  '/verifiable_addresses',
  '/recovery_addresses/0/value',
  '/recovery_addresses',
  '/created_at',
  '/updated_at',
  '/state_changed_at',
  '/schema_url',
  '/nope',
  '/credentials/password/config/hashed_password',
  '/credentials/password/identifiers',
  '/credentials/password',
  '/credentials/totp',
  '/credentials/webauthn',
  '/credentials/passkey',
  '/credentials/lookup_secret',
  '/credentials/oidc',
  '/credentials/saml',
  '/credentials/code/config',
  '/credentials/oidc/config',
  '/credentials',
  '/id',
  '',
  '/',
  'x',
  'x/metadata_admin',
  '/metadata_admin/~0~1',
  '/metadata_admin/',
] as const

const base64 = fc.constantFrom<Json>('', 'AAAA', 'YQ==', 'x')
const key = some({
  id: seldom(base64),
  public_key: seldom(base64),
  is_passwordless: seldom(boolean),
  display_name: seldom(oddText),
  added_at: time,
  nope: any,
})
const config = some({
  hashed_password: fc.oneof(fc.constantFrom<Json>(...hashes), any),
  use_password_migration_hook: boolean,
  totp_url: fc.oneof(fc.constantFrom<Json>('otpauth://totp/x?secret=ABC', ':'), any),
  providers: seldom(list(link)),
  credentials: seldom(list(key)),
  user_handle: seldom(base64),
  recovery_codes: fc.oneof(list(some({ code: seldom(oddText) })), any),
  addresses: list(some({ channel: oddText, address: oddText })),
  address_type: mostly('sms', 'email', ''),
  used_at: any,
})
const credential = some({
  type: mostly('totp', 'password', 'webauthn', 'passkey', 'lookup_secret', 'oidc', 'saml', 'code'),
  identifiers: fc.oneof(
    { arbitrary: list(mostly('ada', 'google:s1', 'x', 'X ')), weight: 6 },
    { arbitrary: any, weight: 1 },
  ),
  config: fc.oneof({ arbitrary: config, weight: 8 }, { arbitrary: any, weight: 1 }),
  version: mostly(0, 1),
  created_at: time,
  updated_at: time,
})

const operation: fc.Arbitrary<Json> = fc.oneof(
  {
    arbitrary: fc
      .record(
        {
          op: fc.oneof(
            { arbitrary: fc.constantFrom<Json>('add', 'replace', 'remove'), weight: 12 },
            { arbitrary: fc.constantFrom<Json>('test', 'move', 'copy', 'ADD', 1, null), weight: 1 },
          ),
          path: fc.oneof(
            { arbitrary: fc.constantFrom<Json>(...patchPaths), weight: 20 },
            { arbitrary: any, weight: 1 },
          ),
          value: fc.oneof(
            { arbitrary: any, weight: 4 },
            { arbitrary: traits, weight: 2 },
            {
              arbitrary: mostly(
                ...emails,
                ...usernames,
                ...externalIds,
                'active',
                'inactive',
                'open',
                true,
                false,
                null,
              ),
              weight: 4,
            },
            { arbitrary: credential, weight: 4 },
            { arbitrary: list(address), weight: 1 },
            { arbitrary: address, weight: 1 },
            { arbitrary: time, weight: 1 },
            { arbitrary: metadata, weight: 2 },
          ),
        },
        { requiredKeys: ['op', 'path'], noNullPrototype: true },
      )
      .map((found) => promised(found as JsonObject)) as fc.Arbitrary<Json>,
    weight: 25,
  },
  { arbitrary: any, weight: 1 },
)

/** Without what BEHAVIOUR.md promises nothing about: bare numbers as metadata, credentials under the name of another type. */
function promised(found: JsonObject): JsonObject {
  const { path, value } = found
  if (typeof path !== 'string' || value === undefined) return found
  if (/metadata_(admin|public)$/.test(path) && isJsonNumber(value)) return { ...found, value: [value] }
  const type = /^\/credentials\/([^/]+)$/.exec(path)?.[1]
  const isOther = isJsonObject(value) && types.some((other) => other === value['type']) && value['type'] !== type
  return type !== undefined && isOther ? { ...found, value: { ...value, type } } : found
}

const types = [
  'totp',
  'password',
  'webauthn',
  'passkey',
  'lookup_secret',
  'oidc',
  'saml',
  'code',
  'link_recovery',
  'code_recovery',
]

export const patchBody: fc.Arbitrary<Json> = fc.oneof(
  { arbitrary: list(operation), weight: 20 },
  { arbitrary: any, weight: 1 },
)
