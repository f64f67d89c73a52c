/** A group of at most so many is shown whole; of a larger one, the first `mostShown`. */
export const mostWhole = 5
const mostShown = 3

/** Members of a group of alike ones. */
export interface FoldedGroup<T> {
  readonly shown: readonly T[]
  /** Number of the others. */
  readonly more: number
}

export function foldGroup<T>(members: readonly T[]): FoldedGroup<T> {
  const shown = members.length <= mostWhole ? members : members.slice(0, mostShown)
  return { shown, more: members.length - shown.length }
}
