import type { Diagnostic } from '../model/diagnostic.ts'
import { isExactNumber } from '../model/exact-number.ts'
import type { Located } from './located.ts'

export type Path = readonly (string | number)[]

/** What is wrong, in words, with a value at a place of a tree; `undefined`: nothing that can be known from the place. */
export type Judge = (path: Path, value: string | number | null, root: Located) => string | undefined

/** A plain scalar that YAML takes for something that nobody writes so. Its node is broken, and stands at `problem.at`. */
export interface Misspelt {
  /** Its hint is for places of which nothing is known. */
  readonly problem: Diagnostic
  /** As it stands in the file. */
  readonly source: string
  readonly value: number | null
}

/**
 * The problems of misspelt values, each with a hint that fits its place: quotes are no help where only a number may stand,
 * and a number is none where only a text may. `root` is the tree that they are nodes of.
 */
export function toProblems(misspelt: readonly Misspelt[], root: Located, judge: Judge): Diagnostic[] {
  if (misspelt.length === 0) return []
  const paths = brokenPaths(root)
  const judgeHere: JudgeHere = (path, value) => judge(path, value, root)
  return misspelt.map((one) => {
    const path = one.problem.at && paths.get(one.problem.at)
    // Without a path it stands in something that is refused as a whole.
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

/** A number that stands for a password is one: which it is to be is said only where the line itself may be shown. */
function hintToWrite(
  { secret }: Diagnostic,
  value: number | null,
  isHeld: boolean,
  rest: string,
): Pick<Diagnostic, 'hint' | 'openHint'> {
  if (value === null) return { hint: `write null in small letters${rest}` }
  if (!isHeld) return { hint: `write a number that a computer can hold${rest}` }
  return { hint: `spell it as JSON does${rest}`, ...(secret !== true && { openHint: `write ${value}${rest}` }) }
}

/** Where each broken node stands, by its location. */
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
