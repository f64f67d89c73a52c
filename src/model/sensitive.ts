import type { FieldChange } from './change.ts'
import { isAtOrBelow, type JsonPointer } from './json.ts'

/** Tells whether a path is at, above or below one of the sensitive pointers. */
export function sensitivePaths(pointers: readonly JsonPointer[]): (path: JsonPointer) => boolean {
  return (path) => pointers.some((pointer) => isAtOrBelow(path, pointer) || isAtOrBelow(pointer, path))
}

/** Whether neither value of a leaf may be shown: its path is sensitive, or its value comes from a reference. */
export function isHidden({ sensitive, reference }: Pick<FieldChange, 'sensitive' | 'reference'>): boolean {
  return sensitive || reference !== undefined
}

/** Replaces a value that no plan or output may hold. */
export const hiddenValue = '(sensitive)'
