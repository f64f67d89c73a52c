import { isWider, shorten, widthOf } from './width.ts'

/**
 * Where places begin that are to stay whole, so that they can be clicked and copied: at their column, or all of them on lines of their
 * own, from `below` or as far left as the widest one needs.
 */
export function startOfPlaces(column: number, widest: number, { width, below }: Room): number {
  return column + widest <= width ? column : Math.max(0, Math.min(below, width - widest))
}

export interface Room {
  /** Columns of a line. */
  readonly width: number
  /** Where the second line of a row begins. */
  readonly below: number
}

/**
 * A plain `folder/file:line` in at most `width` columns. Folders give way first, the first one before the others, each as a whole; then
 * the middle of the file's name, and last its line.
 */
export function shortenPlace(place: string, width: number): string {
  if (!isWider(place, width)) return place
  for (let slash = place.indexOf('/'); slash !== -1; slash = place.indexOf('/', slash + 1)) {
    const rest = `…${place.slice(slash)}`
    if (!isWider(rest, width)) return rest
  }
  const file = place.slice(place.lastIndexOf('/') + 1)
  const line = /:\d+$/.exec(file)?.[0] ?? ''
  const room = width - widthOf(line)
  return room < leastName ? shorten(file, width) : shorten(file.slice(0, file.length - line.length), room) + line
}

/** Columns of a name that stay before its line. */
const leastName = 8
