import { GoJsonError } from './json-error.ts'

const layout = '2006-01-02T15:04:05Z07:00'

interface Element {
  readonly name: string
  readonly pattern: RegExp
  /** Go's name for the number and its allowed range, checked while parsing. */
  readonly range?: readonly [name: string, least: number, most: number]
}

/** The elements of Go's RFC 3339 layout in order, each with the text that it matches. */
const elements: readonly Element[] = [
  { name: '2006', pattern: /^\d{4}/ },
  { name: '-', pattern: /^-/ },
  { name: '01', pattern: /^\d{2}/, range: ['month', 1, 12] },
  { name: '-', pattern: /^-/ },
  { name: '02', pattern: /^\d{2}/ },
  { name: 'T', pattern: /^T/ },
  { name: '15', pattern: /^\d{1,2}/, range: ['hour', 0, 23] },
  { name: ':', pattern: /^:/ },
  { name: '04', pattern: /^\d{2}/, range: ['minute', 0, 59] },
  { name: ':', pattern: /^:/ },
  { name: '05', pattern: /^\d{2}/, range: ['second', 0, 59] },
  { name: '', pattern: /^(?:[.,]\d+)?/ },
  { name: 'Z07:00', pattern: /^(?:Z|[+-]\d{2}:\d{2})/ },
]

/**
 * An RFC 3339 time as Go parses and prints it: keeps the offset, and drops trailing zeros of the fraction and digits below
 * nanoseconds. Throws `GoJsonError` with the text of `time.Parse`.
 */
export function parseTime(text: string): string {
  const parts: string[] = []
  let rest = text
  for (const { name, pattern, range } of elements) {
    const part = pattern.exec(rest)?.[0]
    if (part === undefined) throw notTime(text, ` as ${quote(layout)}: cannot parse ${quote(rest)} as ${quote(name)}`)
    if (range !== undefined && (Number(part) < range[1] || Number(part) > range[2])) {
      throw notTime(text, `: ${range[0]} out of range`)
    }
    parts.push(part)
    rest = rest.slice(part.length)
  }
  if (rest !== '') throw notTime(text, `: extra text: ${quote(rest)}`)
  const [year = '', , month = '', , day = '', , hour = '', , minute = '', , second = '', fraction = '', offset] = parts
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  if (Number(day) < 1 || Number(day) > lastDay) throw notTime(text, ': day out of range')
  const digits = fraction.slice(1, 10).replace(/0+$/, '')
  const zone = offset === '+00:00' || offset === '-00:00' ? 'Z' : offset
  const clock = `${hour.padStart(2, '0')}:${minute}:${second}${digits === '' ? '' : `.${digits}`}`
  return `${year}-${month}-${day}T${clock}${zone}`
}

/** Quotes like Go's `time` package: escapes every byte that is not printable ASCII. */
function quote(text: string): string {
  const body = text.replace(/["\\]/g, '\\$&').replace(/[^ -~]+/g, (run) => {
    return Array.from(Buffer.from(run), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
  })
  return `"${body}"`
}

function notTime(text: string, detail: string): GoJsonError {
  return new GoJsonError(`parsing time ${quote(text)}${detail}`)
}

/** Go's zero time. Kratos v26.2.0 and older show it for credentials that the same request wrote. */
export const zeroTime = '0001-01-01T00:00:00Z'

export interface Clock {
  /** Now, in UTC with microseconds; never the same time twice, so that every write changes `updated_at`. */
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

/** A UTC time as Go prints it, without trailing zeros in the fraction. */
export function formatMillis(millis: number): string {
  return formatMicros(BigInt(Math.trunc(millis)) * 1000n)
}

function formatMicros(micros: bigint): string {
  const seconds = new Date(Number(micros / 1000n)).toISOString().slice(0, 19)
  const fraction = (micros % 1_000_000n).toString().padStart(6, '0').replace(/0+$/, '')
  return `${seconds}${fraction === '' ? '' : `.${fraction}`}Z`
}
