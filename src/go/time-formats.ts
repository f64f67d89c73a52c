/**
 * Dates and times as Go's `time.Parse` takes them: near RFC 3339, but an hour may have one digit, a comma may stand
 * before the fraction, and an offset goes up to 24:60. Leap seconds are refused.
 */

const date = /^(\d{4})-(\d\d)-(\d\d)$/
const time = /^(\d{1,2}):(\d\d):(\d\d)(?:[.,]\d+)?(?:Z|[+-](\d\d):(\d\d))$/

export function isDate(text: string): boolean {
  const [, year, month, day] = numbers(date.exec(text))
  if (year === undefined || month === undefined || day === undefined) return false
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
}

export function isTime(text: string): boolean {
  const [, hour, minute, second, offsetHour = 0, offsetMinute = 0] = numbers(time.exec(text))
  if (hour === undefined || minute === undefined || second === undefined) return false
  return hour < 24 && minute < 60 && second < 60 && offsetHour <= 24 && offsetMinute <= 60
}

export function isDateTime(text: string): boolean {
  const separator = text.indexOf('T')
  return separator !== -1 && isDate(text.slice(0, separator)) && isTime(text.slice(separator + 1))
}

function numbers(match: RegExpExecArray | null): (number | undefined)[] {
  return Array.from(match ?? [], (part) => (part === undefined ? undefined : Number(part)))
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}
