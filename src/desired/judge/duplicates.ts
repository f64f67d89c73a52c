import { normaliseIdentifier, normalisePhone } from '../../identity-schema/normalise.ts'
import {
  type Claim,
  type ClaimKind,
  type ClaimParts,
  claimParts,
  claimsOf,
  formerKeyClaim,
  keyClaim,
} from '../../model/claims.ts'
import type { LinkedCredentialType } from '../../model/credential-types.ts'
import type { Diagnostic, DiagnosticCode, SourceLocation } from '../../model/diagnostic.ts'
import type { DesiredIdentity } from '../../model/identity.ts'
import { wantedLinks } from '../../model/links.ts'
import { placeOf, placeOfValue, placeText } from './place.ts'

const claimNames: Readonly<Record<ClaimKind, string>> = {
  identifier: 'login identifier',
  link: 'link',
  verifiable: 'address to verify',
  recovery: 'recovery address',
  external_id: 'external_id',
  key: 'key',
  previously: 'entry in idctl.previously',
}

/**
 * Reports values that two documents claim: a key, a login identifier of one credential type, an address, an external_id
 * (API reference §4.6), or a former key. One error for each pair of documents, at the later one; it does not name the
 * value.
 */
export function findDuplicates(identities: readonly DesiredIdentity[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = []
  const holders = new Map<Claim, DesiredIdentity>()
  for (const identity of sharingValues(identities)) {
    const seen = new Set([identity])
    for (const claim of claimsOfDocument(identity)) {
      const holder = holders.get(claim)
      if (holder === undefined) holders.set(claim, identity)
      else if (!seen.has(holder)) {
        seen.add(holder)
        diagnostics.push(duplicate(claimParts(claim), identity, holder))
      }
    }
  }
  return [...diagnostics, ...findTakenFormerKeys(identities)]
}

/**
 * The identities that have a value of a claim in common with another one, in order. All others have no duplicate, and
 * to find them takes much less than their claims, each of which is a text of its own.
 */
function sharingValues(identities: readonly DesiredIdentity[]): readonly DesiredIdentity[] {
  const holders = new Map<string, DesiredIdentity>()
  const sharing = new Set<DesiredIdentity>()
  for (const identity of identities) {
    const look = (value: string) => {
      const holder = holders.get(value)
      if (holder === undefined) holders.set(value, identity)
      else if (holder !== identity) sharing.add(holder).add(identity)
    }
    const { derived, key, previously, credentials } = identity
    for (const { value } of derived.identifiers) look(value)
    for (const { value } of derived.verifiable) look(value)
    for (const { value } of derived.recovery) look(value)
    if (credentials !== undefined) for (const links of Object.values(wantedLinks(credentials))) links.forEach(look)
    look(externalIdOf(identity) ?? key)
    look(key)
    previously.forEach(look)
  }
  return sharing.size === 0 ? [] : identities.filter((identity) => sharing.has(identity))
}

function externalIdOf({ fields }: DesiredIdentity): string | undefined {
  const externalId = fields['/external_id']?.value
  return typeof externalId === 'string' && externalId !== '' ? externalId : undefined
}

/** What only one document may claim. Identifiers first: of several claims that two documents share, only the first is reported. */
export function claimsOfDocument(identity: DesiredIdentity): Claim[] {
  const { derived, key, previously, credentials } = identity
  return [
    ...claimsOf(derived, externalIdOf(identity), wantedLinks(credentials)),
    keyClaim(key),
    ...previously.map(formerKeyClaim),
  ]
}

function duplicate(claim: ClaimParts, identity: DesiredIdentity, holder: DesiredIdentity): Diagnostic {
  const there = placeOfClaim(claim, holder)
  const scope = claim.kind === 'identifier' || claim.kind === 'link' ? ` (${claim.scope})` : ''
  return {
    severity: 'error',
    code: codeOf(claim.kind),
    summary: `the document at ${placeText(there)} has the same ${claimNames[claim.kind]}${scope}`,
    hint: hintOf(claim.kind, identity),
    at: placeOfClaim(claim, identity),
    related: [there],
  }
}

function placeOfClaim({ kind, scope, value }: ClaimParts, identity: DesiredIdentity): SourceLocation {
  switch (kind) {
    case 'link':
      return placeOfLink(scope as LinkedCredentialType, value, identity)
    case 'key':
      return placeOfKey(identity)
    case 'previously':
      return placeOfFormerKey(value, identity)
    case 'external_id':
      return placeOf(identity, '/external_id')
    default:
      return placeOfValue(identity, value)
  }
}

function placeOfLink(type: LinkedCredentialType, link: string, identity: DesiredIdentity): SourceLocation {
  const providers = identity.credentials?.[type]?.providers ?? []
  const index = providers.findIndex(({ provider, subject }) => `${provider}:${subject}` === link)
  return identity.linkPlaces?.[type]?.[index] ?? identity.credentialPlaces?.[type] ?? identity.origin
}

function placeOfKey(identity: DesiredIdentity): SourceLocation {
  if (identity.keyFrom === 'idctl.key') return identity.namePlaces?.key ?? identity.origin
  return identity.keyFrom === 'external_id' ? placeOf(identity, '/external_id') : placeOfValue(identity, identity.key)
}

function placeOfFormerKey(former: string, identity: DesiredIdentity): SourceLocation {
  return identity.namePlaces?.previously[identity.previously.indexOf(former)] ?? identity.origin
}

function codeOf(kind: ClaimKind): DiagnosticCode {
  if (kind === 'key') return 'IDC405'
  return kind === 'previously' ? 'IDC407' : 'IDC406'
}

function hintOf(kind: ClaimKind, { keyFrom }: DesiredIdentity): string {
  if (kind === 'previously') return 'one identity cannot become two: keep the entry in one of them'
  if (kind !== 'key') return 'it must be unique in Kratos: keep it in one of them'
  return keyFrom === 'idctl.key' ? 'change one idctl.key' : 'give one of them its own idctl.key'
}

/**
 * Reports a former key that is now the key or a login identifier of another document: it is unclear which of them is
 * the account. If the other document has `previously` as well, the two have exchanged names, or handed them on.
 */
function findTakenFormerKeys(identities: readonly DesiredIdentity[]): Diagnostic[] {
  if (identities.every(({ previously }) => previously.length === 0)) return []
  const names = new Map<string, DesiredIdentity>()
  for (const identity of identities) {
    for (const name of [identity.key, ...identity.derived.identifiers.map(({ value }) => value)]) {
      if (!names.has(name)) names.set(name, identity)
    }
  }
  return identities.flatMap((identity) =>
    identity.previously.flatMap((former) => {
      const spellings = [former, normaliseIdentifier(former), normalisePhone(former) ?? former]
      const taken = spellings
        .map((name) => names.get(name))
        .find((other) => other !== undefined && other !== identity && other.previously.length === 0)
      return taken === undefined ? [] : [takenFormerKey(identity, former, taken)]
    }),
  )
}

function takenFormerKey(identity: DesiredIdentity, former: string, taken: DesiredIdentity): Diagnostic {
  return {
    severity: 'error',
    code: 'IDC407',
    summary: `idctl.previously names the key or a login identifier of the document at ${placeText(taken.origin)}`,
    hint: 'a former key must not be in use: remove the entry, or first change the other document and apply',
    at: placeOfFormerKey(former, identity),
    related: [taken.origin],
  }
}
