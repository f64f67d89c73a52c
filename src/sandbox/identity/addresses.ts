import { goLowerCase, goTrimSpace } from '../../go/text.ts'
import { zeroTime } from '../go/time.ts'
import { nilUuid } from '../go/uuid.ts'
import { present } from '../present.ts'
import type { RowRules } from '../profile.ts'
import type { RecoveryAddress, VerifiableAddress } from './model.ts'
import type { Stamp } from './stamp.ts'

type Derived = { readonly via: string; readonly value: string }

/**
 * The derived addresses. A supplied or stored address with the same `via` and value replaces the derived one and keeps its
 * id, state and times (API reference §4.4, §6.4).
 */
export function mergeVerifiable(derived: readonly Derived[], known: readonly VerifiableAddress[]): VerifiableAddress[] {
  return derived.map(
    ({ via, value }) => find(known, via, value) ?? { ...unwritten, value, via, verified: false, status: 'pending' },
  )
}

export function mergeRecovery(derived: readonly Derived[], known: readonly RecoveryAddress[]): RecoveryAddress[] {
  return derived.map(({ via, value }) => find(known, via, value) ?? { ...unwritten, value, via })
}

const unwritten = { id: '', created_at: '', updated_at: '' }

function find<T extends Derived>(known: readonly T[], via: string, value: string): T | undefined {
  return known.find((address) => address.via === via && address.value === value)
}

/** Normalises an address as every write does before storing it (API reference §4.4). */
export function normalizeVerifiable(address: VerifiableAddress, now: string): VerifiableAddress {
  const { verified_at, ...rest } = address
  return {
    ...rest,
    value: goLowerCase(goTrimSpace(address.value)),
    via: address.via || 'email',
    status: address.status || (address.verified ? 'completed' : 'pending'),
    ...present({ verified_at: address.verified ? (verified_at ?? now) : undefined }),
  }
}

export function normalizeRecovery(address: RecoveryAddress): RecoveryAddress {
  return { ...address, value: goLowerCase(goTrimSpace(address.value)), via: address.via || 'email' }
}

/** A row that is written for the first time. Keeps an id and `created_at` that the request supplies. */
export function stampAddress<T extends { id: string; created_at: string; updated_at: string }>(
  address: T,
  stamp: Stamp,
): T {
  const created_at = address.created_at || stamp.now
  return { ...address, id: address.id || stamp.newId(), created_at, updated_at: stamp.now }
}

/**
 * Keeps unchanged rows and writes all others again (API reference §6.4). `shown` is what the answer shows; for an unchanged row
 * that may be the address from the request.
 */
export function rewriteAddresses<T extends { id: string; created_at: string; updated_at: string }>(
  stored: readonly T[],
  wanted: readonly T[],
  signature: (address: T) => string,
  { showsUnchangedAddresses }: RowRules,
  stamp: Stamp,
): { row: T; shown: T }[] {
  const bySignature = new Map(stored.map((address) => [signature(address), address]))
  return wanted.map((address) => {
    const kept = bySignature.get(signature(address))
    const row = kept ?? stampAddress(address, stamp)
    return { row, shown: kept !== undefined && showsUnchangedAddresses === 'as-sent' ? asSent(address) : row }
  })
}

/** The address as the request gave it, with Go's zero values for a missing id and missing times. */
function asSent<T extends { id: string; created_at: string; updated_at: string }>(address: T): T {
  return {
    ...address,
    id: address.id || nilUuid,
    created_at: address.created_at || zeroTime,
    updated_at: address.updated_at || zeroTime,
  }
}

export function verifiableSignature(address: VerifiableAddress): string {
  const { value, verified, via, status, verified_at } = address
  return JSON.stringify([value, verified, via, status, verified_at])
}

export function recoverySignature(address: RecoveryAddress): string {
  return JSON.stringify([address.value, address.via])
}

/** Orders addresses by id, as in reads; the order has no meaning. */
export function byId<T extends { id: string }>(addresses: readonly T[]): T[] {
  return [...addresses].sort((left, right) => (left.id < right.id ? -1 : 1))
}
