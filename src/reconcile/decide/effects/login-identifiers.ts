import { derivesAsLeft } from '../derives-as-left.ts'
import { hasOtherIdentifiers } from '../identifier-change.ts'
import { type Effect, tells } from '../rule.ts'
import type { Update } from '../update.ts'
import { whatStays } from '../what-stays.ts'

/** Tells with which login identifiers the person signs in after the change. */
export function loginIdentifiers(update: Update): readonly Effect[] {
  const { told, counted } = update.identifiers
  const takesBack = derivesAsLeft(update)
  const counts = {
    ...(told.changes && { identifier_changes: 1 }),
    ...(counted.lastGoes && { removals: 1 }),
  }
  if (told.lastGoes) {
    const text = 'the last login identifier is removed: no password or code sign-in'
    return [{ ...tells('login-identifier-removed', text, counts), takesBack }]
  }
  if (!hasOtherIdentifiers(told)) return [{ counts, takesBack }]
  return [
    { ...tells('login-identifier-changes', 'login identifier changes', counts), takesBack },
    tells('same-account', `same account${whatStays(update)}`),
  ]
}
