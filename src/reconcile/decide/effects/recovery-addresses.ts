import { derivesAnew } from '../../../identity/derives-anew.ts'
import { findAddress } from '../../../identity-schema/address.ts'
import { derivesAsLeft } from '../derives-as-left.ts'
import { type Effect, effect } from '../rule.ts'
import type { Update } from '../update.ts'

/** Tells that another address can recover the account. Guards treat this like a new login identifier, and count the two together once. */
export function recoveryAddresses(update: Update): readonly Effect[] {
  const { pair, intended, schemas, identifiers } = update
  const { live } = pair
  if (schemas.intended === undefined || identifiers.fromLive.changes || !derivesAnew(live, intended)) return []
  const { recovery } = schemas.intended.derive(intended.traits)
  if (recovery.every((address) => findAddress(live.recovery_addresses, address) !== undefined)) return []
  const text = 'recovery address changes: whoever has the new one can take over the account'
  return [{ ...effect('recovery-changes', text, { identifier_changes: 1 }), takesBack: derivesAsLeft(update) }]
}
