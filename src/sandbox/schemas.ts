import { badRequest, misconfiguration, SandboxError } from './errors.ts'
import type { JsonObject } from './json.ts'
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

/** The identity schemas of the server, in the order of its configuration. */
export interface Schemas {
  readonly all: readonly ConfiguredSchema[]
  /** By id, or by the id in base64url; `''` means the literal id `default` (API reference §7.3, §12). */
  find(id: string): ConfiguredSchema | undefined
  /** Throws a 400 for an unknown id, a 500 for a schema that does not compile. */
  compiled(id: string): CompiledIdentitySchema
  /** Address on the public port. Throws a 500 for a stored id that is no longer configured. */
  urlOf(id: string): string
}

/** Throws `SandboxError` where Kratos would refuse to start (API reference §14.1). */
export function createSchemas(sources: Readonly<Record<string, JsonObject>>, publicUrl: () => string): Schemas {
  const all = Object.entries(sources).map(([id, source]) => ({ id, source }))
  for (const { id, source } of all) {
    const problems = checkIdentityMetaSchema(source)
    if (problems.length > 0) throw new SandboxError(`Identity schema "${id}" is not valid: ${problems.join('; ')}`)
  }
  const find = (id: string): ConfiguredSchema | undefined => findSchema(all, id || 'default')
  const cache = new Map<string, CompiledIdentitySchema>()
  return {
    all,
    find,
    compiled(id) {
      const schema = find(id)
      if (schema === undefined) throw badRequest(`Unable to find JSON Schema ID: ${id || 'default'}`)
      const known = cache.get(schema.id)
      if (known !== undefined) return known
      const compiled = compile(schema)
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

function findSchema(all: readonly ConfiguredSchema[], id: string): ConfiguredSchema | undefined {
  const byName = all.find((schema) => schema.id === id)
  if (byName !== undefined || !/^[\w-]+$/.test(id) || id.length % 4 === 1) return byName
  const decoded = Buffer.from(id, 'base64url').toString()
  return all.find((schema) => schema.id === decoded)
}

function compile(schema: ConfiguredSchema): CompiledIdentitySchema {
  try {
    return compileIdentitySchema(schema.source)
  } catch (error) {
    if (!(error instanceof SchemaCompileError)) throw error
    throw misconfiguration('Unable to parse validate JSON object against JSON schema.')
  }
}
