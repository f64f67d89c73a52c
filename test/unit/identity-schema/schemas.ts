import { compileIdentitySchemas } from '../../../src/identity-schema/compile.ts'
import type { IdentitySchema } from '../../../src/identity-schema/identity-schema.ts'
import type { Json, JsonObject } from '../../../src/model/json.ts'

const extension = 'ory.sh/kratos'

/** Text that is a password identifier. */
export function identifier(more: JsonObject = {}): JsonObject {
  return { type: 'string', [extension]: { credentials: { password: { identifier: true } } }, ...more }
}

/** The usual email: password identifier, verified, for recovery. */
export function email(more: JsonObject = {}): JsonObject {
  return {
    type: 'string',
    format: 'email',
    [extension]: {
      credentials: { password: { identifier: true } },
      verification: { via: 'email' },
      recovery: { via: 'email' },
    },
    ...more,
  }
}

/** Text with an extension of one's own. */
export function marked(value: JsonObject, more: JsonObject = {}): JsonObject {
  return { type: 'string', [extension]: value, ...more }
}

/** A draft-07 schema with these keywords on its traits. */
export function schemaOf(traits: JsonObject, root: JsonObject = {}): JsonObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...root,
    properties: { traits: { type: 'object', properties: {}, ...traits } },
  }
}

export function compileOne(source: JsonObject, id = 'test'): IdentitySchema {
  const { schemas, problems } = compileIdentitySchemas([{ id, schema: source }])
  const schema = schemas.get(id)
  if (schema === undefined) throw new Error(problems.map(({ message }) => message).join('; '))
  return schema
}

/** Problems as `pointer message` lines. */
export function problemLines(schema: IdentitySchema, traits: Json): string[] {
  return schema.validate(traits).map(({ path, message }) => `${path} ${message}`)
}

/** Login identifiers as `type value`. */
export function identifierLines(schema: IdentitySchema, traits: Json): string[] {
  return schema.derive(traits).identifiers.map(({ type, value }) => `${type} ${value}`)
}
