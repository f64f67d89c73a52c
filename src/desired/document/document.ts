import * as z from 'zod'
import { isCalendarDay, isLastDay } from '../../model/calendar-day.ts'
import { didYouMean, meantBoolean } from '../../model/did-you-mean.ts'
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts'
import { nameOfUnseen, strayIndent } from '../../model/unseen.ts'
import { checkShape, judgeOf, type ShapeOptions } from '../../source/check-shape.ts'
import type { Located, LocatedMap } from '../../source/located.ts'
import type { Judge } from '../../source/misspelt.ts'
import type { Reporter } from '../../source/report.ts'
import { writtenInvitation } from '../../source/written-invitation.ts'
import { spacesRemedy } from './spaces.ts'

/** How problems of documents are reported. */
export const documentRules = {
  codes: { unknownKey: 'IDC212', invalid: 'IDC213' },
} as const satisfies Partial<ShapeOptions>

const ownershipModes = ['enforce', 'seed', 'merge', 'observe', 'ignore'] as const

const text = z.string().min(1)
/** A name is printed in every output and kept in the mark. */
const name = text.max(255).refine((value) => !/\p{Cc}/u.test(value), 'must not contain control characters')
const object = z.custom<JsonObject>(isJsonObject, 'must be a map')
const objectOrNull = z.custom<JsonObject | null>(
  (value) => value === null || isJsonObject(value),
  'must be a map or null',
)

const recoveryAddress = z.strictObject({ via: z.enum(['email', 'sms']), value: text })

// `via` is required: Kratos drops an address without it and answers 201 (API reference §16, trap 27).
const verifiableAddress = recoveryAddress.extend({
  verified: z.boolean().exactOptional(),
  status: z.enum(['pending', 'sent', 'completed']).exactOptional(),
  verified_at: z.iso.datetime({ offset: true }).exactOptional(),
})

const notDay = 'must be a day that exists, like 2027-01-31'

/** YAML 1.2 has no dates: a day is a text, quoted or not. */
const day = z
  .string()
  .refine(isCalendarDay, { error: notDay, abort: true })
  .refine(isLastDay, 'must not be before the year 2000')

const ownSchema = z.strictObject({
  key: name.exactOptional(),
  previously: z.array(name).exactOptional(),
  protect: z.boolean().exactOptional(),
  expires: day.nullable().exactOptional(),
  credentials_version: z.int().min(1).exactOptional(),
  keep_verified: z.boolean().exactOptional(),
  on_create: writtenInvitation.exactOptional(),
  ownership: z.record(z.string(), z.enum(ownershipModes)).exactOptional(),
})

/** A whole document, except what is below traits and metadata (the identity schema checks those) and below `credentials`. */
export const documentSchema = z.strictObject({
  schema_id: text.exactOptional(),
  // Kratos treats "" as no external_id, and PostgreSQL has room for 64 characters (API reference §4.1).
  external_id: text
    .refine((value) => Array.from(value).length <= 64, 'must have at most 64 characters')
    .refine((value) => !/\p{Cc}/u.test(value), 'must not contain control characters')
    .nullable()
    .exactOptional(),
  state: z.enum(['active', 'inactive']).exactOptional(),
  traits: object.exactOptional(),
  // A bare number at the root makes the identity unreadable on SQLite (trap 46).
  metadata_public: objectOrNull.exactOptional(),
  metadata_admin: objectOrNull.exactOptional(),
  organization_id: z.guid().nullable().exactOptional(),
  verifiable_addresses: z.array(verifiableAddress).exactOptional(),
  recovery_addresses: z.array(recoveryAddress).exactOptional(),
  credentials: object.exactOptional(),
  idctl: ownSchema.exactOptional(),
})

const judge = judgeOf(documentSchema)

/** Judges values of a file of documents by their path: one document, or a list of them. */
export const judgeDocuments: Judge = (path, value, root) => {
  return judge(typeof path[0] === 'number' ? path.slice(1) : path, value, root)
}

export type DocumentShape = z.infer<typeof documentSchema>

/** Of the trees in a document, which are read node by node, it says only that they are there. */
export type DocumentEnvelope = Omit<DocumentShape, TreeKey> & { readonly [Key in TreeKey]?: unknown }

type TreeKey = 'traits' | 'metadata_public' | 'metadata_admin' | 'credentials'

/**
 * What `documentSchema` makes of a document that has only the usual, in a hundredth of the time; `undefined`: the
 * schema must say. A law compares the two.
 */
export function acceptAtOnce(node: Located): DocumentEnvelope | undefined {
  if (node.kind !== 'map') return undefined
  const accepted: Record<string, unknown> = {}
  for (const [key, { value }] of node.members) {
    const part = value.kind === 'scalar' ? usualValue(key, value.value) : usualTree(key, value)
    if (part === undefined) return undefined
    accepted[key] = part
  }
  return accepted
}

function usualValue(key: string, value: unknown): unknown {
  const isUsual = typeof value === 'string' && usualTexts.get(key)?.test(value)
  return isUsual ? value : undefined
}

const usualTexts: ReadonlyMap<string, RegExp> = new Map([
  ['schema_id', /^[ -~]+$/],
  ['external_id', /^[ -~]{1,64}$/],
  ['state', /^(?:active|inactive)$/],
])

function usualTree(key: string, node: Located): unknown {
  if (node.kind !== 'map') return undefined
  if (key === 'idctl') return usualSettings(node)
  return trees.has(key) ? aTree : undefined
}

const trees: ReadonlySet<string> = new Set<TreeKey>(['traits', 'metadata_public', 'metadata_admin', 'credentials'])
const aTree = {}

function usualSettings({ members }: LocatedMap): DocumentShape['idctl'] {
  const settings: { key?: string; protect?: boolean } = {}
  for (const [name, { value: node }] of members) {
    const value = node.kind === 'scalar' ? node.value : undefined
    if (name === 'key' && typeof value === 'string' && /^[ -~]{1,255}$/.test(value)) settings.key = value
    else if (name === 'protect' && typeof value === 'boolean') settings.protect = value
    else return undefined
  }
  return settings
}

/** Keys at the top of a document. */
export const documentKeys: readonly string[] = Object.keys(documentSchema.shape)

/** Keys below `idctl`. */
export const ownKeys: ReadonlySet<string> = new Set(Object.keys(ownSchema.shape))

/** Keys of Kratos' answers that no request may have. */
export const serverFields: ReadonlySet<string> = new Set([
  'id',
  'schema_url',
  'state_changed_at',
  'created_at',
  'updated_at',
])

/**
 * Checks a document (defaults merged, references replaced) against Kratos' create body plus `idctl`. Unknown keys are
 * errors; every problem is reported at its node. `undefined` if the document cannot be used further.
 */
export function checkDocument(node: Located, report: Reporter): DocumentEnvelope | undefined {
  return acceptAtOnce(node) ?? checkShape(documentSchema, node, { ...documentRules, report, explainKey, explainValue })
}

function explainKey(key: string, path: readonly PropertyKey[]): string | undefined {
  if (serverFields.has(key) && path[0] !== 'idctl') return 'the server sets it: leave it out'
  if (path.length > 0) return undefined
  if (key === 'region') return 'no released Kratos can import it'
  if (ownKeys.has(key)) return `it belongs below idctl: idctl: { ${key}: … }`
  const hint = placeOfCredential(key) ?? otherWords.get(key.toLowerCase())
  return hint ?? (didYouMean(key, documentKeys) === undefined ? perhapsTrait : undefined)
}

/** Words of other systems for keys of a document. */
const otherWords: ReadonlyMap<string, string> = new Map([
  ...['enabled', 'active', 'disabled', 'inactive', 'blocked', 'locked', 'suspended'].map(
    (word) => [word, 'write state: active or state: inactive'] as const,
  ),
  ['metadata', 'did you mean metadata_public, which the person can read, or metadata_admin?'],
  ['addresses', 'did you mean verifiable_addresses or recovery_addresses?'],
  ['attributes', 'did you mean traits?'],
  ['properties', 'did you mean traits?'],
  ['profile', 'did you mean traits?'],
])

/** For an unknown key that may be a trait; once the schema is known, another error says whether it is. */
const perhapsTrait = `traits belong below traits:; the keys known here are ${documentKeys.join(', ')}`

/** A hint where a credential key belongs that is misplaced; `undefined` for other keys. */
export function placeOfCredential(key: string): string | undefined {
  const credentials = credentialExamples.get(key)
  return credentials && `it belongs below credentials: credentials: { ${credentials} }`
}

const credentialExamples: ReadonlyMap<string, string> = new Map([
  ['password', 'password: { config: { password: … } }'],
  ['hashed_password', 'password: { config: { hashed_password: … } }'],
  ['use_password_migration_hook', 'password: { config: { use_password_migration_hook: true } }'],
  ['oidc', 'oidc: { config: { providers: [{ provider: …, subject: … }] } }'],
  ['saml', 'saml: { config: { providers: [{ provider: …, subject: … }] } }'],
  ['totp', 'totp: { config: { totp_url: … } }'],
  ['lookup_secret', 'lookup_secret: { config: { codes: [{ code: … }] } }'],
  ['webauthn', 'webauthn: { config: { … } }'],
  ['passkey', 'passkey: { config: { … } }'],
])

/** An example of how credentials of a type are written. */
export function exampleOf(type: string): string {
  return credentialExamples.get(type) ?? `${type}: { config: { … } }`
}

const maps: ReadonlySet<PropertyKey> = new Set(['traits', 'metadata_public', 'metadata_admin', 'credentials', 'idctl'])

function explainValue(value: Located, path: readonly PropertyKey[]): string | undefined {
  const [key, ...below] = path
  const remedy = value.kind === 'scalar' ? spacesRemedy(value.unseen?.spaces) : undefined
  if (remedy !== undefined) return remedy
  if (key === undefined || below.length > 0) return undefined
  if (key === 'state') return meantState(value)
  if (!maps.has(key)) return undefined
  const hint = value.kind === 'scalar' ? (missingSpace(value.value) ?? missingColon(value.value)) : undefined
  return hint ?? (key === 'traits' ? 'write the traits below it, indented' : undefined)
}

/** A hint for a text where a map or a list should be, if it looks like one. */
export function missingSpace(value: Json): string | undefined {
  if (typeof value !== 'string') return undefined
  const stray = strayIndent(value.slice(0, longestLook))
  if (stray !== undefined) {
    return `after the ${value.startsWith('-') ? 'dash' : 'colon'}, write a plain space instead of ${nameOfUnseen(stray.character)}`
  }
  return /^[^\s:/]{1,1000}:[^\s/]/.test(value) ? 'put a space after the colon' : undefined
}

/** A hint for a text where a map should be, if it looks like a line of one: `email ada@example.com`. */
export function missingColon(value: Json): string | undefined {
  return typeof value === 'string' && /^[\w-]{1,100} \S/.test(value)
    ? 'is a colon missing after the first word of this text?'
    : undefined
}

/** In characters. */
const longestLook = 4096

function meantState(value: Located): string | undefined {
  if (value.kind !== 'scalar' || value.fromReference) return undefined
  const isActive =
    typeof value.value === 'string'
      ? (meantBoolean(value.value) ?? stateWords.get(value.value.trim().toLowerCase()))
      : states.get(value.value)
  return isActive === undefined ? undefined : `did you mean ${isActive ? 'active' : 'inactive'}?`
}

/** Whether an account with this state of another system can be used. */
const stateWords: ReadonlyMap<string, boolean> = new Map([
  ...['active', 'enabled', 'enable', 'activated', 'unblocked', 'unlocked', 'live', 'confirmed', 'allowed'].map(
    (word) => [word, true] as const,
  ),
  ...[
    ...['inactive', 'disabled', 'disable', 'deactivated', 'suspended', 'blocked', 'locked', 'banned', 'archived'],
    ...['deprovisioned', 'offboarded', 'deleted', 'removed', 'terminated', 'left', 'paused'],
  ].map((word) => [word, false] as const),
])

const states: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [true, true],
  [1, true],
  [false, false],
  [0, false],
])
