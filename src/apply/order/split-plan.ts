import { hash } from 'node:crypto'
import type { Change } from '../../model/change.ts'
import { replacedBy } from '../../model/change-parts.ts'
import { compareText } from '../../model/compare-text.ts'
import type { IdentityKey } from '../../model/identity.ts'

/** Divides a plan so that every process finds the same shards in it, on any machine, and without asking the others. */
export interface Split {
  /** Must see each change of the plan, in any order, before `shardOf` is asked. */
  see(change: Change): void
  /** Index of the shard that has the change. */
  shardOf(change: Change): number
}

/**
 * Changes that need each other are in one shard: those that wait for another one (chains and swaps of values), and the two halves of a
 * replacement. Which one it is depends on the smallest key among them alone. Keeps only the keys of such changes in memory.
 *
 * @param count How many shards there are; at least 1.
 */
export function splitPlan(count: number): Split {
  const groups = new Groups()
  return {
    see(change) {
      for (const key of neededBy(change)) groups.join(change.key, key)
    },
    shardOf: ({ key }) => numberOf(groups.firstOf(key)) % count,
  }
}

/** The keys of the changes that the change names. A change that is named need not name the other one. */
function neededBy(change: Change): readonly IdentityKey[] {
  const replaced = change.action === 'create' ? change.replaces?.key : replacedBy(change)
  return [...(change.after ?? []), ...(change.after_aside ?? []), ...(replaced === undefined ? [] : [replaced])]
}

/** 48 bits of SHA-256: keys that are alike, as `emp-1` and `emp-2`, are spread evenly. */
function numberOf(key: IdentityKey): number {
  return hash('sha256', key, 'buffer').readUIntBE(0, 6)
}

/** Groups of keys, each known by its smallest one. A key that was never joined is a group of its own. */
class Groups {
  /** From a key to a smaller one of its group. */
  readonly #smaller = new Map<IdentityKey, IdentityKey>()

  join(one: IdentityKey, other: IdentityKey): void {
    const [first, second] = [this.firstOf(one), this.firstOf(other)].sort(compareText) as [IdentityKey, IdentityKey]
    if (first !== second) this.#smaller.set(second, first)
  }

  firstOf(key: IdentityKey): IdentityKey {
    let first = key
    for (let next = this.#smaller.get(first); next !== undefined; next = this.#smaller.get(first)) first = next
    // The way is short for whoever asks next.
    for (let at = key; at !== first; ) {
      const next = this.#smaller.get(at) as IdentityKey
      this.#smaller.set(at, first)
      at = next
    }
    return first
  }
}
