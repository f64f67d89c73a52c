import type { AllowedAt, IdentitySchema, IdentitySchemaSet } from '../../identity-schema/identity-schema.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import { didYouMean } from '../../model/did-you-mean.ts'
import type { DesiredDocument, PlacedPointer } from '../../model/identity.ts'
import { formatPointer, isAtOrBelow, type JsonPointer, parsePointer } from '../../model/json.ts'
import { schemaIdOf } from '../../model/schema-id.ts'
import { someOf } from '../../model/some-of.ts'
import { quote } from '../../source/report.ts'

/**
 * Reports pointers of `ownership`, `sensitive`, `display` and `privileged` at which no identity can have a value, with any schema
 * that they apply to: such a pointer would silently have no effect. Metadata and open schemas allow any name.
 */
export function judgePointers(
  ofConfig: readonly PlacedPointer[],
  documents: readonly DesiredDocument[],
  schemas: IdentitySchemaSet,
): Diagnostic[] {
  const used = documents.map(schemaIdOf)
  const all = new Set([...schemas.ids, ...used])
  const asked = ofConfig.map((one): Asked => ({ one, beside: ofConfig, ids: all, documents }))
  const written = new Map<string, Asked & { readonly ids: Set<string>; readonly documents: DesiredDocument[] }>()
  for (const [index, document] of documents.entries()) {
    const places = document.ownershipPlaces ?? []
    for (const one of places) {
      const { file, line, column } = one.at
      const name = `${file}:${line}:${column}`
      // A line of `_defaults.yaml` applies to all documents that inherit it.
      const known = written.get(name) ?? { one, beside: places, ids: new Set<string>(), documents: [] }
      known.ids.add(used[index] ?? '')
      known.documents.push(document)
      written.set(name, known)
    }
  }
  return [...asked, ...written.values()].flatMap((one) => judge(one, schemas))
}

interface Asked {
  readonly one: PlacedPointer
  /** All pointers of the same idctl.yaml or document. */
  readonly beside: readonly PlacedPointer[]
  /** Ids of the schemas that it applies to. */
  readonly ids: ReadonlySet<string>
  readonly documents: readonly DesiredDocument[]
}

function judge({ one, beside, ids, documents }: Asked, set: IdentitySchemaSet): Diagnostic[] {
  const { use, pointer, mode, at } = one
  if (!isAtOrBelow(pointer, '/traits')) {
    const isScalar = parsePointer(pointer).length === 1 && !pointer.startsWith('/metadata')
    return mode === 'merge' && isScalar && !isReported(one, documents) ? [needsList(one)] : []
  }
  const schemas = [...ids].map((id) => set.get(id)).filter((schema) => schema !== undefined)
  // A schema that cannot be used may have it.
  if (schemas.length === 0 || schemas.length < ids.size) return []
  const places = schemas.map((schema) => schema.allowedAt(pointer)).filter(({ kind }) => kind !== 'closed')
  if (places.length === 0) {
    const where = schemas.length === 1 ? `not in the schema "${schemas[0]?.id}"` : 'in no identity schema'
    const summary = `${quote(pointer)} is ${where}: this line of \`${use}\` has no effect`
    return [{ severity: 'warning', code: 'IDC235', summary, ...hintFor(one, beside, schemas), at }]
  }
  const mayBeBelowList = use === 'sensitive' || use === 'privileged'
  if (!mayBeBelowList && places.every(({ kind }) => kind === 'below-list') && !isReported(one, documents)) {
    const depth = Math.min(...places.map((place) => ('depth' in place ? place.depth : 0)))
    return [belowList(one, formatPointer(parsePointer(pointer).slice(0, depth)))]
  }
  const isNeverList = (place: AllowedAt) => place.kind === 'possible' && !place.mayBeList && !place.mayBeMap
  return mode === 'merge' && places.every(isNeverList) && !isReported(one, documents) ? [needsList(one)] : []
}

function belowList({ use, pointer, at }: PlacedPointer, list: JsonPointer): Diagnostic {
  if (use === 'ownership') {
    const summary = `ownership cannot point below a list: ${quote(pointer)}`
    const hint = `point to ${list} itself: lists are compared as a whole, or element by element with mode merge`
    return { severity: 'error', code: 'IDC217', summary, hint, at }
  }
  const summary = `${quote(pointer)} is below a list, and an element of a list cannot be a name`
  return { severity: 'warning', code: 'IDC235', summary, hint: 'leave it out, or point to a text', at }
}

function needsList({ pointer, at }: PlacedPointer): Diagnostic {
  const summary = `ownership merge needs a list, but ${quote(pointer)} is not one`
  return { severity: 'error', code: 'IDC218', summary, hint: 'use enforce or seed for it', at }
}

/** Whether the value in a document was reported as a mistake already. */
function isReported({ use, pointer, mode }: PlacedPointer, documents: readonly DesiredDocument[]): boolean {
  if (use !== 'ownership') return false
  return documents.some(({ fields }) =>
    Object.entries(fields).some(([path, field]) => {
      if (isAtOrBelow(pointer, path) && path !== pointer) return Array.isArray(field.value)
      const isOfMerge = mode === 'merge' && field.mode === 'merge' && isAtOrBelow(path, pointer)
      return isOfMerge && field.value !== null && !Array.isArray(field.value)
    }),
  )
}

function hintFor(
  { use, pointer }: PlacedPointer,
  beside: readonly PlacedPointer[],
  schemas: readonly IdentitySchema[],
): { hint?: string } {
  const meant = schemas.map((schema) => meantPointer(pointer, schema)).find((found) => found !== undefined)
  if (meant !== undefined) {
    const isThere = beside.some((other) => other.use === use && other.pointer === meant)
    return { hint: isThere ? `leave it out: ${meant} is there already` : `did you mean ${meant}?` }
  }
  const names = [...new Set(schemas.flatMap((schema) => schema.propertyNames('/traits')))]
  return names.length === 0 ? {} : { hint: `known traits are ${someOf(names)}` }
}

/** The pointer with each unknown name spelled as in the schema. */
function meantPointer(pointer: JsonPointer, schema: IdentitySchema): JsonPointer | undefined {
  const segments = parsePointer(pointer)
  for (const [depth, name] of segments.entries()) {
    const place = schema.allowedAt(formatPointer(segments))
    if (place.kind !== 'closed') return formatPointer(segments)
    if (place.depth !== depth) continue
    const meant = didYouMean(name, schema.propertyNames(formatPointer(segments.slice(0, depth))))
    if (meant === undefined) return undefined
    segments[depth] = meant
  }
  const found = formatPointer(segments)
  return schema.allowedAt(found).kind === 'possible' ? found : undefined
}
