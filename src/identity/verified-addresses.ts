import { findAddress, isStoredAs, normaliseAddress } from '../identity-schema/address.ts'
import type { AddressSource, IdentitySchema } from '../identity-schema/identity-schema.ts'
import { addressOfLeaf, verifiedLeaf } from '../model/address-leaf.ts'
import type { LiveIdentity, VerifiableAddress } from '../model/identity.ts'
import type { PatchOperation } from '../model/json.ts'
import { present } from '../model/present.ts'
import { derivesAnew } from './derives-anew.ts'
import type { Edit } from './edit.ts'

/** The schema of the live identity, and that of the identity as it will be after the write. */
export interface SchemaPair {
  readonly live: IdentitySchema | undefined
  readonly intended: IdentitySchema | undefined
}

/** A verified address that a change loses (API reference §6.4), and the new address that the same trait yields instead. */
export interface LostAddress {
  readonly address: VerifiableAddress
  readonly successor?: AddressSource
}

/** The verified addresses that a change of traits loses, because no trait yields them any more. */
export function lostVerifiedAddresses(live: LiveIdentity, intended: LiveIdentity, schemas: SchemaPair): LostAddress[] {
  if (schemas.intended === undefined || !derivesAnew(live, intended)) return []
  const after = schemas.intended.addressSources(intended.traits)
  const isKept = (address: VerifiableAddress) => after.some((source) => isStoredAs(source, address))
  const lost = live.verifiable_addresses.filter((address) => address.verified && !isKept(address))
  if (lost.length === 0) return []
  const before = schemas.live?.addressSources(live.traits) ?? []
  const isNew = (source: AddressSource) => !live.verifiable_addresses.some((address) => isStoredAs(source, address))
  return lost.map((address) => {
    const traits = before.filter((source) => isStoredAs(source, address)).map(({ at }) => at)
    const successor = after.find((source) => source.via === address.via && traits.includes(source.at) && isNew(source))
    return { address, ...present({ successor }) }
  })
}

/**
 * The edits that `keep_verified` adds to a change: the same write verifies a new address that replaces a verified one.
 * Computed from each fresh read, so that the current verified state counts. Leaves that the document declares take precedence.
 */
export function keptEdits(
  live: LiveIdentity,
  intended: LiveIdentity,
  schemas: SchemaPair,
  edits: readonly Edit[],
): Edit[] {
  const declared = new Set(edits.map(({ path }) => path))
  const paths = lostVerifiedAddresses(live, intended, schemas).flatMap(({ successor }) => {
    return successor === undefined
      ? []
      : [verifiedLeaf(normaliseAddress({ via: successor.via, value: successor.value }))]
  })
  return [...new Set(paths)].filter((path) => !declared.has(path)).map((path) => ({ path, after: true }))
}

/**
 * The patch operations that set or clear `verified`. They also set `status`, which Kratos does not adjust (API reference
 * §7.5). A new address becomes verified when the same patch adds it, spelled like its trait. Indexes come from the read just
 * before (trap 32), so the caller checks the answer.
 */
export function verifiedOperations(
  live: LiveIdentity,
  intended: LiveIdentity,
  edits: readonly Edit[],
  schema: IdentitySchema | undefined,
): PatchOperation[] {
  const wanted = edits.flatMap(({ path, after }) => {
    const address = addressOfLeaf(path)
    return address === undefined || typeof after !== 'boolean' ? [] : [{ address, verified: after }]
  })
  if (wanted.length === 0) return []
  const yielded = schema?.derive(intended.traits).verifiable ?? []
  return wanted.flatMap(({ address, verified }): PatchOperation[] => {
    const { via, value } = findAddress(yielded, address) ?? address
    const status = verified ? 'completed' : 'pending'
    const index = live.verifiable_addresses.findIndex((stored) => isStoredAs({ via, value }, stored))
    if (index === -1) {
      const fresh = { via, value, verified, status }
      return verified ? [{ op: 'add', path: '/verifiable_addresses/-', value: fresh }] : []
    }
    if (live.verifiable_addresses[index]?.verified === verified) return []
    return [
      { op: 'replace', path: `/verifiable_addresses/${index}/verified`, value: verified },
      { op: 'replace', path: `/verifiable_addresses/${index}/status`, value: status },
    ]
  })
}
