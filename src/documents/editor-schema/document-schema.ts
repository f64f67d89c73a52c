import { personalPaths } from '../../desired/document/personal-members.ts'
import { compileIdentitySchemas } from '../../identity-schema/compile.ts'
import { draftOf, toPlainSchema } from '../../identity-schema/dialect.ts'
import type { IdentitySchemaSource } from '../../model/identity.ts'
import type { JsonObject } from '../../model/json.ts'
import { documentMembers } from './document-members.ts'
import { draft07 } from './from-zod.ts'
import { lenientTraits } from './lenient.ts'

export interface DocumentSchemaInput {
  /** Identity schemas by the names that documents use for them. */
  readonly sources: readonly IdentitySchemaSource[]
  /** Names of the schemas that a document without `schema_id` may have, from idctl.yaml and from `_defaults.yaml`. */
  readonly inherited: readonly string[]
}

/**
 * The JSON Schema by which an editor completes and checks files of documents. It refuses no file that `idctl validate`
 * takes; validate finds more.
 */
export function editorDocumentSchema({ sources, inherited }: DocumentSchemaInput): JsonObject {
  const traits = traitsOf(sources)
  const document = documentMembers(sources, () => true)
  const ofOne: JsonObject = { $ref: '#/definitions/document' }
  return {
    $schema: draft07,
    title: 'Identities for idctl',
    ...conditional({ type: 'array' }, { items: ofOne }, ofOne),
    definitions: { document: { ...document, allOf: casesOf(traits, inherited) }, ...traits.definitions },
  }
}

/** The same for `_defaults.yaml`, which has nothing of one person, and serves documents of any schema. */
export function editorDefaultsSchema({ sources }: Pick<DocumentSchemaInput, 'sources'>): JsonObject {
  const traits = traitsOf(sources)
  const defaults = documentMembers(sources, (path) => !personalPaths.includes(path))
  const ids = sources.map(({ id }) => id)
  return {
    $schema: draft07,
    title: 'Defaults of a folder for idctl',
    ...defaults,
    allOf: casesOf(traits, ids),
    definitions: traits.definitions,
  }
}

interface TraitSchemas {
  /** Name of an identity schema → name of the definition of its traits; without schemas that cannot be used. */
  readonly names: ReadonlyMap<string, string>
  readonly definitions: JsonObject
}

function traitsOf(sources: readonly IdentitySchemaSource[]): TraitSchemas {
  const { schemas } = compileIdentitySchemas(sources)
  const names = new Map<string, string>()
  const definitions: JsonObject = {}
  for (const { id, schema } of sources) {
    const draft = draftOf(schema)
    if (draft === undefined || schemas.get(id) === undefined || names.has(id)) continue
    const name = `traits-${names.size + 1}`
    const { traits, definitions: others } = lenientTraits(toPlainSchema(schema, draft).schema, name)
    names.set(id, name)
    Object.assign(definitions, { [name]: traits }, others)
  }
  return { names, definitions }
}

/** What the traits of a document must be, by its `schema_id`. */
function casesOf({ names }: TraitSchemas, inherited: readonly string[]): JsonObject[] {
  const named = [...names].map(([id, name]) => {
    return conditional({ properties: { schema_id: { const: id } }, required: ['schema_id'] }, traitsAre([name]))
  })
  const unnamed = [...new Set(inherited)].flatMap((id) => names.get(id) ?? [])
  // Nothing is known of traits whose schema cannot be used.
  const isKnown = unnamed.length > 0 && unnamed.length === new Set(inherited).size
  return isKnown ? [...named, conditional({ not: { required: ['schema_id'] } }, traitsAre(unnamed))] : named
}

function traitsAre(names: readonly string[]): JsonObject {
  const anyOf = names.map((name): JsonObject => ({ $ref: `#/definitions/${name}` }))
  const [only] = anyOf
  return { properties: { traits: anyOf.length === 1 && only !== undefined ? only : { anyOf } } }
}

/** Built from entries: an object with a member `then` looks like a promise. */
function conditional(test: JsonObject, consequence: JsonObject, otherwise?: JsonObject): JsonObject {
  const entries: [string, JsonObject][] = [
    ['if', test],
    ['then', consequence],
  ]
  return Object.fromEntries(otherwise === undefined ? entries : [...entries, ['else', otherwise]])
}
