import { IdctlError } from '../errors.ts'
import { type CalendarDay, isCalendarDay } from '../model/calendar-day.ts'
import type { DriftAcceptance } from '../model/drift.ts'
import { shown, type Told, told } from '../model/told.ts'

/** The parsed flags of `--write-baseline`. */
export interface AcceptanceChoice {
  readonly owner?: string | undefined
  readonly reason?: string | undefined
  readonly expires?: string | undefined
}

const names = ['owner', 'reason', 'expires'] as const

/**
 * Checks the given flags before anything is read.
 * @throws IdctlError (exit `usage`) for an empty text, no date, or a day that is over
 */
export function checkAcceptance(choice: AcceptanceChoice, today: CalendarDay): void {
  for (const name of names) {
    if (choice[name]?.trim() === '')
      throw wrong(told`--${shown(name)} is empty`, told`say who accepts the drift, why, and until when`)
  }
  const { expires } = choice
  if (expires === undefined) return
  if (!isCalendarDay(expires)) throw wrong(told`--expires is not a date`, told`give a day like 2027-01-31`)
  if (expires < today)
    throw wrong(told`--expires: ${shown(expires)} is in the past`, told`give today or a later day (UTC)`)
}

/** The acceptance for `count` new entries. Throws `IdctlError` (exit `usage`) when a flag is missing. */
export function completeAcceptance({ owner, reason, expires }: AcceptanceChoice, count: number): DriftAcceptance {
  if (owner !== undefined && reason !== undefined && expires !== undefined) return { owner, reason, expires }
  const missing = names.filter((name) => ({ owner, reason, expires })[name] === undefined).map((name) => `--${name}`)
  const what = count === 1 ? told`is 1 difference` : told`are ${count} differences`
  const are = told`${shown(missing.join(' and '))} ${shown(missing.length === 1 ? 'is' : 'are')}`
  throw wrong(
    told`there ${what} to accept, and ${are} missing`,
    told`nothing was written; \`idctl drift\` without --write-baseline shows what would be accepted`,
  )
}

function wrong(message: Told, hint: Told): IdctlError {
  return new IdctlError(message, { exit: 'usage', hint })
}
