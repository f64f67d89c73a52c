import type { Diagnostic } from '../model/diagnostic.ts'
import { present, unlessEmpty } from '../model/present.ts'
import { nameOfUnseen, strayIndent } from '../model/unseen.ts'
import type { SourceText } from './source-text.ts'
import type { StrayKeyName } from './yaml-reading.ts'

const mostPlaces = 5
/** In characters: the cause is near the place where the parser failed. */
const longestLook = 4096

/**
 * One problem for all keys of a YAML document that begin or end with an invisible character: mostly they are indented
 * with it.
 */
export function strayKeysProblem(strays: readonly StrayKeyName[]): Diagnostic | undefined {
  const [first, ...others] = strays
  if (first === undefined) return undefined
  const { character, where, at } = first
  const isSpace = /\p{Zs}/u.test(character)
  return {
    severity: 'error',
    code: 'IDC237',
    summary: `this key ${where} with ${nameOfUnseen(character)}`,
    hint: `${where === 'begins' && isSpace ? 'indent it with plain spaces' : 'delete it'}; if it belongs to the key, quote the key`,
    at,
    ...present({
      related: unlessEmpty(others.slice(0, mostPlaces).map((other) => other.at)),
      secret: strays.some(({ secret }) => secret) || undefined,
    }),
  }
}

/**
 * The space character between two offsets that YAML does not accept as a space, if there is one, as the reason for a
 * YAML error.
 */
export function straySpaceProblem({ text, locate }: SourceText, from: number, to: number): Diagnostic | undefined {
  const line = text.lastIndexOf('\n', from - 1)
  // Often it is the line above that ends something too early.
  const start = line < 1 ? 0 : text.lastIndexOf('\n', line - 1) + 1
  const end = text.indexOf('\n', Math.max(from, to))
  const found = strayIndent(text.slice(start, Math.min(end === -1 ? text.length : end, start + longestLook)))
  return (
    found && {
      severity: 'error',
      code: 'IDC237',
      summary: `${nameOfUnseen(found.character)}, is used where YAML needs a plain space`,
      hint: 'write a plain space',
      at: locate(start + found.offset),
    }
  )
}
