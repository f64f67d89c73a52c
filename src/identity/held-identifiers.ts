import type { IdentitySchema } from '../identity-schema/identity-schema.ts'
import { normaliseIdentifier, normalisePhone } from '../identity-schema/normalise.ts'
import { identifierTypes } from '../model/credential-types.ts'
import type { CredentialIdentifier } from '../model/derived.ts'
import type { LiveIdentity } from '../model/identity.ts'

/**
 * Why Kratos holds an identifier that the traits do not yield.
 * - `last`: the traits yield no identifier of this type any more, and Kratos then keeps the old ones (API reference §6.4).
 * - `torn`: an identifier that the traits do yield is missing. A write lost a race; the next write repairs it (API
 *   reference §6.7, b).
 * - `race`: all that the traits yield are there too. Simultaneous writes left it, and no later write removes it (API
 *   reference §6.7, a).
 */
export type Staleness = 'last' | 'torn' | 'race'

export interface StaleIdentifier extends CredentialIdentifier {
  readonly why: Staleness
}

/**
 * The login identifiers that Kratos holds and the traits do not yield. They reserve their values, and people can sign in with
 * them. In doubt an identifier is not stale: other spellings of a value, and identifiers that Kratos adds itself, do not count.
 */
export function staleIdentifiers(live: LiveIdentity, schema: IdentitySchema): readonly StaleIdentifier[] {
  const held = heldIdentifiers(live)
  if (held.length === 0) return []
  const yielded = schema.identifiers(live.traits)
  // The identifiers of the traits are unknown, so nothing can be called stale.
  if (yielded === undefined) return []
  const exact = new Set(yielded.map(textOf))
  const beyond = held.filter((identifier) => !exact.has(textOf(identifier)))
  if (beyond.length === 0) return []
  const wanted = identifierSet(yielded)
  const own = new Set(ownValues(live, schema))
  const stale = beyond.filter((identifier) => {
    const isOwn = identifier.value === live.id || (identifier.type === 'code' && own.has(comparable(identifier.value)))
    return !isOwn && !wanted.has(comparableText(identifier))
  })
  const there = identifierSet(held)
  return stale.map((identifier) => {
    const siblings = yielded.filter(({ type }) => type === identifier.type)
    const isTorn = siblings.some((sibling) => !there.has(comparableText(sibling)))
    return { ...identifier, why: siblings.length === 0 ? 'last' : isTorn ? 'torn' : 'race' }
  })
}

/**
 * Whether Kratos holds exactly the login identifiers that the traits yield. Simultaneous writes can leave others behind
 * permanently (API reference §6.7). `undefined` when `live` has no credentials, or the schema cannot tell.
 */
export function identifiersAgree(live: LiveIdentity, schema: IdentitySchema): boolean | undefined {
  if (live.credentials === undefined) return undefined
  const yielded = schema.identifiers(live.traits)
  return yielded && setsEqual(identifierSet(yielded), identifierSet(heldIdentifiers(live)))
}

/** Whether a write changes the login identifiers that the traits yield. */
export function identifiersChange(
  before: LiveIdentity,
  after: LiveIdentity,
  schemaBefore: IdentitySchema | undefined,
  schemaAfter: IdentitySchema | undefined,
): boolean {
  const left = identifierSet(schemaBefore?.identifiers(before.traits) ?? [])
  return !setsEqual(left, identifierSet(schemaAfter?.identifiers(after.traits) ?? []))
}

export function heldIdentifiers({ credentials }: LiveIdentity): CredentialIdentifier[] {
  return identifierTypes.flatMap((type) => (credentials?.[type] ?? []).map((value) => ({ type, value })))
}

/** The person's addresses: Kratos can make any of them a `code` identifier, even one that no trait marks as such. */
function ownValues(live: LiveIdentity, schema: IdentitySchema): string[] {
  const { verifiable, recovery } = schema.derive(live.traits)
  return [...verifiable, ...recovery].map(({ value }) => comparable(value))
}

function identifierSet(identifiers: readonly CredentialIdentifier[]): Set<string> {
  return new Set(identifiers.map(comparableText))
}

function setsEqual(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return left.size === right.size && [...left].every((text) => right.has(text))
}

function textOf({ type, value }: CredentialIdentifier): string {
  return `${type} ${value}`
}

function comparableText({ type, value }: CredentialIdentifier): string {
  return `${type} ${comparable(value)}`
}

/**
 * One form for all spellings of a value. Answers to writes keep the white space around it, reads do not (API reference §3.2).
 * Newer servers store phone numbers as E.164, and texts in NFKC (API reference §4.5).
 */
function comparable(value: string): string {
  return normalisePhone(value) ?? normaliseIdentifier(value.normalize('NFKC'))
}
