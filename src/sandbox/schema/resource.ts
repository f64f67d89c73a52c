import { parseGoUrl } from '../../go/url.ts'
import { isJsonObject, type Json, type JsonObject, member } from '../json.ts'
import { type DraftVersion, draftUrl } from './meta-schemas.ts'
import type { SchemaNode } from './node.ts'
import { SchemaCompileError } from './schema-compile-error.ts'

/** A schema document and its compiled nodes by reference. */
export interface Resource {
  /** Without fragment. */
  readonly url: string
  readonly document: Json
  readonly version: DraftVersion
  readonly nodes: Map<string, SchemaNode>
}

/** @throws {SchemaCompileError} when `$schema` names a draft that Kratos does not know (API reference §14.1) */
export function createResource(url: string, document: Json): Resource {
  return { url, document, version: draftOf(document), nodes: new Map() }
}

function draftOf(document: Json): DraftVersion {
  const name = isJsonObject(document) ? member(document, '$schema') : undefined
  if (name === undefined || name === 'http://json-schema.org/schema#') return 7
  const version = ([4, 6, 7] as const).find((candidate) => name === `${draftUrl(candidate)}#`)
  if (version === undefined) throw new SchemaCompileError(`unknown $schema ${JSON.stringify(name)}`)
  return version
}

/** The value of the draft's id keyword. */
export function idOf(schema: JsonObject, version: DraftVersion): string | undefined {
  const id = member(schema, version === 4 ? 'id' : '$id')
  return typeof id === 'string' ? id : undefined
}

/** Splits a URL before its fragment; a missing fragment counts as `#`. */
export function splitUrl(url: string): [base: string, fragment: string] {
  const hash = url.indexOf('#')
  return hash === -1 ? [url, '#'] : [url.slice(0, hash), url.slice(hash)]
}

export function isRootFragment(fragment: string): boolean {
  return fragment === '' || fragment === '#' || fragment === '#/'
}

/** @throws {SchemaCompileError} when the reference is no URL */
export function resolveUrl(base: string, reference: string): string {
  if (reference === '') return base
  const parsed = parseGoUrl(reference)
  if (!parsed || !URL.canParse(reference, base)) throw new SchemaCompileError(`invalid ref: ${reference}`)
  const [url, fragment] = splitUrl(parsed.scheme === '' ? new URL(reference, base).href : reference)
  return url + (isRootFragment(fragment) ? '#' : fragment)
}

/**
 * The subschema at `#/…` and its base URL.
 * @throws {SchemaCompileError} when the pointer leads nowhere
 */
export function resolvePointer(resource: Resource, pointer: string): { base: string; schema: Json } {
  let base = resource.url
  let schema: Json | undefined = resource.document
  for (const token of pointer.slice(2).split('/')) {
    const name = decodeToken(token, pointer)
    if (Array.isArray(schema)) schema = schema[arrayIndex(name, schema.length, pointer)]
    else if (isJsonObject(schema)) {
      const id = idOf(schema, resource.version)
      if (id !== undefined) base = resolveUrl(base, id)
      schema = member(schema, name)
    } else throw new SchemaCompileError(`invalid $ref ${pointer}`)
  }
  if (schema === undefined) throw new SchemaCompileError(`invalid $ref ${pointer}`)
  return { base, schema }
}

function decodeToken(token: string, pointer: string): string {
  try {
    return decodeURIComponent(token.replaceAll('~1', '/').replaceAll('~0', '~'))
  } catch {
    throw new SchemaCompileError(`invalid $ref ${pointer}`)
  }
}

function arrayIndex(name: string, length: number, pointer: string): number {
  const index = /^[+-]?\d+$/.test(name) ? Number(name) : -1
  if (index < 0 || index >= length) throw new SchemaCompileError(`invalid $ref ${pointer}`)
  return index
}

const nestedOne = ['not', 'additionalProperties', 'propertyNames', 'contains', 'if', 'then', 'else', 'additionalItems']
const nestedList = ['allOf', 'anyOf', 'oneOf', 'items']
const nestedMap = ['definitions', 'properties', 'patternProperties', 'dependencies']

/** URL → subschema for every `$id` (draft-04: `id`). */
export function collectIds(resource: Resource): Map<string, JsonObject> {
  const ids = new Map<string, JsonObject>()
  const visit = (schema: Json | undefined, base: string): void => {
    if (!isJsonObject(schema)) return
    const id = idOf(schema, resource.version)
    const own = id === undefined ? base : resolveUrl(base, id)
    if (id !== undefined) ids.set(own, schema)
    for (const name of nestedOne) visit(member(schema, name), own)
    for (const name of nestedList) {
      const nested = member(schema, name)
      if (Array.isArray(nested)) for (const item of nested) visit(item, own)
      else if (name === 'items') visit(nested, own)
    }
    for (const name of nestedMap) {
      const nested = member(schema, name)
      if (isJsonObject(nested)) for (const item of Object.values(nested)) visit(item, own)
    }
  }
  visit(resource.document, resource.url)
  return ids
}
