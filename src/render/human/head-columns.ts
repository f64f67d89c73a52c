import { columnGap } from '../layout/columns.ts'
import type { Widths } from '../layout/gather-widths.ts'
import { type Room, shortenPlace, startOfPlaces } from '../layout/shorten-place.ts'
import { shorten } from '../layout/width.ts'

/** Label, key, name, file and reason of a row; `''` where it has none. */
export type HeadCells = readonly [label: string, key: string, who: string, place: string, reason: string]

type PerCell = readonly [number, number, number, number, number]

/** The columns that all rows have in common. */
export interface HeadColumns {
  /** Where each cell begins, `below` or further left on a line below the one before it. */
  readonly starts: PerCell
  /** The names have login identifiers behind them. */
  readonly withIdentifier: boolean
  /** What comes first below or behind the name. */
  readonly next: 'place' | 'reason'
}

/** Columns of a key and of a place that others wait for, where there is no room for the widest: a UUID fits. */
const widest = { key: 36, place: 44 }

/** Columns of a name where it gives way so that a row stays on one line. */
const tightestWho = 24

/** Columns of a name or a place that stay beside something else. */
export const leastName = 12

/**
 * One line for each row if all of them fit, at best with identifiers. Else a few long cells do not decide: they reach into the columns
 * behind them, and what stands there moves to a line below, at its own column. Where one place would not be whole so, all places are
 * below, and on a narrow terminal the reasons, too.
 */
export function chooseColumns(whole: Widths, short: Widths, room: Room): HeadColumns {
  const oneLine = [
    { widths: whole.widest(), withIdentifier: true },
    { widths: short.widest(), withIdentifier: false },
    { widths: usual(whole), withIdentifier: true },
    { widths: usual(short), withIdentifier: false },
    { widths: tight(short), withIdentifier: false },
  ]
  const place = perCell(short.widest())[3]
  const withPlace = oneLine.find(({ widths }) => {
    return endOf(widths) <= room.width && startsOf(widths)[3] + place <= room.width
  })
  if (withPlace !== undefined) {
    return { starts: startsOf(withPlace.widths), withIdentifier: withPlace.withIdentifier, next: 'place' }
  }
  const withoutPlace = oneLine.find(({ widths }) => endOf(widths.with(3, 0)) <= room.width)
  if (withoutPlace === undefined) return twoLines(short, room)
  const { widths, withIdentifier } = withoutPlace
  const starts = startsOf(widths.with(3, 0)).with(3, startOfPlaces(room.width, place, room))
  return { starts: perCell(starts), withIdentifier, next: 'reason' }
}

/** The cells in their columns. What is too long for a line is shortened. */
export function fitCells(
  [label, key, who, place, reason]: HeadCells,
  { starts: [, atKey, atWho, atPlace] }: HeadColumns,
  width: number,
): HeadCells {
  return [label, shorten(key, width - atKey), shorten(who, width - atWho), shortenPlace(place, width - atPlace), reason]
}

function usual(widths: Widths): number[] {
  const [label = 0, , , , reason = 0] = widths.widest()
  const [, key = 0, who = 0, place = 0] = widths.usual()
  return [label, Math.min(key, widest.key), who, Math.min(place, widest.place), reason]
}

function tight(widths: Widths): number[] {
  const [label = 0, key = 0, who = 0, place = 0, reason = 0] = usual(widths)
  return [label, key, Math.min(who, tightestWho), place, reason]
}

function twoLines(short: Widths, { width, below }: Room): HeadColumns {
  const room = Math.max(width - below, leastRoom)
  const [label, key, who, place, reason] = perCell(short.widest())
  const [, usualKey] = perCell(usual(short))
  const atKey = startsOf([label])[1]
  const isKeyShort = atKey + key + columnGap + who <= width
  const keyColumn = isKeyShort ? key : Math.min(usualKey, room - columnGap - leastName)
  const atWho = atKey + keyColumn + columnGap
  const atPlace = startOfPlaces(width, place, { width, below })
  const behindPlace = atPlace + place + columnGap
  const atReason = behindPlace + reason <= width ? behindPlace : below
  return { starts: [0, atKey, atWho, atPlace, atReason], withIdentifier: false, next: 'place' }
}

const leastRoom = 20

/** A column without a text in it takes no room. */
function startsOf(widths: readonly number[]): PerCell {
  const starts: number[] = []
  let start = 0
  for (const width of perCell(widths)) {
    starts.push(start)
    start += width === 0 ? 0 : width + columnGap
  }
  return perCell(starts)
}

function endOf(widths: readonly number[]): number {
  const filled = widths.filter((width) => width > 0)
  return filled.reduce((sum, width) => sum + width + columnGap, -columnGap)
}

function perCell([label = 0, key = 0, who = 0, place = 0, reason = 0]: readonly number[]): PerCell {
  return [label, key, who, place, reason]
}
