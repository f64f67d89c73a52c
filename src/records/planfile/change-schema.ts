import * as z from 'zod'
import type { Change, Due } from '../../model/change.ts'
import {
  asideValues,
  blockedCodes,
  causes,
  consequenceCodes,
  guardNames,
  reasons,
  waysIn,
} from '../../model/change-codes.ts'
import { deletableCredentialTypes, linkedCredentialTypes, wholeCredentialTypes } from '../../model/credential-types.ts'
import type {
  CredentialChange,
  CredentialImports,
  CredentialSecret,
  DesiredPassword,
  LinkedProvider,
} from '../../model/credentials.ts'
import type { SourceLocation } from '../../model/diagnostic.ts'
import type { DeclaredAddress } from '../../model/identity.ts'
import { type Invitation, recoveryKinds } from '../../model/invitation.ts'
import type { Json } from '../../model/json.ts'
import { markSchema } from '../../model/mark-schema.ts'
import { plannedHolds, privilegedWays } from '../../model/privileged.ts'

/**
 * The closed shape of one planned change in a plan file. Changes are also checked when they are written, so no unknown
 * member can reach a file, nor a value beside its reference (a secret).
 */

/** After `JSON.parse` every value is JSON: only presence is left to check, and nothing is copied. */
const json = z.custom<Json>((value) => value !== undefined)
/** For a leaf, which checks presence itself: zod would make an issue for each that is absent, and throw it away. */
const jsonOfLeaf = z.unknown() as z.ZodType<Json>
const pointer = z.string().regex(/^(\/.*)?$/s)
const digest = z.string().regex(/^[A-Za-z0-9_-]{16}$/)
const count = z.int().min(0)

export const locationSchema: z.ZodType<SourceLocation> = z.strictObject({
  file: z.string(),
  line: z.int().min(0),
  column: z.int().min(0),
})

const cause = z.enum(causes)

const fieldChange = z
  .strictObject({
    path: pointer,
    before: jsonOfLeaf.exactOptional(),
    after: jsonOfLeaf.exactOptional(),
    cause,
    sensitive: z.boolean(),
    reference: z.string().exactOptional(),
    merge: z.literal(true).exactOptional(),
  })
  .refine((field) => field.reference === undefined || !('before' in field || 'after' in field), {
    error: 'a referenced leaf carries no value',
  })
  .refine((field) => !isUndefined(field, 'before') && !isUndefined(field, 'after'), { error: 'a value is undefined' })

function isUndefined(field: object, side: 'before' | 'after'): boolean {
  return side in field && (field as Record<string, unknown>)[side] === undefined
}

const someValues = z.array(json).min(1).exactOptional()

const privilegedValues = z.strictObject({
  path: pointer,
  by: z.enum(privilegedWays),
  gained: someValues,
  lost: someValues,
  kept: someValues,
  cause: cause.exactOptional(),
  held: z.enum(plannedHolds).exactOptional(),
  sensitive: z.boolean(),
})

const consequence = z.strictObject({
  code: z.enum(consequenceCodes),
  text: z.string(),
  alike: z.string().exactOptional(),
})

const blocked = z.strictObject({
  code: z.enum(blockedCodes),
  reason: z.string(),
  hint: z.string().exactOptional(),
  orphan: z.literal(true).exactOptional(),
  still: z.literal('revoke_sessions').exactOptional(),
})

const waits = blocked.omit({ orphan: true, still: true }).extend({ fields: z.array(fieldChange) })

const known = { fingerprint: digest.exactOptional(), guessable: z.literal(true).exactOptional() }
const secret: z.ZodType<CredentialSecret> = z.union([
  z.strictObject({ from: z.string(), ...known }),
  z.strictObject({ reference: z.string(), ...known }),
])

const link: z.ZodType<LinkedProvider> = z.strictObject({
  provider: z.string(),
  subject: z.string(),
  organization: z.string().exactOptional(),
  use_auto_link: z.boolean().exactOptional(),
})

const links = z.strictObject({ providers: z.array(link) })

const password: z.ZodType<DesiredPassword> = z.strictObject({
  hashed_password: secret.exactOptional(),
  password: secret.exactOptional(),
  use_password_migration_hook: z.boolean().exactOptional(),
})

const credentials: z.ZodType<CredentialImports> = z.strictObject({
  password: password.exactOptional(),
  oidc: links.exactOptional(),
  saml: links.exactOptional(),
  totp: secret.exactOptional(),
  lookup_secret: secret.exactOptional(),
  webauthn: secret.exactOptional(),
  passkey: secret.exactOptional(),
})

const linkedType = z.enum(linkedCredentialTypes)

const credentialChange: z.ZodType<CredentialChange> = z.union([
  z.strictObject({ step: z.literal('set'), type: z.literal('password'), secret: password }),
  z.strictObject({ step: z.literal('set'), type: z.enum(wholeCredentialTypes), secret }),
  z.strictObject({ step: z.literal('link'), type: linkedType, link }),
  z.strictObject({ step: z.literal('unlink'), type: linkedType, provider: z.string(), digest }),
  z.strictObject({ step: z.literal('delete'), type: z.enum(deletableCredentialTypes) }),
])

const declaredAddress: z.ZodType<DeclaredAddress> = z.strictObject({
  via: z.enum(['email', 'sms']),
  value: z.string(),
  verified: z.boolean().exactOptional(),
  status: z.string().exactOptional(),
  verified_at: z.string().exactOptional(),
})

const base = {
  key: z.string().min(1),
  origin: locationSchema.exactOptional(),
  identifiers: z.array(z.string()).exactOptional(),
  display: z.string().exactOptional(),
  reason: z.enum(reasons),
  fields: z.array(fieldChange),
  released: z.array(pointer).exactOptional(),
  observed: z.array(fieldChange).exactOptional(),
  privileged: z.array(privilegedValues).exactOptional(),
  consequences: z.array(consequence),
  blocked: blocked.exactOptional(),
  after: z.array(z.string()).exactOptional(),
  after_aside: z.array(z.string()).exactOptional(),
  counts: z.partialRecord(z.enum(guardNames), count),
  mark_key: z.string().min(1).exactOptional(),
}

const agreedReference = z.union([
  z.string(),
  z.strictObject({ reference: z.string(), merge: z.literal(true) }),
  z.null(),
])

const invitation = { send: z.enum(recoveryKinds), lifetime: z.string().exactOptional() } satisfies {
  [Member in keyof Invitation]-?: z.ZodType
}

/** With the salt, digests that are left out on purpose could be guessed. */
const mark = markSchema.refine(({ salt }) => salt === undefined, { error: 'a planned mark has no salt' })

/** Pointers to digests of the live mark that stay; the plan leaves them out. */
const kept = z.array(z.string().regex(/^\/(lines|credentials\/(oidc|saml)|fields\/~1[^/]*)$/s)).exactOptional()

const live = { ...base, id: z.guid(), base: digest, replaced_by: z.string().min(1).exactOptional() }

const due: z.ZodType<Due> = z.strictObject({
  at: z.iso.datetime(),
  inactive_since: z.iso.datetime().exactOptional(),
})

const removal = { ...live, due: due.exactOptional(), alike: z.array(digest).exactOptional() }

/** Checks one change; the member `record` is removed before. */
export const changeSchema: z.ZodType<Change> = z.discriminatedUnion('action', [
  z.strictObject({
    ...base,
    action: z.literal('create'),
    mark,
    credentials: credentials.exactOptional(),
    verifiable_addresses: z.array(declaredAddress).exactOptional(),
    recovery_addresses: z.array(declaredAddress).exactOptional(),
    way_in: z.array(z.enum(waysIn)),
    invite: z.strictObject(invitation).exactOptional(),
    previously: z.array(z.string()).exactOptional(),
    recreates: z.literal(true).exactOptional(),
    former_id: z.guid().exactOptional(),
    replaces: z.strictObject({ key: z.string().min(1), id: z.guid() }).exactOptional(),
    called_alike: z.literal(true).exactOptional(),
    told_apart: z.array(z.guid()).exactOptional(),
  }),
  z.strictObject({
    ...live,
    action: z.enum(['update', 'adopt']),
    told_apart: z.array(z.guid()).exactOptional(),
    evidence: z.strictObject({ names: z.array(pointer).exactOptional() }).exactOptional(),
    mark,
    kept,
    agreed: z.record(pointer, agreedReference).exactOptional(),
    waits: waits.exactOptional(),
    credential_changes: z.array(credentialChange).exactOptional(),
    invite: z.strictObject({ ...invitation, on_request: z.literal(true).exactOptional() }).exactOptional(),
    revoke_sessions: z.literal(true).exactOptional(),
    keep_verified: z.literal(true).exactOptional(),
    aside: z.record(pointer, z.enum(asideValues)).exactOptional(),
  }),
  z.strictObject({
    ...removal,
    action: z.literal('disable'),
    mark,
    kept,
    revoke_sessions: z.literal(true),
  }),
  z.strictObject({ ...removal, action: z.literal('release'), twin: z.guid().exactOptional() }),
  z.strictObject({ ...removal, action: z.literal('delete') }),
  z.strictObject({ ...base, action: z.literal('none'), id: z.guid().exactOptional() }),
])
