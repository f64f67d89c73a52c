import { IdctlError } from '../errors.ts'
import { type CalendarDay, isCalendarDay } from '../model/calendar-day.ts'
import type { DriftAcceptance } from '../model/drift.ts'

/** The flags of `--write-baseline`, as parsed. */
export interface AcceptanceChoice {
  readonly owner?: string | undefined
  readonly reason?: string | undefined
  readonly expires?: string | undefined
}

const names = ['owner', 'reason', 'expires'] as const

/**
 * Checks the flags as far as they are given, before anything is read.
 * @throws IdctlError (exit `usage`) for an empty text, no date, or a day that is over
 */
export function checkAcceptance(choice: AcceptanceChoice, today: CalendarDay): void {
  for (const name of names) {
    if (choice[name]?.trim() === '') throw wrong(`--${name} is empty`, 'say who accepts the drift, why, and until when')
  }
  const { expires } = choice
  if (expires === undefined) return
  if (!isCalendarDay(expires)) throw wrong('--expires is no date', 'give a day like 2027-01-31')
  if (expires < today) throw wrong(`--expires: ${expires} is over`, 'give today or a later day (UTC)')
}

/** All of it, for so many entries. Throws `IdctlError` (exit `usage`) where one of the flags is missing. */
export function completeAcceptance({ owner, reason, expires }: AcceptanceChoice, count: number): DriftAcceptance {
  if (owner !== undefined && reason !== undefined && expires !== undefined) return { owner, reason, expires }
  const missing = names.filter((name) => ({ owner, reason, expires })[name] === undefined).map((name) => `--${name}`)
  throw wrong(
    `there ${count === 1 ? 'is 1 difference' : `are ${count} differences`} to accept, and ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing`,
    'nothing was written; `idctl drift` without --write-baseline shows what would be accepted',
  )
}

function wrong(message: string, hint: string): IdctlError {
  return new IdctlError(message, { exit: 'usage', plain: true, hint })
}
