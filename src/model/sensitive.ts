import { isAtOrBelow, type JsonPointer } from './json.ts'

/** Whether a leaf is, holds or stands in something that idctl.yaml lists as sensitive. */
export function sensitivePaths(pointers: readonly JsonPointer[]): (path: JsonPointer) => boolean {
  return (path) => pointers.some((pointer) => isAtOrBelow(path, pointer) || isAtOrBelow(pointer, path))
}

/** Stands in a plan for a value that may be in none. */
export const hiddenValue = '(sensitive)'
