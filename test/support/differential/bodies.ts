import fc from 'fast-check'
import type { Json, JsonObject } from '../../../src/sandbox/json.ts'
import {
  any,
  emails,
  externalIds,
  foreignIds,
  metadata,
  mostly,
  number,
  oddText,
  organizations,
  phones,
  seldom,
  some,
  time,
  usernames,
} from './values.ts'

export const boolean = mostly(true, false)
export const list = (item: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
  fc.array(item, { maxLength: 3 }) as fc.Arbitrary<Json>

/** Traits of one of the schemas, or of none. */
export const traits: fc.Arbitrary<Json> = fc.oneof(
  {
    arbitrary: some({
      email: mostly(...emails),
      username: mostly(...usernames),
      phone: mostly(...phones),
      name: seldom(some({ first: oddText, last: mostly('Byron', 'Lee', 'x') })),
      roles: seldom(list(mostly('admin', 'user'))),
      age: fc.oneof(fc.constantFrom<Json>(1, 17, 150), number),
    }),
    weight: 8,
  },
  {
    arbitrary: some({
      id: fc.oneof(mostly(...usernames), any),
      mail: mostly(...emails, null),
      backup: mostly(...emails),
      score: fc.oneof(number, any),
      rank: fc.oneof(number, any),
      set: fc.oneof(list(any), any),
      free: any,
    }),
    weight: 4,
  },
  {
    arbitrary: some({ label: mostly('ab', 'label'), one: number, 'x-on': boolean, other: oddText, ä: any }),
    weight: 2,
  },
  {
    arbitrary: some({
      contact: fc.oneof(mostly(...emails), some({ login: mostly(...usernames) })),
      logins: list(mostly(...usernames)),
      since: mostly('2024-01-01', '2024-02-30'),
      until: mostly('2024-01-01T00:00:00Z', '2024-01-01T25:00:00Z'),
      site: mostly('https://example.org', 'example.org'),
    }),
    weight: 2,
  },
  { arbitrary: any, weight: 1 },
)

export const hashes = [
  '$2a$10$7EqJtq98hPqEX7fNZaFWoOa1VyYq8yqYzq0fN8gqzq0fN8gqzq0fN',
  '$argon2id$v=19$m=16,t=2,p=1$c29tZXNhbHQ$MTIzNDU2Nzg5MDEyMzQ1Ng',
  '$pbkdf2-sha256$i=1000,l=32$c29tZXNhbHQ$MTIz',
  '{SSHA}x',
  '$md5$x',
] as const

const passwordConfig = some({
  hashed_password: mostly(...hashes, ''),
  password: fc.oneof(
    { arbitrary: fc.constantFrom<Json>('secret', '', 'x'.repeat(72), 'x'.repeat(73)), weight: 4 },
    { arbitrary: any, weight: 1 },
  ),
  use_password_migration_hook: boolean,
})
export const link = some({
  provider: mostly('google', 'github', ''),
  subject: mostly('s1', 's2', ''),
  use_auto_link: boolean,
  organization: mostly(...organizations, null),
})
const links = seldom(some({ config: seldom(some({ providers: seldom(list(link)) })) }))

const credentials: fc.Arbitrary<Json> = seldom(
  some({ password: seldom(some({ config: seldom(passwordConfig) })), oidc: links, saml: links }),
)

export const address = some({
  id: mostly(...foreignIds),
  value: mostly(...emails, ...phones),
  verified: boolean,
  via: mostly('email', 'sms', ''),
  status: mostly('pending', 'sent', 'completed', ''),
  verified_at: time,
  created_at: time,
  updated_at: time,
})
const recoveryAddress = some({ value: mostly(...emails), via: mostly('email', ''), created_at: time })

const schemaId: fc.Arbitrary<Json> = fc.oneof(
  { arbitrary: fc.constantFrom<Json>('person', 'open', 'plain', 'branches'), weight: 12 },
  { arbitrary: fc.constantFrom<Json>('', null, 'nope', 'cGVyc29u', 'default'), weight: 1 },
  { arbitrary: any, weight: 1 },
)
const state = mostly('active', 'inactive', 'active', 'inactive', '', null)

export const createBody: fc.Arbitrary<JsonObject> = withStrayMembers(
  some({
    schema_id: schemaId,
    traits,
    state,
    metadata_public: metadata,
    metadata_admin: metadata,
    external_id: mostly(...externalIds, '', null),
    organization_id: mostly(...organizations, null, ''),
    credentials,
    verifiable_addresses: seldom(list(address)),
    recovery_addresses: seldom(list(recoveryAddress)),
  }),
)

const fittingTraits: Readonly<Record<string, fc.Arbitrary<JsonObject>>> = {
  person: some({
    email: fc.constantFrom<Json>(...emails.slice(0, 3)),
    username: fc.constantFrom<Json>(...usernames),
    phone: fc.constantFrom<Json>(...phones),
    age: fc.constantFrom<Json>(1, 17, 150),
    roles: fc.constantFrom<Json>([], ['admin'], ['admin', 'user']),
  }),
  open: some({
    id: fc.oneof({ arbitrary: fc.constantFrom<Json>(...usernames, ' ', ''), weight: 3 }, { arbitrary: any, weight: 1 }),
    mail: fc.constantFrom<Json>(...emails),
    backup: fc.constantFrom<Json>(...emails),
    score: fc.constantFrom<Json>(0.3, 1, -2.5),
    free: any,
  }),
  branches: some({
    contact: fc.constantFrom<Json>(...emails, { login: 'ada' }, { login: ' Bob ' }),
    logins: fc.subarray<Json>([...usernames]) as fc.Arbitrary<Json>,
    free: any,
  }),
  plain: fc.record({ label: fc.constantFrom<Json>('ab', 'label') }),
}

const fittingLink = fc.record({
  provider: fc.constantFrom('google', 'github'),
  subject: fc.constantFrom('s1', 's2', 'S1'),
})
const fittingLinks = fc.record({
  config: fc.record({ providers: fc.array(fittingLink, { maxLength: 2 }) }),
}) as fc.Arbitrary<Json>
const fittingPassword = fc.oneof(
  fc.constantFrom(...hashes).map((hashed_password): Json => ({ hashed_password })),
  fc.constantFrom<Json>({ password: 'secret' }, { use_password_migration_hook: true }),
)
const fittingCredentials = some({
  password: fittingPassword.map((config): Json => ({ config })),
  oidc: fittingLinks,
  saml: fittingLinks,
})

/** Meets nothing but what is there already. */
const fittingBody: fc.Arbitrary<JsonObject> = fc
  .constantFrom('person', 'person', 'person', 'open', 'branches', 'plain')
  .chain((schema_id) =>
    fc.tuple(
      fc.record({ schema_id: fc.constant(schema_id), traits: fittingTraits[schema_id] as fc.Arbitrary<JsonObject> }),
      some({
        external_id: fc.constantFrom<Json>(...externalIds),
        metadata_admin: metadata,
        metadata_public: metadata,
        credentials: fittingCredentials,
        state: fc.constantFrom<Json>('active', 'inactive'),
      }),
    ),
  )
  .map(([needed, more]) => ({ ...needed, ...more }))

/** The same, sometimes with addresses, which may be odd. */
export const modestBody: fc.Arbitrary<JsonObject> = fc
  .tuple(fittingBody, fc.option(list(address), { freq: 3 }))
  .map(([body, addresses]) => (addresses === null ? body : { ...body, verifiable_addresses: addresses }))

export const updateBody: fc.Arbitrary<JsonObject> = withStrayMembers(
  some({
    schema_id: schemaId,
    traits,
    state,
    metadata_public: metadata,
    metadata_admin: metadata,
    external_id: mostly(...externalIds, '', null),
    credentials,
  }),
)

const item = some({
  create: fc.oneof(
    { arbitrary: fittingBody, weight: 30 },
    { arbitrary: fc.constant(null), weight: 3 },
    { arbitrary: modestBody, weight: 2 },
    { arbitrary: createBody, weight: 1 },
  ) as fc.Arbitrary<Json>,
  patch_id: seldom(fc.constantFrom<Json>(...foreignIds, null)),
})
const items = fc.array(seldom(item), { maxLength: 4, size: 'max' }) as fc.Arbitrary<Json>

export const batchBody: fc.Arbitrary<Json> = fc.oneof(
  { arbitrary: fc.record({ identities: items }) as fc.Arbitrary<Json>, weight: 20 },
  { arbitrary: withStrayMembers(some({ identities: seldom(items) })), weight: 1 },
)

/** Sometimes with a member that nobody knows, or one whose name is written in other letters. */
function withStrayMembers(body: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject> {
  const stray = fc.tuple(fc.constantFrom('STATE', 'Schema_Id', 'id', 'nope', '__proto__'), any)
  return fc.tuple(body, fc.option(stray, { freq: 15 })).map(([known, extra]) => {
    return extra === null ? known : (Object.fromEntries([...Object.entries(known), extra]) as JsonObject)
  })
}

export const recoveryBody: fc.Arbitrary<JsonObject> = some({
  expires_in: mostly('1h', '15m', '-1h', '0', '1h30m', '2d', '500ms', '1.5h', ''),
  flow_type: mostly('browser', 'api', ''),
  nope: any,
})
