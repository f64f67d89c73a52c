import { isJsonObject, type Json, type JsonObject, member } from '../json.ts'
import { SchemaCompileError } from './schema-compile-error.ts'

/** The members of a node's `ory.sh/kratos` that the server uses (API reference §14.2). */
export interface ExtensionConfig {
  readonly password: boolean
  readonly webauthn: boolean
  /** Set when the node is a code identifier; `''` when `via` is missing. */
  readonly codeVia: string | undefined
  readonly verificationVia: string
  readonly recoveryVia: string
  /** The node's own `format`, or `''`: verification depends on it. */
  readonly format: string
}

export const extensionKeyword = 'ory.sh/kratos'

/** @throws {SchemaCompileError} on a member of the wrong type (the meta-schema checks for unknown members) */
export function compileExtension(schema: JsonObject): ExtensionConfig | undefined {
  if (!Object.hasOwn(schema, extensionKeyword)) return undefined
  const config = section(schema, extensionKeyword)
  const credentials = section(config, 'credentials')
  const code = section(credentials, 'code')
  const format = member(schema, 'format')
  return {
    password: flag(section(credentials, 'password'), 'identifier'),
    webauthn: flag(section(credentials, 'webauthn'), 'identifier'),
    codeVia: flag(code, 'identifier') ? text(code, 'via') : undefined,
    verificationVia: text(section(config, 'verification'), 'via'),
    recoveryVia: text(section(config, 'recovery'), 'via'),
    format: typeof format === 'string' ? format : '',
  }
}

function section(parent: JsonObject, name: string): JsonObject {
  const value = member(parent, name) ?? {}
  return isJsonObject(value) ? value : refuse(name, value)
}

function flag(parent: JsonObject, name: string): boolean {
  const value = member(parent, name) ?? false
  return typeof value === 'boolean' ? value : refuse(name, value)
}

function text(parent: JsonObject, name: string): string {
  const value = member(parent, name) ?? ''
  return typeof value === 'string' ? value : refuse(name, value)
}

function refuse(name: string, value: Json): never {
  throw new SchemaCompileError(`${extensionKeyword}: "${name}" cannot be ${JSON.stringify(value)}`)
}
