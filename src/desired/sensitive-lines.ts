import { type JsonPointer, parsePointer } from '../model/json.ts'
import type { Located } from '../source/located.ts'

/** Lines of a document that show something at or below a `sensitive` pointer: no output may show them. */
export function sensitiveLines(document: Located, sensitive: readonly JsonPointer[]): number[] {
  return sensitive.flatMap((pointer) => {
    const path = parsePointer(pointer)
    // The same trait, misplaced beside `traits`.
    const strays = path[0] === 'traits' ? linesAt(document, path.slice(1)) : []
    return [...linesAt(document, path), ...strays]
  })
}

/**
 * Whether a text contains the name of a sensitive value. The line of a mistake in such a file (a second `phone`, a
 * missing quote) may show the value, and without a tree nobody knows where the value is.
 */
export function namesSensitive(text: string, sensitive: readonly JsonPointer[]): boolean {
  return sensitive.some((pointer) => text.includes(parsePointer(pointer).at(-1) ?? ''))
}

function linesAt(node: Located, [segment, ...rest]: readonly string[]): number[] {
  if (segment === undefined) return linesOf(node)
  const member = node.kind === 'map' ? node.members.get(segment) : undefined
  if (member === undefined) return []
  return rest.length === 0 ? [member.at.line, ...linesOf(member.value)] : linesAt(member.value, rest)
}

function linesOf(node: Located): number[] {
  const own = [node.at.line]
  if (node.kind === 'list') return [...own, ...node.items.flatMap(linesOf)]
  if (node.kind === 'map') {
    return [...own, ...[...node.members.values()].flatMap(({ at, value }) => [at.line, ...linesOf(value)])]
  }
  return own
}
