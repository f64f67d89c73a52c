/** A day as people write it in files: `2027-01-31`. Days compare as texts. */
export type CalendarDay = string

/** Strict: four, two and two digits of a day that the calendar has. */
export function isCalendarDay(text: string): text is CalendarDay {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** Before it nobody had an identity: `0227-01-31` is a slip of the hand, and would remove somebody at once. */
const earliestDay = '2000-01-01'

/** A day that exists and can be meant as the last one of something. */
export function isLastDay(text: string): text is CalendarDay {
  return isCalendarDay(text) && text >= earliestDay
}

/** Years from now within which a day can be meant. */
export const longestYears = 50

/** A day that far away is a slip, or the clock is wrong. */
export function isFarAway(day: CalendarDay, today: CalendarDay): boolean {
  return day > `${String(Number(today.slice(0, 4)) + longestYears).padStart(4, '0')}${today.slice(4)}`
}

/** The day in UTC, so that all machines agree on it. */
export function dayOf(now: Date): CalendarDay {
  return now.toISOString().slice(0, 10)
}

export const dayMs = 86_400_000

/** The first moment at which the day is over, milliseconds since 1970. */
export function endOfDay(day: CalendarDay): number {
  return Date.parse(`${day}T00:00:00Z`) + dayMs
}
