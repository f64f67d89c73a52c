import type { Diagnostic } from '../model/diagnostic.ts'
import { isExactNumber } from '../model/exact-number.ts'
import type { Located } from './located.ts'

export type Path = readonly (string | number)[]

/** Why a value does not fit at a path of a tree; `undefined` if it fits, or if nothing is known about the path. */
export type Judge = (path: Path, value: string | number | null, root: Located) => string | undefined

/**
 * A plain scalar that YAML reads as a number or null in a spelling that people use for neither. Its node is broken, and
 * its location is `problem.at`.
 */
export interface Misspelt {
  /** Its hint is for paths about which nothing is known. */
  readonly problem: Diagnostic
  /** The scalar as written. */
  readonly source: string
  readonly value: number | null
}

/**
 * The problems of misspelt values, each with a hint that fits its path: quotes do not help where only a number is
 * allowed, nor a number where only a text is. `root` is the tree that contains the nodes.
 */
export function toProblems(misspelt: readonly Misspelt[], root: Located, judge: Judge): Diagnostic[] {
  if (misspelt.length === 0) return []
  const paths = brokenPaths(root)
  const judgeHere: JudgeHere = (path, value) => judge(path, value, root)
  return misspelt.map((one) => {
    const path = one.problem.at && paths.get(one.problem.at)
    // A value without a path is inside something that is refused as a whole.
    return path === undefined ? { ...one.problem, toQuote: one.source.length } : withHint(one, path, judgeHere)
  })
}

type JudgeHere = (path: Path, value: string | number | null) => string | undefined

function withHint({ problem, source, value }: Misspelt, path: Path, judge: JudgeHere): Diagnostic {
  const fitsAsText = judge(path, source)
  const isHeld = value === null || isExactNumber(source, value)
  const fitsAsMeant = judge(path, isHeld ? value : 1)
  const toQuote = source.length
  if (fitsAsText === undefined) {
    const asText = 'quote it to make it a text'
    if (fitsAsMeant !== undefined) return { ...problem, hint: asText, toQuote }
    const kind = value === null ? 'that' : 'a number'
    return { ...problem, ...hintToWrite(problem, value, isHeld, ` if ${kind} is meant, or ${asText}`), toQuote }
  }
  if (fitsAsMeant !== undefined) return { ...problem, hint: `it ${fitsAsText}` }
  return { ...problem, ...hintToWrite(problem, value, isHeld, '') }
}

/** The number may be a password: only `openHint` contains it, which is shown only if the line may be shown. */
function hintToWrite(
  { secret }: Diagnostic,
  value: number | null,
  isHeld: boolean,
  rest: string,
): Pick<Diagnostic, 'hint' | 'openHint'> {
  if (value === null) return { hint: `write null in small letters${rest}` }
  if (!isHeld) return { hint: `write a smaller or shorter number${rest}` }
  const hint = `spell it as in JSON${rest}`
  return secret ? { hint } : { hint, openHint: `write ${value}${rest}` }
}

/** The path of each broken node, by its location. */
function brokenPaths(root: Located): Map<Located['at'], Path> {
  const paths = new Map<Located['at'], Path>()
  const path: (string | number)[] = []
  const visit = (node: Located): void => {
    if (node.kind === 'broken') paths.set(node.at, [...path])
    if (node.kind === 'list') for (const [index, item] of node.items.entries()) visitBelow(index, item)
    if (node.kind === 'map') for (const [key, { value }] of node.members) visitBelow(key, value)
  }
  const visitBelow = (segment: string | number, node: Located): void => {
    path.push(segment)
    visit(node)
    path.pop()
  }
  visit(root)
  return paths
}
