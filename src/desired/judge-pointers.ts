import type { IdentitySchema, IdentitySchemaSet, SchemaPlace } from '../identity-schema/identity-schema.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { didYouMean } from '../model/did-you-mean.ts'
import type { DesiredDocument, PlacedPointer } from '../model/identity.ts'
import { formatPointer, isAtOrBelow, type JsonPointer, parsePointer } from '../model/json.ts'
import { someOf } from '../model/some-of.ts'
import { quote } from '../source/report.ts'

/**
 * Pointers of `ownership`, `sensitive` and `display` that no identity may have anything at, with every schema that they are
 * about: such a pointer holds for nothing, in silence. Metadata and open schemas take any name.
 */
export function judgePointers(
  ofConfig: readonly PlacedPointer[],
  documents: readonly DesiredDocument[],
  schemas: IdentitySchemaSet,
): Diagnostic[] {
  const used = documents.map((document) => String(document.fields['/schema_id']?.value))
  const all = new Set([...schemas.ids, ...used])
  const asked = ofConfig.map((one): Asked => ({ one, beside: ofConfig, ids: all, documents }))
  const written = new Map<string, Asked & { readonly ids: Set<string>; readonly documents: DesiredDocument[] }>()
  for (const [index, document] of documents.entries()) {
    const places = document.ownershipPlaces ?? []
    for (const one of places) {
      const { file, line, column } = one.at
      const name = `${file}:${line}:${column}`
      // A line of _defaults.yaml is about all who inherit it.
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
  /** What stands in the same place of the files. */
  readonly beside: readonly PlacedPointer[]
  /** Of the schemas that it is about. */
  readonly ids: ReadonlySet<string>
  readonly documents: readonly DesiredDocument[]
}

function judge({ one, beside, ids, documents }: Asked, set: IdentitySchemaSet): Diagnostic[] {
  const { use, pointer, mode, at } = one
  if (!isAtOrBelow(pointer, '/traits')) {
    const isScalar = parsePointer(pointer).length === 1 && !pointer.startsWith('/metadata')
    return mode === 'merge' && isScalar && !isTold(one, documents) ? [needsList(one)] : []
  }
  const schemas = [...ids].map((id) => set.get(id)).filter((schema) => schema !== undefined)
  // One that cannot be read may have it.
  if (schemas.length === 0 || schemas.length < ids.size) return []
  const places = schemas.map((schema) => schema.placeAt(pointer)).filter(({ kind }) => kind !== 'closed')
  if (places.length === 0) {
    const where = schemas.length === 1 ? `not in the schema "${schemas[0]?.id}"` : 'in no identity schema'
    const summary = `${quote(pointer)} is ${where}: this line of \`${use}\` holds for nothing`
    return [{ severity: 'warning', code: 'IDC235', summary, ...hintFor(one, beside, schemas), at }]
  }
  if (use !== 'sensitive' && places.every(({ kind }) => kind === 'below-list') && !isTold(one, documents)) {
    const depth = Math.min(...places.map((place) => ('depth' in place ? place.depth : 0)))
    return [belowList(one, formatPointer(parsePointer(pointer).slice(0, depth)))]
  }
  const isNeverList = (place: SchemaPlace) => place.kind === 'possible' && !place.mayBeList && !place.mayBeMap
  return mode === 'merge' && places.every(isNeverList) && !isTold(one, documents) ? [needsList(one)] : []
}

function belowList({ use, pointer, at }: PlacedPointer, list: JsonPointer): Diagnostic {
  if (use === 'ownership') {
    const summary = `ownership cannot point below a list: ${quote(pointer)}`
    const hint = `point to ${list} itself: lists are compared whole, or by element with mode merge`
    return { severity: 'error', code: 'IDC217', summary, hint, at }
  }
  const summary = `${quote(pointer)} is below a list, and an element of a list is no name`
  return { severity: 'warning', code: 'IDC235', summary, hint: 'leave it out, or point to a text', at }
}

function needsList({ pointer, at }: PlacedPointer): Diagnostic {
  const summary = `ownership merge needs a list, and ${quote(pointer)} is none`
  return { severity: 'error', code: 'IDC218', summary, hint: 'use enforce or seed for it', at }
}

/** The value in a document was a mistake of its own. */
function isTold({ use, pointer, mode }: PlacedPointer, documents: readonly DesiredDocument[]): boolean {
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

/** The same pointer with each unknown name as the schema spells it. */
function meantPointer(pointer: JsonPointer, schema: IdentitySchema): JsonPointer | undefined {
  const segments = parsePointer(pointer)
  for (const [depth, name] of segments.entries()) {
    const place = schema.placeAt(formatPointer(segments))
    if (place.kind !== 'closed') return formatPointer(segments)
    if (place.depth !== depth) continue
    const meant = didYouMean(name, schema.propertyNames(formatPointer(segments.slice(0, depth))))
    if (meant === undefined) return undefined
    segments[depth] = meant
  }
  const found = formatPointer(segments)
  return schema.placeAt(found).kind === 'possible' ? found : undefined
}
