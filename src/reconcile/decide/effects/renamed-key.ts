import { hasOtherIdentifiers } from '../identifier-change.ts'
import { type Effect, effect } from '../rule.ts'
import type { Update } from '../update.ts'
import { whatStays } from '../what-stays.ts'

/** Tells that only the key changes. If the login identifiers change too, their text already says that the account is the same. */
export function renamedKey(update: Update): readonly Effect[] {
  const { mark } = update.pair
  if (mark === undefined || mark.key === update.mark.key || hasOtherIdentifiers(update.identifiers.fromLive)) return []
  return [effect('same-account', `key changes; same account${whatStays(update)}`)]
}
