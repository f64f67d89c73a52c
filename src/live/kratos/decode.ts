import * as z from 'zod'
import type { LiveFault, LiveIdentity, RecoveryAddress, VerifiableAddress } from '../../model/identity.ts'
import { holdsNumber, isJsonObject, type Json, type JsonObject } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import { type IdentityShape, identityShape, isUsualIdentity, uuid } from './identity-shape.ts'
import { inexactRows } from './inexact-numbers.ts'
import { decodeMark, markMember } from './mark.ts'
import { cutDeep, traitsObject } from './shallow.ts'

const jsonObject = z.custom<JsonObject>(isJsonObject, 'is not an object')

export type Decoded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string }

/**
 * Decodes an identity of an answer with credentials (all reads of idctl, and all write answers). Such answers lack `credentials`
 * only if the identity has none (API reference §3.2). The text of a problem never quotes a value. JSON that people can store themselves
 * never causes a problem: if idctl cannot keep it, it is cut, and the identity is marked `unreadable`.
 */
export function decodeIdentity(value: unknown): Decoded<LiveIdentity> {
  if (isUsualIdentity(value)) return { ok: true, value: identityOf(value) }
  const parsed = identityShape.safeParse(value)
  if (!parsed.success) return { ok: false, problem: describeProblem(parsed.error) }
  return { ok: true, value: identityOf(parsed.data) }
}

/** The identity of an answer. There are as many as people: nothing is made here that it does not keep. */
function identityOf(identity: IdentityShape): LiveIdentity {
  const free = freeJsonOf(identity)
  return {
    id: identity.id,
    schema_id: identity.schema_id,
    state: identity.state,
    ...free,
    mark: decodeMark(free.metadata_admin),
    verifiable_addresses: (identity.verifiable_addresses ?? []).map(verifiableOf),
    recovery_addresses: (identity.recovery_addresses ?? []).map(recoveryOf),
    credentials: identifiersByType(identity.credentials ?? {}),
    ...present({
      external_id: identity.external_id || undefined,
      organization_id: identity.organization_id || undefined,
      state_changed_at: identity.state_changed_at || undefined,
      created_at: identity.created_at || undefined,
    }),
    updated_at: identity.updated_at,
  }
}

function verifiableOf({ id, via, value, verified, status }: VerifiableAddress): VerifiableAddress {
  return { id, via, value, verified, status }
}

function recoveryOf({ id, via, value }: RecoveryAddress): RecoveryAddress {
  return { id, via, value }
}

/** The free JSON of an identity, cut where idctl cannot keep it. */
function freeJsonOf({
  traits,
  metadata_public = null,
  metadata_admin = null,
}: IdentityShape): Pick<LiveIdentity, 'traits' | 'metadata_public' | 'metadata_admin' | 'unreadable'> {
  const held = {
    traits: traitsObject(cutDeep(traits)),
    metadata_public: cutDeep(metadata_public),
    metadata_admin: cutDeep(metadata_admin),
  }
  const given = { traits, metadata_public, metadata_admin }
  const name = (['traits', 'metadata_public', 'metadata_admin'] as const).find((part) => held[part] !== given[part])
  if (name === undefined) return held
  const isNoObject = name === 'traits' && !isJsonObject(traits)
  const unreadable: LiveFault = { code: isNoObject ? 'no-object' : 'too-deep', at: `/${name}` }
  return { ...held, unreadable }
}

/** All rows of a list answer, or what is wrong with the first bad one. `text` is what `value` was parsed from. */
export function decodeIdentities(value: unknown, text: string): Decoded<LiveIdentity[]> {
  if (!Array.isArray(value)) return { ok: false, problem: 'is not a list of identities' }
  const identities: LiveIdentity[] = []
  for (const [index, row] of value.entries()) {
    const decoded = decodeIdentity(row)
    if (!decoded.ok) return { ok: false, problem: `has a bad row ${index + 1}${idOf(row)}: ${decoded.problem}` }
    identities.push(decoded.value)
  }
  // Most people have no number, and to look for digits in the text would take a tenth of all that a plan does.
  if (!identities.some(mayHoldNumber)) return { ok: true, value: identities }
  const inexact = inexactRows(text)
  return { ok: true, value: identities.map((live, row) => (inexact.has(row) ? { ...live, inexact: true } : live)) }
}

/** `v` of the mark does not count: each write replaces it. */
function mayHoldNumber({ traits, metadata_public, metadata_admin, unreadable }: LiveIdentity): boolean {
  // What was cut off may hold one.
  if (unreadable !== undefined || holdsNumber(traits) || holdsNumber(metadata_public)) return true
  if (!isJsonObject(metadata_admin)) return holdsNumber(metadata_admin)
  for (const name in metadata_admin) {
    const value = metadata_admin[name] as Json
    if (name === markMember && isJsonObject(value) ? holdsNumberBeside(value, 'v') : holdsNumber(value)) return true
  }
  return false
}

function holdsNumberBeside(object: JsonObject, member: string): boolean {
  for (const name in object) if (name !== member && holdsNumber(object[name] as Json)) return true
  return false
}

/** Checks only that an answer is a list. */
export function decodeList(value: unknown): Decoded<readonly unknown[]> {
  return Array.isArray(value) ? { ok: true, value } : { ok: false, problem: 'is not a list of identities' }
}

const passwordShape = z.object({
  credentials: z.object({
    password: z
      .object({
        config: z
          .object({ hashed_password: z.string().optional(), use_password_migration_hook: z.boolean().optional() })
          .optional(),
      })
      .optional(),
  }),
})

/** Whether an answer with password configuration has a password (API reference §4.4). */
export function decodeHasPassword(value: unknown): Decoded<boolean> {
  const parsed = passwordShape.safeParse(value)
  if (!parsed.success) return { ok: false, problem: `is not an identity: ${describeProblem(parsed.error)}` }
  const { hashed_password, use_password_migration_hook } = parsed.data.credentials.password?.config ?? {}
  return { ok: true, value: (hashed_password ?? '') !== '' || use_password_migration_hook === true }
}

const schemaPageShape = z.array(z.object({ id: z.string().min(1), schema: jsonObject }))

/** One page of identity schemas (API reference §12). */
export function decodeSchemas(value: unknown): Decoded<{ id: string; schema: JsonObject }[]> {
  const parsed = schemaPageShape.safeParse(value)
  return parsed.success
    ? { ok: true, value: parsed.data }
    : { ok: false, problem: `is not a list of identity schemas: ${describeProblem(parsed.error)}` }
}

const versionShape = z.object({ version: z.string() })

/** The answer of `/version` (API reference §13). */
export function decodeVersion(value: unknown): Decoded<string> {
  const parsed = versionShape.safeParse(value)
  return parsed.success ? { ok: true, value: parsed.data.version } : { ok: false, problem: 'has no version' }
}

const batchShape = z.object({
  identities: z.array(
    z.discriminatedUnion('action', [
      z.object({ action: z.literal('create'), patch_id: z.string(), identity: uuid }),
      z.object({
        action: z.literal('error'),
        patch_id: z.string(),
        error: z.object({ code: z.number(), message: z.string(), reason: z.string().optional() }),
      }),
    ]),
  ),
})

export type BatchAnswerItem = z.infer<typeof batchShape>['identities'][number]

/** The answer to a batch whose items all had a `patch_id` and something to create (API reference §8). */
export function decodeBatch(value: unknown): Decoded<BatchAnswerItem[]> {
  const parsed = batchShape.safeParse(value)
  return parsed.success
    ? { ok: true, value: parsed.data.identities }
    : { ok: false, problem: `is not a batch answer: ${describeProblem(parsed.error)}` }
}

function identifiersByType(
  credentials: Readonly<Record<string, { identifiers?: string[] | null | undefined }>>,
): Record<string, readonly string[]> {
  const byType: Record<string, readonly string[]> = {}
  for (const type in credentials) byType[type] = credentials[type]?.identifiers ?? []
  return byType
}

function idOf(row: unknown): string {
  const id = isJsonObject(row) ? row['id'] : undefined
  return uuid.safeParse(id).success ? ` (id ${id})` : ''
}

function describeProblem(error: z.ZodError): string {
  const issue = error.issues[0]
  if (issue === undefined) return 'unknown problem'
  const place = issue.path.length === 0 ? 'it' : issue.path.map(String).join('.')
  if (issue.code === 'custom' || issue.code === 'invalid_format') return `${place} ${issue.message}`
  if (issue.code === 'invalid_type') return `${place} is not of type ${issue.expected}`
  if (issue.code === 'invalid_value') return `${place} is none of ${issue.values.map(String).join(', ')}`
  return `${place} is not as the API promises`
}
