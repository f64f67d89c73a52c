import { parseInteger } from './go/query.ts'
import { isJsonObject, type Json, type JsonObject } from './json.ts'
import { decodePatch, type Operation } from './patch-operations.ts'
import {
  addChild,
  type Container,
  cannotUnmarshal,
  closeRoot,
  getChild,
  openNode,
  openRoot,
  PatchFailure,
  type PatchNode,
  removeChild,
  setChild,
} from './patch-tree.ts'
import type { PatchDialect, PatchRules } from './profile.ts'

export type PatchResult =
  | { readonly ok: true; readonly document: JsonObject }
  /** The `message` of the server's 400. */
  | { readonly ok: false; readonly message: string }

/**
 * Applies the body of `PATCH /admin/identities/{id}` as Kratos does: `add`, `remove` and a tolerant `replace`, with missing
 * parents created, all or nothing (API reference §7.1, §7.2, §7.4). Does not change `document`; the result shares its unchanged
 * parts. Throws `Panic` where the server's library panics.
 */
export function applyJsonPatch(document: JsonObject, patchText: string, rules: PatchRules): PatchResult {
  try {
    const operations = decodePatch(patchText, rules)
    let root = openRoot(document, rules.dialect)
    for (const operation of operations) root = applyOperation(root, operation)
    const patched = closeRoot(root)
    if (!Array.isArray(patched)) return { ok: true, document: patched as JsonObject }
    return { ok: false, message: `json: cannot unmarshal array into Go value of type ${rules.documentType}` }
  } catch (error) {
    if (error instanceof PatchFailure) return { ok: false, message: error.message }
    throw error
  }
}

function applyOperation(root: Container, operation: Operation): Container {
  const { path } = operation
  switch (operation.op) {
    case 'add':
      if (path === '' && root.dialect.patchesRoot) return replaceRoot(operation.node?.raw ?? null, root.dialect)
      add(root, path, operation.node)
      return root
    case 'remove':
      remove(root, path)
      return root
    case 'replace':
      replace(root, path, operation.node)
      return root
  }
}

function replaceRoot(value: Json, dialect: PatchDialect): Container {
  if (value === null || Array.isArray(value) || isJsonObject(value)) return openRoot(value, dialect)
  throw new PatchFailure(cannotUnmarshal(value, 'map[string]*jsonpatch.lazyNode'))
}

function add(root: Container, path: string, node: PatchNode | null): void {
  createParents(root, path)
  const target = findParent(root, path)
  if (!target) throw new PatchFailure(`add operation does not apply: doc is missing path: "${path}": missing value`)
  atPath('add', path, () => addChild(target.parent, target.key, node))
}

function remove(root: Container, path: string): void {
  const target = findParent(root, path)
  if (!target) throw new PatchFailure(`remove operation does not apply: doc is missing path: "${path}": missing value`)
  atPath('remove', path, () => removeChild(target.parent, target.key))
}

/** Handles only paths that end in an index or `-`: `decodePatch` turns the others into `add`. */
function replace(root: Container, path: string, node: PatchNode | null): void {
  const target = findParent(root, path)
  if (!target) throw new PatchFailure(`replace operation does not apply: doc is missing path: ${path}: missing value`)
  if (tryGetChild(target.parent, target.key) === undefined) {
    throw new PatchFailure(`replace operation does not apply: doc is missing key: ${path}: missing value`)
  }
  setChild(target.parent, target.key, node)
}

function atPath(operation: 'add' | 'remove', path: string, run: () => void): void {
  try {
    run()
  } catch (error) {
    if (!(error instanceof PatchFailure)) throw error
    throw new PatchFailure(`error in ${operation} for path: '${path}': ${error.message}`)
  }
}

/** The container of the last segment. Ignores any text before the first slash. */
function findParent(root: Container, path: string): { parent: Container; key: string } | undefined {
  if (path === '' && root.dialect.patchesRoot) return { parent: root, key: '' }
  const segments = path.split('/')
  if (segments.length < 2) return undefined
  let parent = root
  for (const segment of segments.slice(1, -1)) {
    const next = tryGetChild(parent, unescapeSegment(segment))
    const container = next ? tryOpen(next, root.dialect) : undefined
    if (!container) return undefined
    parent = container
  }
  return { parent, key: unescapeSegment(segments.at(-1) ?? '') }
}

/**
 * Creates the missing containers above the last segment: an array before an index or `-`, else an object. As in the library, a
 * parent is stored under the segment as written, so a parent whose name has an escape is not found afterwards.
 */
function createParents(root: Container, path: string): void {
  const segments = path.split('/').slice(1)
  let container = root
  for (const [position, segment] of segments.slice(0, -1).entries()) {
    const existing = tryGetChild(container, unescapeSegment(segment))
    if (existing) {
      container = openNode(existing, root.dialect)
      continue
    }
    padTo(container, segment)
    const node = missingParent(segments[position + 1] ?? '', root.dialect)
    tryAdd(container, segment, node)
    container = openNode(node, root.dialect)
  }
}

/** A larger index would exhaust memory. Kratos itself has no limit. */
const maxPadding = 100_000

function missingParent(nextSegment: string, dialect: PatchDialect): PatchNode {
  const index = parseInteger(nextSegment)
  if (!index.ok && nextSegment !== '-') return { raw: {} }
  const length = index.ok ? index.value : 0
  if (length < -1) {
    const text = 'Unable to ensure path for negative index other than -1'
    throw new PatchFailure(`${text}: ${length}: invalid index referenced`)
  }
  return { raw: [], opened: { kind: 'array', dialect, items: nulls(length) } }
}

/** Fills an existing array with nulls up to the index that is created next. */
function padTo(container: Container, segment: string): void {
  const index = parseInteger(segment)
  if (container.kind !== 'array' || !index.ok) return
  container.items.push(...nulls(index.value - container.items.length))
}

/** Nulls that an operation creates are nodes, unlike nulls that were in the document. */
function nulls(count: number): PatchNode[] {
  if (count > maxPadding) throw new PatchFailure(`index ${count} is too far behind the end of the array`)
  return Array.from({ length: Math.max(count, 0) }, () => ({ raw: null }))
}

function tryGetChild(container: Container, key: string): PatchNode | null | undefined {
  return unlessFailed(() => getChild(container, key))
}

function tryOpen(node: PatchNode, dialect: PatchDialect): Container | undefined {
  return unlessFailed(() => openNode(node, dialect))
}

/** The library ignores a parent that it cannot add, and later reports the path as missing. */
function tryAdd(container: Container, key: string, node: PatchNode): void {
  unlessFailed(() => addChild(container, key, node))
}

function unlessFailed<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch (error) {
    if (error instanceof PatchFailure) return undefined
    throw error
  }
}

function unescapeSegment(segment: string): string {
  return segment.replace(/~[01]/g, (code) => (code === '~1' ? '/' : '~'))
}
