import type { JsonPointer } from './json.ts'

/** What a managed field's owner is; `enforce` where nothing else is said. */
export type OwnershipMode = 'enforce' | 'seed' | 'merge' | 'observe' | 'ignore'

/** JSON Pointer → mode; the longest pointer (by segment) wins. */
export type OwnershipMap = Readonly<Record<JsonPointer, OwnershipMode>>

/** The mode of a leaf: that of the longest pointer, by segment, at or above it; `enforce` where none is. */
export function modeAt(ownership: OwnershipMap, path: JsonPointer): OwnershipMode {
  for (let pointer = path; pointer !== ''; pointer = pointer.slice(0, pointer.lastIndexOf('/'))) {
    const mode = Object.hasOwn(ownership, pointer) ? ownership[pointer] : undefined
    if (mode !== undefined) return mode
  }
  return 'enforce'
}
