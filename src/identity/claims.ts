import { identifierTypes, type LinkedCredentialType, linkedCredentialTypes } from '../model/credential-types.ts'
import type { CredentialIdentifier, DerivedData } from '../model/derived.ts'
import type { IdentityKey, LiveIdentity } from '../model/identity.ts'

/** One value that Kratos keeps unique, as kind, separator and value; equal claims conflict (API reference §4.6). */
export type Claim = string

const separator = '\u0000'

/** Links to accounts elsewhere as Kratos names them: `provider:subject`. */
export type Links = Readonly<Partial<Record<LinkedCredentialType, readonly string[]>>>

/** The claims that an identity with these derived data, this external_id and these links would hold. */
export function claimsOf(derived: DerivedData, externalId: string | undefined, links: Links): Claim[] {
  return [
    ...derived.identifiers.map(({ type, value }) => claim(type, value)),
    ...derived.verifiable.map(({ via, value }) => claim(`verifiable ${via}`, value)),
    ...derived.recovery.map(({ via, value }) => claim(`recovery ${via}`, value)),
    ...linkClaims(links),
    ...(externalId === undefined ? [] : [claim('external_id', externalId)]),
  ]
}

/** The claims that a live identity holds, taken from what Kratos stores and not from its traits. */
export function claimsHeldBy(live: LiveIdentity): Claim[] {
  const identifiers = identifierTypes.flatMap((type) =>
    (live.credentials?.[type] ?? []).map((value) => claim(type, value)),
  )
  return [
    ...identifiers,
    ...live.verifiable_addresses.map(({ via, value }) => claim(`verifiable ${via}`, value)),
    ...live.recovery_addresses.map(({ via, value }) => claim(`recovery ${via}`, value)),
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
  return claim(type, value)
}

/** Claim for the key in a mark. Kratos does not enforce it, but with two accounts of one key idctl could not match the document. */
export function keyClaim(key: IdentityKey): Claim {
  return claim('key', key)
}

export function isKeyClaim(text: Claim): boolean {
  return kindOf(text) === 'key'
}

/** Whether Kratos derives it from traits. */
export function isDerivedClaim(text: Claim): boolean {
  return !['key', 'external_id', ...linkedCredentialTypes].includes(kindOf(text))
}

/** For messages: what kind of value a claim is about. */
export function claimWords(text: Claim): string {
  const kind = kindOf(text)
  if (kind === 'key') return 'key'
  if (kind === 'external_id') return 'external_id'
  if (kind === 'oidc' || kind === 'saml') return `${kind} link`
  return kind.includes(' ') ? `${kind.split(' ')[0]} address` : 'login identifier'
}

function kindOf(text: Claim): string {
  return text.slice(0, text.indexOf(separator))
}

export function claimValue(text: Claim): string {
  return text.slice(text.indexOf(separator) + 1)
}

function linkClaims(links: Links): Claim[] {
  return linkedCredentialTypes.flatMap((type) => (links[type] ?? []).map((identifier) => claim(type, identifier)))
}

function claim(kind: string, value: string): Claim {
  return `${kind}${separator}${value}`
}
