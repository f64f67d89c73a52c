import {
  type IdentifierType,
  identifierTypes,
  type LinkedCredentialType,
  linkedCredentialTypes,
} from './credential-types.ts'
import type { CredentialIdentifier, DerivedData } from './derived.ts'
import type { DesiredIdentity, IdentityKey, LiveIdentity } from './identity.ts'
import { wantedLinks } from './links.ts'

export type ClaimKind = 'identifier' | 'link' | 'verifiable' | 'recovery' | 'external_id' | 'key' | 'previously'

/**
 * One value that only one person may have, as a text; equal claims conflict. Kratos enforces identifiers, links, addresses and
 * `external_id` (API reference §4.6), idctl keys and former keys. `claimParts` takes it apart.
 */
export type Claim = string

export interface ClaimParts {
  readonly kind: ClaimKind
  /** Credential type or channel, since each has its own values; `''` for the other kinds. */
  readonly scope: string
  readonly value: string
}

const separator = '\u0000'

/** Links to accounts elsewhere as Kratos names them: `provider:subject`. */
export type Links = Readonly<Partial<Record<LinkedCredentialType, readonly string[]>>>

/** The part of a claim before its value: within it, each value has one owner. */
export type ClaimSpace = string

/** Gets the claims of somebody, one after the other. Most are only looked up, and need no text of their own. */
export type ClaimVisitor = (space: ClaimSpace, value: string) => void

/** Some claims. Whoever goes through them gets texts that nobody keeps. */
export interface Claims extends Iterable<Claim> {
  includes(claim: Claim): boolean
}

type Claiming = Pick<DesiredIdentity, 'derived' | 'fields' | 'credentials'>

/** The claims of a document, made when they are asked for: a plan may create a million people. */
export class ClaimsOfDocument implements Claims {
  readonly document: DesiredIdentity

  constructor(document: DesiredIdentity) {
    this.document = document
  }

  includes(claim: Claim): boolean {
    return this.#made().includes(claim)
  }

  [Symbol.iterator](): Iterator<Claim> {
    return this.#made()[Symbol.iterator]()
  }

  #made(): Claim[] {
    return claimsThat((visit) => visitClaimsOfDocument(this.document, visit))
  }
}

/** What a document claims, but for its key. */
export function visitClaimsOfDocument({ derived, fields, credentials }: Claiming, visit: ClaimVisitor): void {
  const externalId = fields['/external_id']?.value
  visitClaimsOf(derived, typeof externalId === 'string' ? externalId : undefined, wantedLinks(credentials), visit)
}

/** The claims that an identity with these derived data, this external_id and these links would hold. */
export function claimsOf(derived: DerivedData, externalId: string | undefined, links: Links): Claim[] {
  return claimsThat((visit) => visitClaimsOf(derived, externalId, links, visit))
}

function visitClaimsOf(
  { identifiers, verifiable, recovery }: DerivedData,
  externalId: string | undefined,
  links: Links,
  visit: ClaimVisitor,
): void {
  for (const { type, value } of identifiers) visit(identifierSpaces[type], value)
  visitAddresses(verifiable, recovery, visit)
  visitLinks(links, visit)
  if (externalId !== undefined) visit(externalIdSpace, externalId)
}

/** The claims that a live identity holds, taken from what Kratos stores and not from its traits. */
export function claimsHeldBy(live: LiveIdentity): Claim[] {
  return claimsThat((visit) => visitClaimsHeldBy(live, visit))
}

export function visitClaimsHeldBy(live: LiveIdentity, visit: ClaimVisitor): void {
  const { credentials = {}, external_id } = live
  for (const type of identifierTypes) {
    for (const value of credentials[type] ?? []) visit(identifierSpaces[type], value)
  }
  visitAddresses(live.verifiable_addresses, live.recovery_addresses, visit)
  visitLinks(credentials, visit)
  if (external_id !== undefined) visit(externalIdSpace, external_id)
}

/** The claims that an identity will hold, and those of them that it does not hold yet (`takes`). */
export function claimsAfter(
  live: LiveIdentity,
  { derived, externalId, links }: { derived: DerivedData; externalId: string | undefined; links: Links },
): { readonly claims: readonly Claim[]; readonly takes: readonly Claim[] } {
  const claims = claimsOf(derived, externalId, links)
  const held = new Set(claimsHeldBy(live))
  return { claims, takes: claims.filter((claim) => !held.has(claim)) }
}

export function identifierClaim({ type, value }: CredentialIdentifier): Claim {
  return identifierSpaces[type] + value
}

/** Claim for the key in a mark. Kratos does not enforce it, but with two accounts of one key idctl could not match the document. */
export function keyClaim(key: IdentityKey): Claim {
  return keySpace + key
}

/** Claim for an entry of `idctl.previously`. */
export function formerKeyClaim(key: string): Claim {
  return spaceOfKind('previously') + key
}

export function isKeyClaim(text: Claim): boolean {
  return claimParts(text).kind === 'key'
}

/** Whether Kratos derives it from traits. */
export function isDerivedClaim(text: Claim): boolean {
  return ['identifier', 'verifiable', 'recovery'].includes(claimParts(text).kind)
}

/** For messages: what kind of value a claim is about. */
export function claimWords(text: Claim): string {
  const { kind, scope } = claimParts(text)
  if (kind === 'identifier') return 'login identifier'
  if (kind === 'link') return `${scope} link`
  return kind === 'verifiable' || kind === 'recovery' ? `${kind} address` : kind
}

export function claimValue(text: Claim): string {
  return claimParts(text).value
}

export function claimParts(text: Claim): ClaimParts {
  const [kind, scope] = text.split(separator, 2) as [ClaimKind, string]
  return { kind, scope, value: text.slice(kind.length + scope.length + 2 * separator.length) }
}

export function spaceOf(text: Claim): ClaimSpace {
  return text.slice(0, text.indexOf(separator, text.indexOf(separator) + 1) + 1)
}

function claimsThat(visitAll: (visit: ClaimVisitor) => void): Claim[] {
  const claims: Claim[] = []
  visitAll((space, value) => claims.push(space + value))
  return claims
}

type Addresses = readonly { readonly via: string; readonly value: string }[]

function visitAddresses(verifiable: Addresses, recovery: Addresses, visit: ClaimVisitor): void {
  for (const { via, value } of verifiable) visit(spaceOfKind('verifiable', via), value)
  for (const { via, value } of recovery) visit(spaceOfKind('recovery', via), value)
}

function visitLinks(links: Links, visit: ClaimVisitor): void {
  for (const type of linkedCredentialTypes) {
    for (const link of links[type] ?? []) visit(spaceOfKind('link', type), link)
  }
}

function spaceOfKind(kind: ClaimKind, scope = ''): ClaimSpace {
  return `${kind}${separator}${scope}${separator}`
}

const identifierSpaces: Readonly<Record<IdentifierType, ClaimSpace>> = {
  password: spaceOfKind('identifier', 'password'),
  webauthn: spaceOfKind('identifier', 'webauthn'),
  code: spaceOfKind('identifier', 'code'),
}
const externalIdSpace = spaceOfKind('external_id')
/** Of the keys in marks. */
export const keySpace = spaceOfKind('key')
