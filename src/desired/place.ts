import { normaliseIdentifier, normalisePhone } from '../identity-schema/normalise.ts'
import type { SourceLocation } from '../model/diagnostic.ts'
import type { DesiredDocument } from '../model/identity.ts'
import { isAtOrBelow, type Json, type JsonPointer, parsePointer } from '../model/json.ts'

/**
 * Where a value stands: its own leaf, else the leaf around it (arrays are leaves), else the first leaf below it, else
 * the document. The roots (`/traits`) are always the document: their first leaf says nothing about them.
 */
export function placeOf(document: DesiredDocument, pointer: JsonPointer): SourceLocation {
  const segments = parsePointer(pointer)
  const paths = Object.keys(document.fields)
  const around = paths.filter((path) => isAtOrBelow(pointer, path)).sort((a, b) => b.length - a.length)[0]
  const path = around ?? (segments.length > 1 ? paths.find((candidate) => isAtOrBelow(candidate, pointer)) : undefined)
  return (path === undefined ? undefined : document.fields[path]?.at) ?? document.origin
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
