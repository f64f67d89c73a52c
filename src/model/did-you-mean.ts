import { closest, distance } from 'fastest-levenshtein'

/** The candidate that was probably meant, or `undefined` when none is near (a third of its length, at least two edits). */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined
  const best = closest(word, candidates)
  return distance(word, best) <= Math.max(2, Math.floor(best.length / 3)) ? best : undefined
}
