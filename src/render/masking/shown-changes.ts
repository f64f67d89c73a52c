import type { Change } from '../../model/change.ts'
import { shownChange } from './shown-change.ts'
import type { View } from './view.ts'

/**
 * The changes of a plan as an output may show them: each is hidden when it is read, so that a plan of many people is not copied. Nothing
 * else is made of a plan's changes for a format, and a list of plain changes does not have this type.
 */
export class ShownChanges implements Iterable<Change> {
  readonly #changes: readonly Change[]
  readonly #view: View

  constructor(changes: readonly Change[], view: View) {
    this.#changes = changes
    this.#view = view
  }

  get length(): number {
    return this.#changes.length
  }

  /** Hides it anew each time. */
  at(index: number): Change | undefined {
    const change = this.#changes[index]
    return change && shownChange(change, this.#view)
  }

  *[Symbol.iterator](): Generator<Change> {
    for (const change of this.#changes) yield shownChange(change, this.#view)
  }

  *entries(): Generator<[number, Change]> {
    for (const [index, change] of this.#changes.entries()) yield [index, shownChange(change, this.#view)]
  }

  /** Like that of a list: for what is made of a few of them. */
  flatMap<Item>(map: (change: Change) => readonly Item[]): Item[] {
    const items: Item[] = []
    for (const change of this) items.push(...map(change))
    return items
  }

  /** `JSON.stringify` shows all of them, like a list. */
  toJSON(): Change[] {
    return [...this]
  }
}
