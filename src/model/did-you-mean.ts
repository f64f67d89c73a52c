import { closest, distance } from 'fastest-levenshtein'
import type { Json } from './json.ts'

/** No guess above this: a file can have as many wrong words as the schema has names, so the cost would be quadratic. */
const mostCandidates = 500

/**
 * The candidate that was probably meant. `undefined` when none is near (at most a third of its length or two edits, whichever
 * is more), or when there are too many candidates.
 */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  if (candidates.length > mostCandidates) return undefined
  // Candidates of a very different length are skipped: the word may be as long as a file.
  const near = candidates.filter((candidate) => Math.abs(candidate.length - word.length) <= edits(candidate))
  if (near.length === 0) return undefined
  const best = closest(word, near)
  return distance(word, best) <= edits(best) ? best : undefined
}

function edits(candidate: string): number {
  return Math.max(2, Math.floor(candidate.length / 3))
}

const yes = new Set(['yes', 'y', 'on', 'true'])
const no = new Set(['no', 'n', 'off', 'false'])

/** The boolean that a text such as `yes`, `off` or `true` means; `undefined` for anything else. */
export function meantBoolean(value: Json): boolean | undefined {
  if (typeof value !== 'string') return undefined
  const word = value.trim().toLowerCase()
  return yes.has(word) ? true : no.has(word) ? false : undefined
}
