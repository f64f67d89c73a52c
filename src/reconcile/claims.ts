import type { DerivedData, LiveIdentity } from '../model/identity.ts'

/** One value that Kratos keeps unique, as a text that equal values share: kind, then value (API reference §4.6). */
export type Claim = string

const separator = '\u0000'

/** Everything unique that an identity with these derived data and this external_id would hold. */
export function claimsOf(derived: DerivedData, externalId: string | undefined): Claim[] {
  return [
    ...derived.identifiers.map(({ type, value }) => claim(type, value)),
    ...derived.verifiable.map(({ via, value }) => claim(`verifiable ${via}`, value)),
    ...derived.recovery.map(({ via, value }) => claim(`recovery ${via}`, value)),
    ...(externalId === undefined ? [] : [claim('external_id', externalId)]),
  ]
}

/** Everything unique that a live identity holds: from what Kratos stores, not from its traits (product §5.6). */
export function claimsHeldBy(live: LiveIdentity): Claim[] {
  const identifiers = ['password', 'webauthn', 'code'].flatMap((type) =>
    (live.credentials?.[type] ?? []).map((value) => claim(type, value)),
  )
  return [
    ...identifiers,
    ...live.verifiable_addresses.map(({ via, value }) => claim(`verifiable ${via}`, value)),
    ...live.recovery_addresses.map(({ via, value }) => claim(`recovery ${via}`, value)),
    ...(live.external_id === undefined ? [] : [claim('external_id', live.external_id)]),
  ]
}

/** For messages: what kind of value a claim is about. */
export function claimWords(text: Claim): string {
  const kind = text.slice(0, text.indexOf(separator))
  if (kind === 'external_id') return 'external_id'
  return kind.includes(' ') ? `${kind.split(' ')[0]} address` : 'login identifier'
}

export function claimValue(text: Claim): string {
  return text.slice(text.indexOf(separator) + 1)
}

function claim(kind: string, value: string): Claim {
  return `${kind}${separator}${value}`
}
