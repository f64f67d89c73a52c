import { GoJsonError } from './go/json-error.ts'
import { parseInteger } from './go/query.ts'
import { parseWhole } from './go/scan-json.ts'
import { isJsonObject, type Json, type JsonObject, member } from './json.ts'
import { escapeHtml, rawElements, rawMembers } from './json-text.ts'
import { cannotUnmarshal, invalidState, PatchFailure, type PatchNode } from './patch-tree.ts'
import type { PatchDialect, PatchRules } from './profile.ts'

export type Operation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly node: PatchNode | null }
  | { readonly op: 'remove'; readonly path: string }

/**
 * The operations of a patch body, all checked before any of them runs: first the shape, then, per operation, support and deny
 * list. `null` is an empty patch. (API reference §7.1, §7.2)
 * @throws {PatchFailure} with the server's text
 */
export function decodePatch(text: string, { denied, deniedAs, dialect }: PatchRules): Operation[] {
  const patch = parse(text, dialect) ?? []
  if (!Array.isArray(patch)) throw new PatchFailure(cannotUnmarshal(patch, 'jsonpatch.Patch'))
  const misfit = patch.find((element) => element !== null && !isJsonObject(element))
  if (misfit !== undefined) throw new PatchFailure(cannotUnmarshal(misfit, 'jsonpatch.Operation'))
  for (const [index, element] of dialect.checksOperations ? patch.entries() : []) {
    const found = operationProblem(element)
    if (found !== undefined) throw new PatchFailure(`invalid operation ${printOperation(text, index)}: ${found}`)
  }
  const isDenied = deniedAs === 'exact' ? (path: string) => denied.includes(path) : matcherOf(denied)
  return patch.map((element) => allowedOperation((element ?? {}) as JsonObject, isDenied))
}

function parse(text: string, dialect: PatchDialect): Json {
  try {
    return parseWhole(text)
  } catch (error) {
    if (!(error instanceof GoJsonError)) throw error
    throw new PatchFailure(dialect.checksOperations ? invalidState : error.message)
  }
}

function operationProblem(element: Json): string | undefined {
  const operation = element as JsonObject | null
  const kind = operation && member(operation, 'op')
  const write = kind === 'add' || kind === 'replace'
  const transfer = kind === 'move' || kind === 'copy'
  if (!operation || !(write || transfer || kind === 'remove' || kind === 'test')) return 'unsupported operation'
  if (write && member(operation, 'value') === undefined) {
    return "failed to decode 'value': operation, missing value field: missing value"
  }
  return (
    (transfer ? textProblem(operation, 'from', 'operation,') : undefined) ?? textProblem(operation, 'path', 'operation')
  )
}

/** `null` counts as missing. */
function textProblem(operation: JsonObject, name: string, subject: string): string | undefined {
  const value = member(operation, name) ?? null
  if (typeof value === 'string') return undefined
  const reason = value === null ? `${subject} missing ${name} field: missing value` : cannotUnmarshal(value, 'string')
  return `failed to decode '${name}': ${reason}`
}

/** The operation as Go prints it: members sorted, values as sent but without white space. */
function printOperation(text: string, index: number): string {
  const raw = rawElements(text)[index] ?? 'null'
  if (raw === 'null') return raw
  const members = [...rawMembers(raw)].sort(([left], [right]) => (left < right ? -1 : 1))
  return `{${members.map(([name, value]) => escapeHtml(`${JSON.stringify(name)}:${value}`)).join(',')}}`
}

/** Checks one operation. `replace` becomes `add` unless the last segment is an index, because Kratos may replace a missing member. */
function allowedOperation(element: JsonObject, isDenied: (path: string) => boolean): Operation {
  const op = member(element, 'op')
  if (op !== 'add' && op !== 'remove' && op !== 'replace') {
    throw new PatchFailure(`unsupported operation: ${typeof op === 'string' ? op : 'unknown'}`)
  }
  const path = member(element, 'path') ?? null
  if (typeof path !== 'string') throw new PatchFailure(`error parsing patch operations: ${notPath(path)}`)
  if (isDenied(path)) throw new PatchFailure(`patch includes denied path: ${path}`)
  if (op === 'remove') return { op, path }
  const value = member(element, 'value')
  return {
    op: op === 'replace' && endsInIndex(path) ? op : 'add',
    path,
    node: value === undefined ? null : { raw: value },
  }
}

function notPath(path: Json): string {
  return path === null ? 'operation missing path field: missing value' : cannotUnmarshal(path, 'string')
}

function endsInIndex(path: string): boolean {
  const last = path.slice(path.lastIndexOf('/') + 1)
  return path !== '' && (last === '-' || parseInteger(last).ok)
}

const globs: Readonly<Record<string, string>> = { '**': '.*', '*': '[^/]*', '?': '[^/]' }

function matcherOf(denied: readonly string[]): (path: string) => boolean {
  const alternatives = denied.map((glob) =>
    glob.toLowerCase().replace(/\*\*|[*?]|[\\^$.+()[\]{}|]/g, (part) => globs[part] ?? `\\${part}`),
  )
  const pattern = new RegExp(`^(?:${alternatives.join('|') || '(?!)'})$`, 's')
  return (path) => pattern.test(path.toLowerCase())
}
