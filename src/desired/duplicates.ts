import { normaliseIdentifier, normalisePhone } from '../identity-schema/normalise.ts'
import type { Diagnostic, DiagnosticCode, SourceLocation } from '../model/diagnostic.ts'
import type { DesiredIdentity } from '../model/identity.ts'
import { placeOf, placeOfValue, placeText } from './place.ts'

/** Something that only one document may have, as a text that equal claims share. */
interface Claim {
  readonly token: string
  readonly words: string
  readonly code: DiagnosticCode
  readonly hint: string
  readonly place: () => SourceLocation
}

/**
 * What two documents claim at once: a key, a login identifier of one credential type, an address, an external_id (API
 * reference §4.6), or a former key. One error for each pair of documents, at the later one; values are not named.
 */
export function findDuplicates(identities: readonly DesiredIdentity[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = []
  const holders = new Map<string, { identity: DesiredIdentity; claim: Claim }>()
  for (const identity of identities) {
    const seen = new Set<DesiredIdentity>()
    for (const claim of claimsOf(identity)) {
      const holder = holders.get(claim.token)
      if (holder === undefined) holders.set(claim.token, { identity, claim })
      else if (holder.identity !== identity && !seen.has(holder.identity)) {
        seen.add(holder.identity)
        diagnostics.push(duplicate(claim, holder.claim))
      }
    }
  }
  return [...diagnostics, ...findTakenFormerKeys(identities)]
}

function duplicate(claim: Claim, other: Claim): Diagnostic {
  const [at, there] = [claim.place(), other.place()]
  return {
    severity: 'error',
    code: claim.code,
    summary: `the document at ${placeText(there)} has the same ${claim.words}`,
    hint: claim.hint,
    at,
    related: [there],
  }
}

/** Identifiers first: of several claims that two documents share, the first is told. */
function claimsOf(identity: DesiredIdentity): Claim[] {
  const { derived, key, keyFrom, fields, previously } = identity
  const externalId = fields['/external_id']?.value
  const valued = (kind: string, value: string, words: string): Claim => ({
    token: `${kind}\0${value}`,
    words,
    code: 'IDC406',
    hint: 'Kratos keeps it unique: let one of them have it',
    place: () => placeOfValue(identity, value),
  })
  const claims = [
    ...derived.identifiers.map(({ type, value }) => valued(type, value, `login identifier (${type})`)),
    ...derived.verifiable.map(({ via, value }) => valued(`verifiable ${via}`, value, 'address to verify')),
    ...derived.recovery.map(({ via, value }) => valued(`recovery ${via}`, value, 'recovery address')),
  ]
  if (typeof externalId === 'string' && externalId !== '') {
    claims.push({ ...valued('external_id', externalId, 'external_id'), place: () => placeOf(identity, '/external_id') })
  }
  const place = () => identity.origin
  const keyHint = keyFrom === 'idctl.key' ? 'change one idctl.key' : 'give one of them an idctl.key of its own'
  claims.push({ token: `key\0${key}`, words: 'key', code: 'IDC405', hint: keyHint, place })
  for (const former of new Set(previously)) {
    const hint = 'one identity cannot become two: let one of them have the line'
    claims.push({ token: `previously\0${former}`, words: 'entry in idctl.previously', code: 'IDC407', hint, place })
  }
  return claims
}

/** A former key that another document has as its key or login identifier now: which of them is the account? */
function findTakenFormerKeys(identities: readonly DesiredIdentity[]): Diagnostic[] {
  const names = new Map<string, DesiredIdentity>()
  for (const identity of identities) {
    for (const name of [identity.key, ...identity.derived.identifiers.map(({ value }) => value)]) {
      if (!names.has(name)) names.set(name, identity)
    }
  }
  return identities.flatMap((identity) =>
    identity.previously.flatMap((former) => {
      const spellings = [former, normaliseIdentifier(former), normalisePhone(former) ?? former]
      const taken = spellings.map((name) => names.get(name)).find((other) => other !== undefined && other !== identity)
      return taken === undefined ? [] : [takenFormerKey(identity, taken)]
    }),
  )
}

function takenFormerKey(identity: DesiredIdentity, taken: DesiredIdentity): Diagnostic {
  return {
    severity: 'error',
    code: 'IDC407',
    summary: `idctl.previously names the key or a login identifier of the document at ${placeText(taken.origin)}`,
    hint: 'a former key must be free: take the entry out, or change the other document first and apply',
    at: identity.origin,
    related: [taken.origin],
  }
}
