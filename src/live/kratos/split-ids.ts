import { largestPage } from './page.ts'

/** Ranges read at once: more bring nothing, because one server answers them all. */
const mostRanges = 4
/** Where less than this is left for each, another range costs more than it saves. */
const fewestPages = 2
/** Ids compare by their first 48 bits; that of a random UUID says how many are before it. */
const all = 2 ** 48
const canonical = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * Ids at which to divide all ids after `last` into ranges with as many identities each, if ids are as random as Kratos makes them;
 * none where one range is enough, or `last` is no UUID.
 *
 * @param rows how many identities there are up to `last`
 * @param most ranges
 */
export function splitAfter(last: string, rows: number, most: number): readonly string[] {
  if (!canonical.test(last)) return []
  const at = Number.parseInt(last.slice(0, 8) + last.slice(9, 13), 16)
  const left = rows * ((all - at) / (at + 1))
  const ranges = Math.min(most, mostRanges, Math.floor(left / (fewestPages * largestPage)))
  return Array.from({ length: Math.max(0, ranges - 1) }, (_, index) => idAt(at + ((all - at) * (index + 1)) / ranges))
}

function idAt(place: number): string {
  const digits = Math.floor(place).toString(16).padStart(12, '0')
  return `${digits.slice(0, 8)}-${digits.slice(8)}-0000-0000-000000000000`
}
