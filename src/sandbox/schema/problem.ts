import { wellFormed } from '../../go/text.ts'

/**
 * One failed rule and the failures that caused it. Pointers are relative while validation returns from nested nodes;
 * `renderProblem` makes them absolute (`#/…`). Source of structure and texts: API reference §14.4.
 */
export interface Problem {
  readonly message: string
  instance: string
  schema: string
  /** The schema pointer is already absolute because the node was reached through a `$ref`. */
  pinned: boolean
  readonly causes: Problem[]
}

/** @param schema Pointer of the failed keyword, relative to its node, without leading slash. */
export function problem(schema: string, message: string): Problem {
  return { message, instance: '', schema, pinned: false, causes: [] }
}

/** Adds causes to a head and prefixes their pointers with the head's. */
export function withCauses(head: Problem, causes: readonly Problem[]): Problem {
  for (const cause of causes) head.causes.push(addContext(cause, head.instance, head.schema))
  return head
}

/** Prefixes the pointers of a problem in a child node, and those of its causes. */
export function addContext(found: Problem, instance: string, schema: string): Problem {
  found.instance = joinPointer(instance, found.instance)
  if (!found.pinned) found.schema = joinPointer(schema, found.schema)
  for (const cause of found.causes) addContext(cause, instance, schema)
  return found
}

/** Makes schema pointers absolute by prefixing the node's absolute pointer. */
export function pinSchema(found: Problem, pointer: string): Problem {
  if (found.pinned) return found
  found.pinned = true
  found.schema = joinPointer(pointer, found.schema)
  for (const cause of found.causes) pinSchema(cause, pointer)
  return found
}

/** `undefined` for none, the problem itself for one, and a head "validation failed" for several. */
export function combine(found: readonly Problem[]): Problem | undefined {
  return found.length > 1 ? withCauses(problem('', 'validation failed'), found) : found[0]
}

/** The `reason` text; causes are indented by two spaces below their head. */
export function renderProblem(found: Problem): string {
  return [renderLine(found), ...found.causes.flatMap((cause) => indent(renderProblem(cause)))].join('\n')
}

/** One line for each problem without causes. */
export function leafLines(found: Problem): string[] {
  return found.causes.length === 0 ? [renderLine(found)] : found.causes.flatMap(leafLines)
}

function renderLine(found: Problem): string {
  const instance = found.instance === '' ? '#' : `#/${found.instance}`
  return `I[${instance}] S[${found.schema}] ${found.message}`
}

function indent(text: string): string[] {
  return text.split('\n').map((line) => `  ${line}`)
}

function joinPointer(left: string, right: string): string {
  if (left === '') return right
  return right === '' ? left : `${left}/${right}`
}

/** A member name in a printed pointer: RFC 6901 escapes, then Go's `url.PathEscape`. */
export function escapePointerToken(name: string): string {
  return encodeURIComponent(wellFormed(name).replaceAll('~', '~0').replaceAll('/', '~1'))
    .replace(/[!*'()]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%(24|26|2B|3A|3D|40)/g, (code) => decodeURIComponent(code))
}
