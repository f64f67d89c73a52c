import { findAddress, isStoredAs, normaliseAddress } from '../identity-schema/address.ts'
import type { AddressSource, IdentitySchema } from '../identity-schema/identity-schema.ts'
import { addressOfLeaf, verifiedLeaf } from '../model/address-leaf.ts'
import type { LiveIdentity, VerifiableAddress } from '../model/identity.ts'
import type { PatchOperation } from '../model/json.ts'
import { present } from '../model/present.ts'
import { derivesAnew } from './derives-anew.ts'
import type { Edit } from './edit.ts'

/** The schema of an identity as it is live, and of what it is to become. */
export interface SchemaPair {
  readonly live: IdentitySchema | undefined
  readonly target: IdentitySchema | undefined
}

/** A verified address that a change loses (API reference §6.4), with the new one that the same trait yields. */
export interface LostAddress {
  readonly address: VerifiableAddress
  readonly successor?: AddressSource
}

/** What becomes of verified addresses when traits change: those that no trait yields any more are lost. */
export function lostVerifiedAddresses(live: LiveIdentity, target: LiveIdentity, schemas: SchemaPair): LostAddress[] {
  if (schemas.target === undefined || !derivesAnew(live, target)) return []
  const after = schemas.target.addressSources(target.traits)
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
 * What `keep_verified` adds to the leaves of a change: the new address in the place of a verified one is verified in the
 * same write. Made anew from each read, so that an address counts as it stands then; what the document declares of an
 * address goes first.
 */
export function keptEdits(
  live: LiveIdentity,
  target: LiveIdentity,
  schemas: SchemaPair,
  edits: readonly Edit[],
): Edit[] {
  const declared = new Set(edits.map(({ path }) => path))
  const paths = lostVerifiedAddresses(live, target, schemas).flatMap(({ successor }) => {
    return successor === undefined
      ? []
      : [verifiedLeaf(normaliseAddress({ via: successor.via, value: successor.value }))]
  })
  return [...new Set(paths)].filter((path) => !declared.has(path)).map((path) => ({ path, after: true }))
}

/**
 * The operations that set or take the verified state. Kratos adjusts neither `status` nor anything else by itself (API
 * reference §7.5), and a new address comes verified when it is added beside its trait, spelled like it. The index is that of
 * the read just before (trap 32): the answer is verified afterwards.
 */
export function verifiedOperations(
  live: LiveIdentity,
  target: LiveIdentity,
  edits: readonly Edit[],
  schema: IdentitySchema | undefined,
): PatchOperation[] {
  const wanted = edits.flatMap(({ path, after }) => {
    const address = addressOfLeaf(path)
    return address === undefined || typeof after !== 'boolean' ? [] : [{ address, verified: after }]
  })
  if (wanted.length === 0) return []
  const yielded = schema?.derive(target.traits).verifiable ?? []
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
