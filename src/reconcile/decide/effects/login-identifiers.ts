import { derivesAsLeft } from '../derives-as-left.ts'
import { hasOtherIdentifiers } from '../identifier-change.ts'
import { type Effect, effect } from '../rule.ts'
import type { Update } from '../update.ts'
import { whatStays } from '../what-stays.ts'

/** Tells with which login identifiers the person signs in after the change. */
export function loginIdentifiers(update: Update): readonly Effect[] {
  const { fromLive, fromLeft } = update.identifiers
  const takesBack = derivesAsLeft(update)
  const counts = { identifier_changes: fromLive.changes ? 1 : 0, removals: fromLeft.lastGoes ? 1 : 0 }
  if (fromLive.lastGoes) {
    const text = 'the last login identifier is removed: no password or code sign-in'
    return [{ ...effect('login-identifier-removed', text, counts), takesBack }]
  }
  if (!hasOtherIdentifiers(fromLive)) return [{ counts, takesBack }]
  return [
    { ...effect('login-identifier-changes', 'login identifier changes', counts), takesBack },
    effect('same-account', `same account${whatStays(update)}`),
  ]
}
