/** A day as people write it in files: `2027-01-31`. Days compare as texts. */
export type CalendarDay = string

/** Strict: four, two and two digits of a day that the calendar has. */
export function isCalendarDay(text: string): text is CalendarDay {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** The day in UTC, so that all machines agree on it. */
export function dayOf(now: Date): CalendarDay {
  return now.toISOString().slice(0, 10)
}
