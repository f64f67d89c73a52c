import { badRequest, misconfiguration, SandboxError } from './errors.ts'
import type { JsonObject } from './json.ts'
import type { SchemaRules } from './profile.ts'
import {
  type CompiledIdentitySchema,
  checkIdentityMetaSchema,
  compileIdentitySchema,
} from './schema/identity-schema.ts'
import { SchemaCompileError } from './schema/schema-compile-error.ts'

interface ConfiguredSchema {
  readonly id: string
  readonly source: JsonObject
}

/** The identity schemas of the server, in configuration order. */
export interface Schemas {
  readonly all: readonly ConfiguredSchema[]
  /** Finds by an identity's `schema_id`; `''` means the literal id `default` (API reference §7.3, §12). */
  find(id: string): ConfiguredSchema | undefined
  /** Finds by the id in the path of a read, which may be in base64url. */
  findForRead(id: string): ConfiguredSchema | undefined
  /** Throws a 400 for an unknown id, a 500 for a schema that does not compile. */
  compiled(id: string): CompiledIdentitySchema
  /** URL on the public port. Throws a 500 for a stored id that is no longer configured. */
  urlOf(id: string): string
}

/** Throws `SandboxError` when Kratos would refuse to start (API reference §14.1). */
export function createSchemas(
  sources: Readonly<Record<string, JsonObject>>,
  rules: SchemaRules,
  publicUrl: () => string,
): Schemas {
  const all = Object.entries(sources).map(([id, source]) => ({ id, source }))
  for (const { id, source } of all) {
    const problems = checkIdentityMetaSchema(source, rules)
    if (problems.length > 0) throw new SandboxError(`Identity schema "${id}" is not valid: ${problems.join('; ')}`)
  }
  const findForRead = (id: string): ConfiguredSchema | undefined => findByName(all, id) ?? findDecoded(all, id)
  const find = (id: string): ConfiguredSchema | undefined =>
    rules.base64Ids === 'everywhere' ? findForRead(id) : findByName(all, id)
  const cache = new Map<string, CompiledIdentitySchema>()
  return {
    all,
    find,
    findForRead,
    compiled(id) {
      const schema = find(id)
      if (schema === undefined) throw badRequest(`Unable to find JSON Schema ID: ${id || 'default'}`)
      const known = cache.get(schema.id)
      if (known !== undefined) return known
      const compiled = compile(schema, rules)
      cache.set(schema.id, compiled)
      return compiled
    },
    urlOf(id) {
      const schema = find(id)
      if (schema === undefined) {
        throw misconfiguration(`The JSON Schema "${id}" for this identity's traits could not be found.`)
      }
      return `${publicUrl()}/schemas/${Buffer.from(schema.id).toString('base64url')}`
    },
  }
}

function findByName(all: readonly ConfiguredSchema[], id: string): ConfiguredSchema | undefined {
  return all.find((schema) => schema.id === (id || 'default'))
}

function findDecoded(all: readonly ConfiguredSchema[], id: string): ConfiguredSchema | undefined {
  const decoded = decodedId(id)
  return decoded === undefined ? undefined : findByName(all, decoded)
}

/** Decodes an id that is valid base64url without padding, else `undefined`. Bytes that are no UTF-8 become U+FFFD. */
export function decodedId(id: string): string | undefined {
  return /^[\w-]+$/.test(id) && id.length % 4 !== 1 ? Buffer.from(id, 'base64url').toString() : undefined
}

function compile(schema: ConfiguredSchema, rules: SchemaRules): CompiledIdentitySchema {
  try {
    return compileIdentitySchema(schema.source, rules)
  } catch (error) {
    if (!(error instanceof SchemaCompileError)) throw error
    throw misconfiguration('Unable to parse validate JSON object against JSON schema.')
  }
}
