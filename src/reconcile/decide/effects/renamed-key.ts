import { hasOtherIdentifiers } from '../identifier-change.ts'
import { type Effect, tells } from '../rule.ts'
import type { Update } from '../update.ts'
import { whatStays } from '../what-stays.ts'

/** The document has another key than the mark. Whose login identifiers change is told the same by those. */
export function renamedKey(update: Update): readonly Effect[] {
  const { mark } = update.pair
  if (mark === undefined || mark.key === update.mark.key || hasOtherIdentifiers(update.identifiers.told)) return []
  return [tells('same-account', `key changes; same account${whatStays(update)}`)]
}
