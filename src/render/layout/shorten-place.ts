import { isWider, shorten, widthOf } from './width.ts'

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
