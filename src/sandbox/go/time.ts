import { goQuote } from '../schema/go-format.ts'
import { GoJsonError } from './json-error.ts'

const layout = '2006-01-02T15:04:05Z07:00'

/** The elements of the layout in order, each with what it takes from the text. */
const elements: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['2006', /^\d{4}/],
  ['-', /^-/],
  ['01', /^\d{2}/],
  ['-', /^-/],
  ['02', /^\d{2}/],
  ['T', /^T/],
  ['15', /^\d{2}/],
  [':', /^:/],
  ['04', /^\d{2}/],
  [':', /^:/],
  ['05', /^\d{2}(?:[.,]\d+)?/],
  ['Z07:00', /^(?:Z|[+-]\d{2}:\d{2})/],
]

/**
 * An RFC 3339 time as Go reads and prints it: the offset stays, fractions lose trailing zeros and what is finer than
 * nanoseconds. Throws `GoJsonError` with the text of `time.Parse`.
 */
export function parseTime(text: string): string {
  const parts: string[] = []
  let rest = text
  for (const [name, pattern] of elements) {
    const part = pattern.exec(rest)?.[0]
    if (part === undefined) throw problem(text, `: cannot parse ${goQuote(rest)} as ${goQuote(name)}`)
    parts.push(part)
    rest = rest.slice(part.length)
  }
  if (rest !== '') throw problem(text, `: extra text: ${goQuote(rest)}`)
  checkRanges(text, parts)
  const [seconds = '', fraction = ''] = (parts[10] ?? '').split(/[.,]/)
  const digits = fraction.slice(0, 9).replace(/0+$/, '')
  const offset = /^[+-]00:00$/.test(parts[11] ?? '') ? 'Z' : parts[11]
  return `${parts.slice(0, 10).join('')}${seconds}${digits === '' ? '' : `.${digits}`}${offset}`
}

function checkRanges(text: string, parts: readonly string[]): void {
  const [year, month, day, hour, minute, second] = [0, 2, 4, 6, 8, 10].map((index) =>
    Number.parseInt(parts[index] ?? '', 10),
  )
  const daysInMonth = new Date(Date.UTC(year ?? 0, month ?? 0, 0)).getUTCDate()
  const outOfRange: readonly (readonly [string, boolean])[] = [
    ['month', (month ?? 0) < 1 || (month ?? 0) > 12],
    ['day', (day ?? 0) < 1 || (day ?? 0) > daysInMonth],
    ['hour', (hour ?? 0) > 23],
    ['minute', (minute ?? 0) > 59],
    ['second', (second ?? 0) > 59],
  ]
  for (const [name, wrong] of outOfRange) if (wrong) throw problem(text, `: ${name} out of range`)
}

function problem(text: string, detail: string): GoJsonError {
  const as = detail.includes('out of range') || detail.includes('extra text') ? '' : ` as ${goQuote(layout)}`
  return new GoJsonError(`parsing time ${goQuote(text)}${as}${detail}`)
}

/** Go's zero time; Kratos shows it for credentials that the request itself has written (profile v26.2.0 and older). */
export const zeroTime = '0001-01-01T00:00:00Z'

export interface Clock {
  /** Now, in UTC at microseconds; never the same time twice, so that every write is seen to move `updated_at`. */
  now(): string
  /** The wall clock in milliseconds since 1970. */
  millis(): number
}

export function createClock(wallClock: () => Date): Clock {
  let last = 0n
  return {
    now() {
      const micros = BigInt(wallClock().getTime()) * 1000n
      last = micros > last ? micros : last + 1n
      return formatMicros(last)
    },
    millis: () => wallClock().getTime(),
  }
}

/** A time in UTC as Go prints it: without trailing zeros of the fraction. */
export function formatMillis(millis: number): string {
  return formatMicros(BigInt(Math.trunc(millis)) * 1000n)
}

function formatMicros(micros: bigint): string {
  const seconds = new Date(Number(micros / 1000n)).toISOString().slice(0, 19)
  const fraction = (micros % 1_000_000n).toString().padStart(6, '0').replace(/0+$/, '')
  return `${seconds}${fraction === '' ? '' : `.${fraction}`}Z`
}
