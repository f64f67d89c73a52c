import { isJsonObject, type Json, type JsonObject, member } from '../json.ts'
import { compileArrayKeywords } from './array-keywords.ts'
import { createCheck } from './check.ts'
import { compileCombinators } from './combinators.ts'
import { compileExtension } from './extension-config.ts'
import { type DraftVersion, draftUrl, metaSchema } from './meta-schemas.ts'
import type { SchemaNode } from './node.ts'
import { compileNumberKeywords } from './number-keywords.ts'
import { compileObjectKeywords } from './object-keywords.ts'
import { renderProblem } from './problem.ts'
import {
  collectIds,
  createResource,
  idOf,
  isRootFragment,
  type Resource,
  resolvePointer,
  resolveUrl,
  splitUrl,
} from './resource.ts'
import { SchemaCompileError } from './schema-compile-error.ts'
import { compileStringKeywords } from './string-keywords.ts'
import { compileValueKeywords } from './value-keywords.ts'

export interface CompileOptions {
  /** Other documents that references may name. */
  readonly documents?: Readonly<Record<string, JsonObject>>
  /** If set, also compile `ory.sh/kratos` and validate the schema against this meta-schema. */
  readonly extensionMeta?: SchemaNode
}

interface Compiler {
  readonly options: CompileOptions
  readonly resources: Map<string, Resource>
  /** False while compiling meta-schemas, which are known to be valid. */
  readonly checkMeta: boolean
}

/**
 * Compiles the document at `url`.
 * @throws {SchemaCompileError} for every error of Kratos' compiler. Only the given documents can be loaded.
 */
export function compileDocument(url: string, document: JsonObject, options: CompileOptions = {}): SchemaNode {
  const resources = new Map<string, Resource>()
  const compiler: Compiler = { options, resources, checkMeta: true }
  resources.set(url, createResource(url, document))
  return compileResource(compiler, url, '#')
}

const metaNodes = new Map<DraftVersion, SchemaNode>()

function metaNode(version: DraftVersion): SchemaNode {
  const url = draftUrl(version)
  const known = metaNodes.get(version)
  if (known) return known
  const resources = new Map([[url, createResource(url, metaSchema(version))]])
  const node = compileResource({ options: {}, resources, checkMeta: false }, url, '#')
  metaNodes.set(version, node)
  return node
}

function compileResource(compiler: Compiler, url: string, fragment: string): SchemaNode {
  const resource = compiler.resources.get(url) ?? loadResource(compiler, url)
  return compileReference(compiler, resource, url, fragment)
}

function loadResource(compiler: Compiler, url: string): Resource {
  const version = ([4, 6, 7] as const).find((candidate) => url === draftUrl(candidate))
  const document = version === undefined ? compiler.options.documents?.[url] : metaSchema(version)
  if (document === undefined) throw new SchemaCompileError(`no document ${url}: references stay within the schema`)
  const resource = createResource(url, document)
  compiler.resources.set(url, resource)
  return resource
}

function compileReference(compiler: Compiler, resource: Resource, base: string, reference: string): SchemaNode {
  if (isRootFragment(reference)) {
    return compileNamed(compiler, resource, '#', resource.url, '#', base, resource.document)
  }
  if (reference.startsWith('#/')) {
    const found = resolvePointer(resource, reference)
    return compileNamed(compiler, resource, reference, base, reference, found.base, found.schema)
  }
  const address = resolveUrl(base, reference)
  const [url, fragment] = splitUrl(address)
  const schema = collectIds(resource).get(address)
  if (schema) return compileNamed(compiler, resource, address, url, fragment, address, schema)
  if (url === resource.url) throw new SchemaCompileError(`invalid ref: ${address}`)
  return compileResource(compiler, url, fragment)
}

/** Registers the node before compiling its content, because references may be circular. */
function compileNamed(
  compiler: Compiler,
  resource: Resource,
  name: string,
  url: string,
  pointer: string,
  base: string,
  schema: Json,
): SchemaNode {
  const known = resource.nodes.get(name)
  if (known) return known
  if (compiler.checkMeta) refuseInvalid(compiler, resource, schema)
  const node: SchemaNode = { url, pointer }
  resource.nodes.set(name, node)
  fillNode(compiler, resource, node, base, schema)
  return node
}

function refuseInvalid(compiler: Compiler, resource: Resource, schema: Json): void {
  const { extensionMeta } = compiler.options
  for (const meta of [metaNode(resource.version), ...(extensionMeta ? [extensionMeta] : [])]) {
    const found = createCheck(() => undefined)(meta, schema)
    if (found) throw new SchemaCompileError(renderProblem(found))
  }
}

function fillNode(compiler: Compiler, resource: Resource, node: SchemaNode, base: string, schema: Json): void {
  if (typeof schema === 'boolean') {
    node.always = schema
    return
  }
  if (!isJsonObject(schema)) throw new SchemaCompileError(`a schema cannot be ${JSON.stringify(schema)}`)
  const id = idOf(schema, resource.version)
  const ownBase = id === undefined ? base : resolveUrl(base, id)
  const reference = member(schema, '$ref')
  if (typeof reference === 'string') {
    node.ref = compileReference(compiler, resource, splitUrl(ownBase)[0], reference)
    return
  }
  const load = (nested: Json): SchemaNode => {
    const child: SchemaNode = { url: splitUrl(ownBase)[0], pointer: '' }
    fillNode(compiler, resource, child, ownBase, nested)
    return child
  }
  Object.assign(node, compileKeywords(schema, resource.version, load), extensionOf(compiler, schema))
}

function compileKeywords(schema: JsonObject, version: DraftVersion, load: (nested: Json) => SchemaNode) {
  return {
    value: compileValueKeywords(schema, version),
    combinators: compileCombinators(schema, version, load),
    object: compileObjectKeywords(schema, version, load),
    array: compileArrayKeywords(schema, version, load),
    string: compileStringKeywords(schema, version),
    number: compileNumberKeywords(schema),
  }
}

function extensionOf(compiler: Compiler, schema: JsonObject) {
  return compiler.options.extensionMeta ? { extension: compileExtension(schema) } : {}
}
