import { identifierTypes, type LinkedCredentialType, linkedCredentialTypes } from './credential-types.ts'
import type { CredentialIdentifier, DerivedData } from './derived.ts'
import type { IdentityKey, LiveIdentity } from './identity.ts'

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

/** The claims that an identity with these derived data, this external_id and these links would hold. */
export function claimsOf(derived: DerivedData, externalId: string | undefined, links: Links): Claim[] {
  return [
    ...derived.identifiers.map(identifierClaim),
    ...derived.verifiable.map(({ via, value }) => claim('verifiable', value, via)),
    ...derived.recovery.map(({ via, value }) => claim('recovery', value, via)),
    ...linkClaims(links),
    ...(externalId === undefined ? [] : [claim('external_id', externalId)]),
  ]
}

/** The claims that a live identity holds, taken from what Kratos stores and not from its traits. */
export function claimsHeldBy(live: LiveIdentity): Claim[] {
  const identifiers = identifierTypes.flatMap((type) =>
    (live.credentials?.[type] ?? []).map((value) => identifierClaim({ type, value })),
  )
  return [
    ...identifiers,
    ...live.verifiable_addresses.map(({ via, value }) => claim('verifiable', value, via)),
    ...live.recovery_addresses.map(({ via, value }) => claim('recovery', value, via)),
    ...linkClaims(live.credentials ?? {}),
    ...(live.external_id === undefined ? [] : [claim('external_id', live.external_id)]),
  ]
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
  return claim('identifier', value, type)
}

/** Claim for the key in a mark. Kratos does not enforce it, but with two accounts of one key idctl could not match the document. */
export function keyClaim(key: IdentityKey): Claim {
  return claim('key', key)
}

/** Claim for an entry of `idctl.previously`. */
export function formerKeyClaim(key: string): Claim {
  return claim('previously', key)
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

function linkClaims(links: Links): Claim[] {
  return linkedCredentialTypes.flatMap((type) => (links[type] ?? []).map((link) => claim('link', link, type)))
}

function claim(kind: ClaimKind, value: string, scope = ''): Claim {
  return [kind, scope, value].join(separator)
}
