import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { derivedDataOf, type Findings, findingsOf, identifiersIn } from './derive.ts'
import { draftOf, toPlainSchema } from './dialect.ts'
import type { IdentitySchema, IdentitySchemaSet } from './identity-schema.ts'
import { problemsOf } from './problems.ts'
import { shapeOf } from './shape.ts'
import { identifierProblems, nulProblems } from './storage-problems.ts'
import { compileValidator, metaProblem } from './validator.ts'
import { type MarkedValue, walkMarked } from './walk.ts'
import { waysInOf } from './ways-in.ts'

/** Something wrong with an identity schema itself. With an `error` the schema cannot be used and is not in the set. */
export interface SchemaSourceProblem {
  readonly id: string
  readonly severity: 'error' | 'warning'
  /** One line. */
  readonly message: string
}

/**
 * Compiles identity schemas as a server of v26.2.0 would (API reference §14). Never throws: a schema that cannot be
 * used is a problem, and `get` answers `undefined` for its id although `ids` lists it. Of two sources with one id the
 * first wins.
 */
export function compileIdentitySchemas(sources: readonly { readonly id: string; readonly schema: JsonObject }[]): {
  schemas: IdentitySchemaSet
  problems: SchemaSourceProblem[]
} {
  const problems: SchemaSourceProblem[] = []
  const compiled = new Map<string, IdentitySchema>()
  const ids = new Set<string>()
  for (const { id, schema } of sources) {
    if (ids.has(id)) continue
    ids.add(id)
    const result = compileIdentitySchema(id, schema)
    if ('error' in result) problems.push({ id, severity: 'error', message: result.error })
    else compiled.set(id, result.schema)
    for (const message of new Set(result.warnings)) problems.push({ id, severity: 'warning', message })
  }
  return { schemas: { ids: [...ids], get: (id) => compiled.get(id) }, problems }
}

type Result = { readonly warnings: readonly string[] } & (
  | { readonly schema: IdentitySchema }
  | { readonly error: string }
)

function compileIdentitySchema(id: string, source: JsonObject): Result {
  const draft = draftOf(source)
  if (draft === undefined) return { warnings: [], error: 'its "$schema" is not draft-04, draft-06 or draft-07' }
  if (!hasTraits(source)) return { warnings: [], error: 'it has no object at properties.traits.properties' }
  const plain = toPlainSchema(source, draft)
  const { warnings, fault } = plain
  if (fault !== undefined) return { warnings, error: `#${fault} is no JSON Schema` }
  try {
    const validator = compileValidator(plain)
    const shape = shapeOf(validator, plain.schema)
    const markedIn = (traits: Json): MarkedValue[] => {
      const marked: MarkedValue[] = []
      walkMarked(validator, plain.schema, { traits }, (item) => marked.push(item))
      return marked
    }
    const findings = (traits: Json): Findings => findingsOf(markedIn(traits))
    const schema: IdentitySchema = {
      id,
      source,
      ...shape,
      validate: (traits) => [
        ...problemsOf(validator.errors({ traits })),
        ...identifierProblems(findings(traits)),
        ...nulProblems(traits, '/traits'),
      ],
      derive: (traits) => derivedDataOf(findings(traits)),
      identifiers: (traits) => identifiersIn(markedIn(traits)),
      addressSources: (traits) => findings(traits).verifiable.map(({ via, value, at }) => ({ via, value, at })),
      waysIn: (traits, credentials) => waysInOf(findings(traits), credentials),
    }
    return { warnings, schema }
  } catch (thrown) {
    // Only now, since it takes longer than all the rest: the schema of schemas says where the mistake is.
    return { warnings, error: metaProblem(plain) ?? (thrown instanceof Error ? thrown.message : String(thrown)) }
  }
}

/** Kratos does not start with a schema that lacks this (API reference §14.1). */
function hasTraits(source: JsonObject): boolean {
  const traits = isJsonObject(source['properties']) ? source['properties']['traits'] : undefined
  return isJsonObject(traits) && isJsonObject(traits['properties'])
}
