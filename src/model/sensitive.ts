import { isAtOrBelow, type JsonPointer } from './json.ts'

/** Tells whether a path is at, above or below one of the sensitive pointers. */
export function sensitivePaths(pointers: readonly JsonPointer[]): (path: JsonPointer) => boolean {
  return (path) => pointers.some((pointer) => isAtOrBelow(path, pointer) || isAtOrBelow(pointer, path))
}

/** Replaces a value that no plan may hold. */
export const hiddenValue = '(sensitive)'
