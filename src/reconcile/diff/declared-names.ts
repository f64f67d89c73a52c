import type { IdentitySchemaSet } from '../../identity-schema/identity-schema.ts'
import type { Change } from '../../model/change.ts'
import { formatPointer, type JsonPointer, parsePointer } from '../../model/json.ts'

/** The pointers of all leaves that the changes of a plan are about. Each once: all people have about the same. */
export function pathsOf(changes: readonly Change[]): ReadonlySet<JsonPointer> {
  const paths = new Set<JsonPointer>()
  for (const { fields, observed = [], released = [], privileged = [] } of changes) {
    for (const some of [fields, observed, privileged]) for (const { path } of some) paths.add(path)
    for (const path of released) paths.add(path)
  }
  return paths
}

/**
 * The pointers that `--mask` may show: those of the given traits, and of objects above them, whose names an identity schema declares. A
 * name that no schema declares (a key of a free map) can be the name of a person.
 */
export function declaredNames(paths: Iterable<JsonPointer>, schemas: IdentitySchemaSet): JsonPointer[] {
  const known = new Map<JsonPointer, boolean>()
  const sources = schemas.ids.map((id) => schemas.get(id))
  const isDeclared = (parent: JsonPointer, name: string): boolean =>
    sources.some((schema) => schema?.propertyNames(parent).includes(name) === true)

  for (const path of paths) {
    const segments = parsePointer(path)
    if (segments[0] !== 'traits') continue
    for (let depth = 2; depth <= segments.length; depth += 1) {
      const parent = formatPointer(segments.slice(0, depth - 1))
      const pointer = formatPointer(segments.slice(0, depth))
      const declared = known.get(pointer) ?? isDeclared(parent, segments[depth - 1] ?? '')
      known.set(pointer, declared)
      if (!declared) break
    }
  }
  return [...known].filter(([, declared]) => declared).map(([pointer]) => pointer)
}
