import type { JsonPointer } from './json.ts'

/** Who decides about a managed field; `enforce` by default. */
export type OwnershipMode = 'enforce' | 'seed' | 'merge' | 'observe' | 'ignore'

/** JSON Pointer → mode; the longest pointer (by segment) wins. */
export type OwnershipMap = Readonly<Record<JsonPointer, OwnershipMode>>

/** The mode of a leaf: that of the longest pointer at or above it, or `enforce`. */
export function modeAt(ownership: OwnershipMap, path: JsonPointer): OwnershipMode {
  for (let pointer = path; pointer !== ''; pointer = pointer.slice(0, pointer.lastIndexOf('/'))) {
    const mode = Object.hasOwn(ownership, pointer) ? ownership[pointer] : undefined
    if (mode !== undefined) return mode
  }
  return 'enforce'
}
