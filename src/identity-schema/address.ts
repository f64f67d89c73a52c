import type { DerivedAddress } from '../model/derived.ts'
import { normaliseIdentifier, normalisePhone } from './normalise.ts'

/** An address as text, and in whatever spelling. */
interface Address {
  readonly via: string
  readonly value: string
}

/** The one spelling that equal addresses share: phone numbers in E.164, all else as Kratos stores it (API reference §4.5). */
export function normaliseAddress<T extends Address>(address: T): T {
  const phone = address.via === 'sms' ? normalisePhone(address.value) : undefined
  return { ...address, value: phone ?? normaliseIdentifier(address.value) }
}

export function addressesEqual(left: Address, right: Address): boolean {
  return addressToken(left) === addressToken(right)
}

/** The same text for equal addresses, and for no others. */
export function addressToken(address: Address): string {
  return `${address.via} ${normaliseAddress(address).value}`
}

/**
 * As Kratos itself compares: newer servers know phone numbers in all spellings, released ones only as they stand (API
 * reference §4.4).
 */
export function isStoredAs(address: Address, stored: Address): boolean {
  return address.via === stored.via && normaliseIdentifier(address.value) === normaliseIdentifier(stored.value)
}

/** Which of `addresses` is the same as `wanted`, whatever its spelling: the first of them. */
export function findAddress<T extends Address>(addresses: readonly T[], wanted: DerivedAddress): T | undefined {
  return byToken(addresses).get(addressToken(wanted)) as T | undefined
}

/** Lists are asked for one address after the other. */
const indexes = new WeakMap<readonly Address[], ReadonlyMap<string, Address>>()

function byToken(addresses: readonly Address[]): ReadonlyMap<string, Address> {
  const index = indexes.get(addresses) ?? new Map(addresses.toReversed().map((one) => [addressToken(one), one]))
  indexes.set(addresses, index)
  return index
}
