import type { DerivedAddress } from '../model/derived.ts'
import { normaliseIdentifier, normalisePhone } from './normalise.ts'

/** An address in any spelling. */
interface Address {
  readonly via: string
  readonly value: string
}

/**
 * The spelling that equal addresses share: phone numbers in E.164, everything else as Kratos stores it (API reference
 * §4.5).
 */
export function normaliseAddress<T extends Address>(address: T): T {
  const phone = address.via === 'sms' ? normalisePhone(address.value) : undefined
  return { ...address, value: phone ?? normaliseIdentifier(address.value) }
}

export function addressesEqual(left: Address, right: Address): boolean {
  return addressToken(left) === addressToken(right)
}

/** A map key: two addresses have the same one exactly when they are equal. */
export function addressToken(address: Address): string {
  return `${address.via} ${normaliseAddress(address).value}`
}

/**
 * Compares as released versions of Kratos do: phone numbers match only in the stored spelling. Newer servers match all
 * spellings (API reference §4.4).
 */
export function isStoredAs(address: Address, stored: Address): boolean {
  return address.via === stored.via && normaliseIdentifier(address.value) === normaliseIdentifier(stored.value)
}

/** The first of `addresses` that equals `wanted`, whatever its spelling. */
export function findAddress<T extends Address>(addresses: readonly T[], wanted: DerivedAddress): T | undefined {
  return byToken(addresses).get(addressToken(wanted)) as T | undefined
}

/** Cached, because callers look one address after the other up in the same list. */
const indexes = new WeakMap<readonly Address[], ReadonlyMap<string, Address>>()

function byToken(addresses: readonly Address[]): ReadonlyMap<string, Address> {
  const index = indexes.get(addresses) ?? new Map(addresses.toReversed().map((one) => [addressToken(one), one]))
  indexes.set(addresses, index)
  return index
}
