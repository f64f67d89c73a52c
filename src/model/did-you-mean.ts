import { closest, distance } from 'fastest-levenshtein'
import type { Json } from './json.ts'

/** A file may have as many wrong words as its schema has right ones: where they are very many, no guess is made for each. */
const mostCandidates = 500

/** The candidate that was probably meant, or `undefined` when none is near (a third of its length, at least two edits), or they are too many. */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  if (candidates.length > mostCandidates) return undefined
  // What differs more in length alone is not compared: the word may be as long as a file.
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

/** What YAML of other days takes for a boolean, and JSON does not; `undefined` for anything else. */
export function meantBoolean(value: Json): boolean | undefined {
  if (typeof value !== 'string') return undefined
  const word = value.trim().toLowerCase()
  return yes.has(word) ? true : no.has(word) ? false : undefined
}
