import { normaliseIdentifier, normalisePhone } from '../identity-schema/normalise.ts'
import type { SourceLocation } from '../model/diagnostic.ts'
import type { DesiredDocument } from '../model/identity.ts'
import { formatPointer, isAtOrBelow, type Json, type JsonPointer, parsePointer } from '../model/json.ts'

/**
 * Where a value stands: its own leaf, else the leaf around it (arrays are leaves), else the first leaf below it; where
 * nothing is there, the same for the node above it. The roots (`/traits`) are the document: their first leaf says
 * nothing about them.
 */
export function placeOf(document: DesiredDocument, pointer: JsonPointer): SourceLocation {
  const paths = Object.keys(document.fields)
  for (let segments = parsePointer(pointer); segments.length > 0; segments = segments.slice(0, -1)) {
    const node = formatPointer(segments)
    const below = segments.length > 1 ? paths.find((path) => isAtOrBelow(path, node)) : undefined
    const path = paths.find((candidate) => isAtOrBelow(node, candidate)) ?? below
    if (path !== undefined) return document.fields[path]?.at ?? document.origin
  }
  return document.origin
}

/** Where the trait stands that yields a login identifier or address. */
export function placeOfValue(document: DesiredDocument, normalised: string): SourceLocation {
  const holds = (value: Json): boolean =>
    Array.isArray(value)
      ? value.some(holds)
      : value !== null &&
        typeof value !== 'object' &&
        (normaliseIdentifier(String(value)) === normalised || normalisePhone(String(value)) === normalised)
  const entry = Object.entries(document.fields).find(
    ([path, { value }]) => isAtOrBelow(path, '/traits') && holds(value),
  )
  return entry?.[1].at ?? document.origin
}

/** `file:line`, for texts that name a second place. */
export function placeText({ file, line }: SourceLocation): string {
  return `${file}:${line}`
}
