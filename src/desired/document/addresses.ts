import { addressToken, normaliseAddress } from '../../identity-schema/address.ts'
import { verifiedLeaf } from '../../model/address-leaf.ts'
import type { SourceLocation } from '../../model/diagnostic.ts'
import type { DeclaredAddress, LocatedAddress, ManagedField } from '../../model/identity.ts'
import type { JsonPointer } from '../../model/json.ts'
import { type LocatedMap, nearestNode } from '../../source/located.ts'
import type { Reporter } from '../../source/report.ts'

/**
 * One list of declared addresses with their locations. Duplicates are refused: of two equal addresses Kratos silently
 * takes the first (API reference §4.4).
 */
export function locateAddresses(
  document: LocatedMap,
  list: 'verifiable_addresses' | 'recovery_addresses',
  declared: readonly DeclaredAddress[],
  report: Reporter,
): LocatedAddress[] {
  const addresses = declared.map((address, index) => ({
    ...address,
    at: nearestNode(document, [list, index]).at,
  }))
  const known = new Map<string, LocatedAddress>()
  for (const [index, address] of addresses.entries()) {
    const token = addressToken(address)
    const earlier = known.get(token)
    if (earlier === undefined) {
      known.set(token, address)
      continue
    }
    report({
      severity: 'error',
      code: 'IDC214',
      summary: `${list}[${index}] is the same address as an entry before it`,
      hint: 'keep one of them',
      at: address.at,
      related: [earlier.at],
    })
  }
  return addresses
}

/**
 * The leaves that `verified` manages. An address without it is only declared: idctl does not manage whether it is
 * verified.
 */
export function verifiedFields(addresses: readonly LocatedAddress[]): Record<JsonPointer, ManagedField> {
  const fields: Record<JsonPointer, ManagedField> = {}
  for (const { verified, at: _at, ...address } of addresses) {
    if (verified === undefined) continue
    fields[verifiedLeaf(normaliseAddress(address))] = { value: verified, mode: 'enforce' }
  }
  return fields
}

/** The locations of those leaves. */
export function verifiedPlaces(addresses: readonly LocatedAddress[]): Record<JsonPointer, SourceLocation> {
  return Object.fromEntries(addresses.map(({ at, ...address }) => [verifiedLeaf(normaliseAddress(address)), at]))
}
