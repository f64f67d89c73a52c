import { columnGap } from '../layout/columns.ts'
import type { Widths } from '../layout/gather-widths.ts'
import { shortenPlace } from '../layout/shorten-place.ts'
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
  /** Columns that a place takes before it loses folders. */
  readonly place: number
}

/** Columns of a key and of a place that others wait for, where there is no room for the widest: a UUID fits. */
const widest = { key: 36, place: 44 }

/** Columns of a name and of a place, where they give way so that a row stays on one line. */
const tightest = { who: 24, place: 24 }

/** Columns of a name or a place that stay beside something else. */
export const leastName = 12

interface Room {
  /** Columns of a line. */
  readonly width: number
  /** Where the second line of a row begins. */
  readonly below: number
}

/**
 * One line for each row if all of them fit, at best with identifiers. Else a few long cells do not decide: they reach into the columns
 * behind them, and what stands there moves to a line below, at its own column. On a narrow terminal all places and reasons are below.
 */
export function chooseColumns(whole: Widths, short: Widths, room: Room): HeadColumns {
  const oneLine = [
    { widths: whole.widest(), withIdentifier: true },
    { widths: short.widest(), withIdentifier: false },
    { widths: usual(whole), withIdentifier: true },
    { widths: usual(short), withIdentifier: false },
    { widths: tight(short, room.width), withIdentifier: false },
  ]
  const fitting = oneLine.find(({ widths }) => endOf(widths) <= room.width)
  if (fitting === undefined) return twoLines(short, room)
  const { widths, withIdentifier } = fitting
  return { starts: startsOf(widths), withIdentifier, place: perCell(widths)[3] }
}

/** The cells in their columns. Keys, names and places that are too long for a line are shortened. */
export function fitCells(
  [label, key, who, place, reason]: HeadCells,
  { starts: [, atKey, atWho, atPlace], place: widestPlace }: HeadColumns,
  width: number,
): HeadCells {
  return [
    label,
    shorten(key, width - atKey),
    shorten(who, width - atWho),
    fitPlace(place, widestPlace, width - atPlace),
    reason,
  ]
}

/** A place gives its folders for its column, but the name of its file only at the end of the line. */
function fitPlace(place: string, column: number, room: number): string {
  const short = shortenPlace(place, column)
  return short.endsWith(place.slice(place.lastIndexOf('/') + 1)) ? short : shortenPlace(place, room)
}

function usual(widths: Widths): number[] {
  const [label = 0, , , , reason = 0] = widths.widest()
  const [, key = 0, who = 0, place = 0] = widths.usual()
  return [label, Math.min(key, widest.key), who, Math.min(place, widest.place), reason]
}

/** Places get what is left. */
function tight(widths: Widths, room: number): number[] {
  const [label = 0, key = 0, who = 0, place = 0, reason = 0] = usual(widths)
  const others = [label, key, Math.min(who, tightest.who), 0, reason]
  const left = room - endOf(others) - columnGap
  return others.with(3, Math.min(place, Math.max(left, tightest.place)))
}

function twoLines(short: Widths, { width, below }: Room): HeadColumns {
  const room = Math.max(width - below, leastRoom)
  const [label, key, who, place, reason] = perCell(short.widest())
  const [, usualKey] = perCell(usual(short))
  const atKey = startsOf([label])[1]
  const isKeyShort = atKey + key + columnGap + who <= width
  const keyColumn = isKeyShort ? key : Math.min(usualKey, room - columnGap - leastName)
  const atWho = atKey + keyColumn + columnGap
  const placeRoom = room - (reason === 0 ? 0 : reason + columnGap)
  // Each on its own line, where a place could not be told beside a reason.
  const isTight = placeRoom < Math.min(place, leastName)
  const placeColumn = isTight ? room : Math.min(place, placeRoom)
  const atReason = isTight ? below : below + placeColumn + columnGap
  return { starts: [0, atKey, atWho, below, atReason], withIdentifier: false, place: placeColumn }
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
