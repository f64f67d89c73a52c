/** A day as files write it: `2027-01-31`. String comparison orders days. */
export type CalendarDay = string

/** True for exactly `YYYY-MM-DD` of a day that exists. */
export function isCalendarDay(text: string): text is CalendarDay {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** An earlier day is a typo such as `0227-01-31`, and would make the document expire at once. */
const earliestDay = '2000-01-01'

/** True for a day that exists and is not before `earliestDay`. */
export function isLastDay(text: string): text is CalendarDay {
  return isCalendarDay(text) && text >= earliestDay
}

/** A day more than this many years ahead is taken for a mistake. */
export const longestYears = 50

/** True when a day is more than `longestYears` ahead: a typo, or a wrong clock. */
export function isFarAway(day: CalendarDay, today: CalendarDay): boolean {
  return day > `${String(Number(today.slice(0, 4)) + longestYears).padStart(4, '0')}${today.slice(4)}`
}

/** The day in UTC, so that the result does not depend on the time zone of the machine. */
export function dayOf(now: Date): CalendarDay {
  return now.toISOString().slice(0, 10)
}

export const dayMs = 86_400_000

/** The first moment after the day, in milliseconds since 1970. */
export function endOfDay(day: CalendarDay): number {
  return Date.parse(`${day}T00:00:00Z`) + dayMs
}
