import { canonicalJson, type Json } from '../../model/json.ts'

/** How one list becomes another: entries to remove, by index in the old list, and entries to add, each after an old one. */
export interface ListEdit {
  readonly removed: readonly number[]
  /** `behind` is the index of the old entry before it, −1 for the front. */
  readonly added: readonly { readonly behind: number; readonly value: Json }[]
}

/** The shortest edit from one list to another (a longest common subsequence stays in place). */
export function alignLists(before: readonly Json[], after: readonly Json[]): ListEdit {
  const [old, wanted] = [before.map(canonicalJson), after.map(canonicalJson)]
  const lengths = commonLengths(old, wanted)
  const removed: number[] = []
  const added: { behind: number; value: Json }[] = []
  let [left, right] = [0, 0]
  while (left < old.length || right < wanted.length) {
    if (left < old.length && right < wanted.length && old[left] === wanted[right]) {
      left += 1
      right += 1
    } else if (right >= wanted.length || lengthAt(lengths, left + 1, right) >= lengthAt(lengths, left, right + 1)) {
      if (left < old.length) removed.push(left++)
      else added.push({ behind: left - 1, value: after[right++] as Json })
    } else added.push({ behind: left - 1, value: after[right++] as Json })
  }
  return { removed, added }
}

/** For each pair of start indexes, how many entries the two rests have in common, in order. */
function commonLengths(old: readonly string[], wanted: readonly string[]): readonly (readonly number[])[] {
  const rows: number[][] = Array.from({ length: old.length + 1 }, () => new Array(wanted.length + 1).fill(0))
  for (let left = old.length - 1; left >= 0; left -= 1) {
    for (let right = wanted.length - 1; right >= 0; right -= 1) {
      const row = rows[left] as number[]
      row[right] =
        old[left] === wanted[right]
          ? lengthAt(rows, left + 1, right + 1) + 1
          : Math.max(lengthAt(rows, left + 1, right), lengthAt(rows, left, right + 1))
    }
  }
  return rows
}

function lengthAt(rows: readonly (readonly number[])[], left: number, right: number): number {
  return rows[left]?.[right] ?? 0
}
