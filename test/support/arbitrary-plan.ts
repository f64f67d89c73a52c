import fc from 'fast-check'
import type { Change } from '../../src/model/change.ts'
import { asideValues, guardNames } from '../../src/model/change-codes.ts'
import type { CredentialChange } from '../../src/model/credentials.ts'
import { digestOf } from '../../src/model/digest.ts'
import type { Mark, MarkedCredentials } from '../../src/model/identity.ts'
import { recoveryKinds } from '../../src/model/invitation.ts'
import type { Json } from '../../src/model/json.ts'
import { formatPointer } from '../../src/model/json.ts'
import type { Plan } from '../../src/model/plan.ts'
import { plannedHolds, privilegedWays } from '../../src/model/privileged.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 20 })
const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
const pointer = fc.array(name, { minLength: 1, maxLength: 3 }).map((segments) => formatPointer(['traits', ...segments]))
const digest = text.map(digestOf)
const location = fc.record({ file: name, line: fc.integer({ min: 1 }), column: fc.integer({ min: 1 }) })

/** Any JSON value that JSON itself can carry (no `-0`). */
const jsonValue = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as Json)

const cause = fc.constantFrom('pending', 'drift', 'both', 'new', 'removed' as const)
const fieldChange = fc.oneof(
  fc.record(
    { path: pointer, cause, sensitive: fc.boolean(), before: jsonValue, after: jsonValue },
    { requiredKeys: ['path', 'cause', 'sensitive'] },
  ),
  fc.record(
    { path: pointer, cause, sensitive: fc.constant(true), reference: text, merge: fc.constant(true as const) },
    { requiredKeys: ['path', 'cause', 'sensitive', 'reference'] },
  ),
)

const someValues = fc.array(jsonValue, { minLength: 1, maxLength: 2 })
const privilegedValues = fc.record(
  {
    path: pointer,
    by: fc.constantFrom(...privilegedWays),
    gained: someValues,
    lost: someValues,
    kept: someValues,
    cause,
    held: fc.constantFrom(...plannedHolds),
    sensitive: fc.boolean(),
  },
  { requiredKeys: ['path', 'by', 'sensitive'] },
)

const markedCredentials: fc.Arbitrary<MarkedCredentials> = fc.record(
  {
    password: fc.oneof(fc.record({ digest }), fc.record({ version: fc.nat() }), fc.constant({ hook: true as const })),
    webauthn: fc.record({ digest }),
    oidc: fc.array(digest, { maxLength: 2 }),
  },
  { requiredKeys: [] },
)

const mark: fc.Arbitrary<Mark> = fc.record(
  {
    v: fc.constant(1 as const),
    workspace: name,
    key: name,
    origin: name,
    made: fc.constantFrom('created', 'adopted'),
    fields: fc.dictionary(pointer, fc.oneof(digest, fc.array(digest, { maxLength: 3 }))),
    protect: fc.constant(true as const),
    credentials: markedCredentials,
    lines: fc.array(digest, { maxLength: 2 }),
    commit: fc.constantFrom('0'.repeat(40), 'a1'.repeat(32)),
    disabled: fc.record({ at: text, state_before: fc.constantFrom('active', 'inactive') }),
    todo: fc.constant([
      'revoke_sessions',
      'invite',
      'delete_credential:totp',
      'unlink:oidc:d',
      'aside:/traits/email',
      'swap:d',
      'verify:email:d',
    ] as const),
  },
  { requiredKeys: ['v', 'workspace', 'key', 'origin', 'made', 'fields'] },
)

const kept = fc.array(
  fc.oneof(
    fc.constantFrom('/lines', '/credentials/oidc', '/credentials/saml'),
    pointer.map((path) => formatPointer(['fields', path])),
  ),
  { maxLength: 3 },
)

const base = {
  key: name,
  reason: fc.constantFrom('pending', 'drift', 'new', 'document-gone', 'expired', 'todo', 'unmarked' as const),
  fields: fc.array(fieldChange, { maxLength: 4 }),
  consequences: fc.array(fc.record({ code: fc.constant('same-account' as const), text }), { maxLength: 2 }),
  counts: fc.dictionary(fc.constantFrom(...guardNames), fc.nat()),
  origin: location,
  display: text,
  identifiers: fc.array(text, { maxLength: 2 }),
  released: fc.array(pointer, { maxLength: 2 }),
  observed: fc.array(fieldChange, { maxLength: 2 }),
  privileged: fc.array(privilegedValues, { maxLength: 2 }),
  blocked: fc.record(
    {
      code: fc.constantFrom('adoption', 'protected', 'older-checkout', 'clock', 'schema' as const),
      reason: text,
      hint: text,
      orphan: fc.constant(true),
      still: fc.constant('revoke_sessions' as const),
    },
    { requiredKeys: ['code', 'reason'] },
  ) as fc.Arbitrary<NonNullable<Change['blocked']>>,
  after: fc.array(name, { maxLength: 2 }),
  after_aside: fc.array(name, { maxLength: 2 }),
  mark_key: name,
}
const always = ['action', 'key', 'reason', 'fields', 'consequences', 'counts'] as const
const live = { ...base, id: fc.uuid(), base: digest }
const moment = fc
  .date({ noInvalidDate: true, min: new Date(0), max: new Date('2099-01-01') })
  .map((date) => date.toISOString())
const alike = fc.array(digest, { maxLength: 2 })
const due = fc.record({ at: moment, inactive_since: moment }, { requiredKeys: ['at'] })

const secret = fc.oneof(
  fc.record({ from: text, fingerprint: digest }, { requiredKeys: ['from'] }),
  fc.record({ reference: text, fingerprint: digest }, { requiredKeys: ['reference'] }),
)

const link = fc.record({ provider: name, subject: name })

const credentialChange: fc.Arbitrary<CredentialChange> = fc.oneof(
  fc.record({
    step: fc.constant('set' as const),
    type: fc.constant('password' as const),
    secret: fc.record({ hashed_password: secret }),
  }),
  fc.record({ step: fc.constant('set' as const), type: fc.constantFrom('totp', 'passkey' as const), secret }),
  fc.record({ step: fc.constant('link' as const), type: fc.constantFrom('oidc', 'saml' as const), link }),
  fc.record({ step: fc.constant('unlink' as const), type: fc.constant('oidc' as const), provider: name, digest }),
  fc.record({ step: fc.constant('delete' as const), type: fc.constantFrom('password', 'totp' as const) }),
)

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record(
    {
      ...base,
      action: fc.constant('create' as const),
      mark,
      way_in: fc.array(fc.constantFrom('password', 'none' as const), { maxLength: 2 }),
      invite: fc.record({ send: fc.constantFrom(...recoveryKinds), lifetime: text }, { requiredKeys: ['send'] }),
      previously: fc.array(name, { minLength: 1, maxLength: 2 }),
      recreates: fc.constant(true as const),
      former_id: fc.uuid(),
      called_alike: fc.constant(true as const),
      told_apart: fc.array(fc.uuid(), { maxLength: 2 }),
      credentials: fc.record({
        password: fc.record(
          { hashed_password: secret, password: secret, use_password_migration_hook: fc.boolean() },
          { requiredKeys: [] },
        ),
      }),
      verifiable_addresses: fc.array(
        fc.record(
          { via: fc.constantFrom('email', 'sms' as const), value: text, verified: fc.boolean(), status: text },
          { requiredKeys: ['via', 'value'] },
        ),
        { maxLength: 2 },
      ),
    },
    { requiredKeys: [...always, 'mark', 'way_in'] },
  ),
  fc.record(
    {
      ...live,
      action: fc.constantFrom('update', 'adopt' as const),
      mark,
      kept,
      waits: fc.record(
        {
          code: fc.constantFrom('taken-back', 'collision' as const),
          reason: text,
          hint: text,
          fields: fc.array(fieldChange, { maxLength: 2 }),
        },
        { requiredKeys: ['code', 'reason', 'fields'] },
      ),
      agreed: fc.dictionary(
        pointer,
        fc.option(fc.oneof(text, fc.record({ reference: text, merge: fc.constant(true as const) }))),
      ),
      credential_changes: fc.array(credentialChange, { minLength: 1, maxLength: 3 }),
      aside: fc.dictionary(pointer, fc.constantFrom(...asideValues)),
      told_apart: fc.array(fc.uuid(), { maxLength: 2 }),
      evidence: fc.record({ names: fc.array(pointer, { maxLength: 2 }) }, { requiredKeys: [] }),
      revoke_sessions: fc.constant(true as const),
    },
    { requiredKeys: [...always, 'id', 'base', 'mark'] },
  ),
  fc.record(
    {
      ...live,
      action: fc.constant('disable' as const),
      mark,
      kept,
      revoke_sessions: fc.constant(true as const),
      due,
      alike,
    },
    { requiredKeys: [...always, 'id', 'base', 'mark', 'revoke_sessions', 'due'] },
  ),
  fc.record(
    { ...live, action: fc.constant('delete' as const), due, alike },
    { requiredKeys: [...always, 'id', 'base', 'due'] },
  ),
  fc.record(
    { ...live, action: fc.constant('release' as const), twin: fc.uuid(), due },
    { requiredKeys: [...always, 'id', 'base', 'due'] },
  ),
  fc.record({ ...base, action: fc.constant('none' as const), id: fc.uuid() }, { requiredKeys: [...always] }),
)

const counts = ['create', 'update', 'adopt', 'release', 'disable', 'delete', 'blocked', 'drifted', 'observed'] as const

export const plan: fc.Arbitrary<Plan> = fc.record(
  {
    target: text,
    workspace: name,
    selection: text,
    made_from: fc.record(
      {
        commit: fc.constantFrom('a'.repeat(40), 'b'.repeat(64)),
        tree: fc.constantFrom('clean', 'changed' as const),
        branch: text,
        files: fc.record({ digest: fc.constant('c'.repeat(64)), folders: fc.array(text), others: fc.array(text) }),
      },
      { requiredKeys: ['commit'] },
    ),
    witness: fc.array(fc.uuid(), { maxLength: 5 }),
    managed: fc.nat(),
    consents: fc.dictionary(fc.constantFrom(...guardNames), fc.nat()),
    summary: fc.record(
      {
        ...(Object.fromEntries(counts.map((count) => [count, fc.nat()])) as Record<
          (typeof counts)[number],
          fc.Arbitrary<number>
        >),
        unchanged: fc.nat(),
        former_origins: fc.nat(),
        unmanaged: fc.nat(),
      },
      { requiredKeys: [...counts, 'unchanged', 'unmanaged'] },
    ),
    changes: fc.array(change, { maxLength: 6 }),
    guards: fc.array(
      fc.record(
        {
          guard: fc.constantFrom(...guardNames),
          count: fc.nat(),
          limit: fc.nat(),
          rule: text,
          consent: fc.nat(),
          tripped: fc.boolean(),
          lost_places: fc.array(fc.record({ place: text, people: fc.nat() }), { minLength: 1, maxLength: 5 }),
        },
        { requiredKeys: ['guard', 'count', 'limit', 'rule', 'tripped'] },
      ),
      { maxLength: 3 },
    ),
    diagnostics: fc.array(
      fc.record(
        {
          severity: fc.constant('warning' as const),
          code: fc.constant('IDC501' as const),
          summary: text,
          detail: text,
          hint: text,
          at: location,
          related: fc.array(location, { maxLength: 2 }),
          toQuote: fc.nat(),
          alike: fc.record({ key: text, summary: text }),
          secret: fc.constant(true as const),
        },
        { requiredKeys: ['severity', 'code', 'summary'] },
      ),
      { maxLength: 2 },
    ),
    declared: fc.array(pointer, { maxLength: 3 }),
  },
  { requiredKeys: ['target', 'workspace', 'consents', 'summary', 'changes', 'guards', 'diagnostics'] },
)
