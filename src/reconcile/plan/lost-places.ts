import type { Change } from '../../model/change.ts'
import type { LostPlace } from '../../model/plan.ts'

/**
 * Files and folders from which several people came who are all removed, and where nobody else is left. A lost folder looks like this;
 * a deliberate removal seldom does. Most people first; of nested folders only the one that tells more.
 *
 * @param files of those who stay: where their documents are, and where their marks say that they are
 */
export function lostPlaces(changes: readonly Change[], files: Iterable<string>): LostPlace[] {
  const going = new Map<string, number>()
  for (const { action, reason, blocked, origin } of changes) {
    const isRemoval = action === 'delete' || action === 'disable' || action === 'release'
    if (!isRemoval || reason !== 'document-gone' || blocked || origin === undefined) continue
    for (const place of placesOf(origin.file)) going.set(place, (going.get(place) ?? 0) + 1)
  }
  if (going.size === 0) return []
  for (const file of files) for (const place of placesOf(file)) going.delete(place)
  const lost = [...going].filter(([, people]) => people > 1)
  const says = new Map(lost)
  return lost
    .filter(([place, people]) => !placesOf(place).some((above) => above !== place && (says.get(above) ?? 0) > people))
    .filter(([place, people]) => !lost.some(([inner, count]) => count === people && inner.startsWith(`${place}/`)))
    .map(([place, people]) => ({ place, people }))
    .sort((left, right) => right.people - left.people || (left.place < right.place ? -1 : 1))
}

/** The file and every folder above it. */
function placesOf(file: string): string[] {
  const segments = file.split('/')
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'))
}
