import type { Config } from '../../config/types.ts'
import { compileIdentitySchemas } from '../../identity-schema/compile.ts'
import type { IdentitySchema, IdentitySchemaSet } from '../../identity-schema/identity-schema.ts'
import { formatPointer, type Json, type JsonObject } from '../../model/json.ts'
import { type Located, memberOf } from '../../source/located.ts'
import type { Judge, Path } from '../../source/misspelt.ts'
import { judgeDocuments } from '../document/document.ts'
import { underBothNames } from '../schemas/schema-aliases.ts'
import { readSchemaFiles } from '../schemas/schema-files.ts'
import { isAboutStorage, subjectOf } from './one-mistake.ts'

/** The local identity schemas, read only once a hint needs them. */
export function schemasOnDemand(config: Config): () => IdentitySchemaSet {
  let schemas: IdentitySchemaSet | undefined
  return () => {
    schemas ??= compileIdentitySchemas(underBothNames(readSchemaFiles(config).sources, config.schema_aliases)).schemas
    return schemas
  }
}

/**
 * Judges values of a file of documents by their path, including traits: whoever follows a hint to quote a number, or to
 * spell it differently, must not run into the next error of the schema.
 *
 * @param otherwise Id of the schema for documents that name none.
 */
export function judgeWithSchemas(schemas: () => IdentitySchemaSet, otherwise: () => string | undefined): Judge {
  return (path, value, root) => {
    const [index, ...inList] = path
    const [document, below] =
      typeof index === 'number' && root.kind === 'list' ? [root.items[index], inList] : [root, path]
    const [top, ...trait] = below
    if (top !== 'traits' || trait.length === 0) return judgeDocuments(path, value, root)
    const schema = schemas().get(schemaIdOf(document) ?? otherwise() ?? '')
    return schema && judgeTrait(schema, trait, value)
  }
}

export function schemaIdOf(document: Located | undefined): string | undefined {
  const id = memberOf(document, 'schema_id')?.value
  return id?.kind === 'scalar' && typeof id.value === 'string' ? id.value : undefined
}

/** Judges the value alone: other problems of the traits are other mistakes. */
function judgeTrait(schema: IdentitySchema, path: Path, value: string | number | null): string | undefined {
  // A list on the path has only this one item here.
  const steps = path.map((step) => (typeof step === 'number' ? 0 : step))
  const pointer = `/traits${formatPointer(steps.map(String))}`
  // In a document null means that the trait is absent.
  const problems = schema.validate(around(steps, value))
  const found = problems.find(
    (problem) =>
      subjectOf(problem) === pointer && (value === null) === (problem.missing === true) && !isAboutStorage(problem),
  )
  return found?.message
}

function around([step, ...rest]: Path, value: string | number | null): JsonObject {
  if (rest.length === 0) return value === null ? {} : { [String(step)]: value }
  const below: Json = typeof rest[0] === 'number' ? itemOf(rest, value) : around(rest, value)
  return { [String(step)]: below }
}

function itemOf([, ...rest]: Path, value: string | number | null): Json[] {
  if (rest.length === 0) return [value]
  return [typeof rest[0] === 'number' ? itemOf(rest, value) : around(rest, value)]
}
