import type { Change } from '../model/change.ts'
import { skipped } from './ending.ts'
import type { Ledger, Readiness } from './ledger.ts'

type Known = Change & { readonly id: string }

/**
 * The changes of a phase, each as soon as those that it needs have ended, and never two of one identity at once. Changes that need a failed
 * change, or one that never ends, are skipped.
 */
export class Turns<T extends Known> implements AsyncIterable<T> {
  readonly #changes: AsyncIterator<T>
  readonly #ledger: Ledger
  readonly #readiness: (change: T) => Readiness
  readonly #mostKnown: number
  /** In the order of the plan. */
  readonly #waiting: T[] = []
  readonly #underWay = new Set<string>()
  #isAllKnown = false
  #wake = (): void => undefined

  /** @param mostKnown how many changes of the stream wait here for their turn, at most */
  constructor(
    changes: AsyncIterable<T>,
    {
      ledger,
      mostKnown,
      readiness = (change) => ledger.readiness(change),
    }: { readonly ledger: Ledger; readonly mostKnown: number; readonly readiness?: (change: T) => Readiness },
  ) {
    this.#changes = changes[Symbol.asyncIterator]()
    this.#ledger = ledger
    this.#readiness = readiness
    this.#mostKnown = mostKnown
  }

  /** Each change that it gives must be ended by `end`. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      await this.#fill()
      if (this.#skipHopeless()) continue
      const [next] = this.#mayBegin()
      if (next !== undefined) yield this.#begin(next)
      else if (this.#underWay.size > 0) await this.#untilOneEnds()
      else if (!this.#skipFirst()) return
    }
  }

  end({ id }: T): void {
    this.#underWay.delete(id)
    this.#wake()
  }

  /** Ids of changes that may begin now, in the order in which they will. */
  next(most: number): string[] {
    return [...this.#mayBegin()].slice(0, most).map(({ id }) => id)
  }

  async #fill(): Promise<void> {
    while (!this.#isAllKnown && this.#waiting.length < this.#mostKnown) {
      const next = await this.#changes.next()
      if (next.done === true) this.#isAllKnown = true
      else this.#waiting.push(next.value)
    }
  }

  *#mayBegin(): Generator<T> {
    const ids = new Set(this.#underWay)
    for (const change of this.#waiting) {
      if (!ids.has(change.id) && this.#readiness(change) === 'ready') yield change
      ids.add(change.id)
    }
  }

  #begin(change: T): T {
    this.#waiting.splice(this.#waiting.indexOf(change), 1)
    this.#underWay.add(change.id)
    return change
  }

  /** Whether there was one; then others that need it may be hopeless now. */
  #skipHopeless(): boolean {
    for (const [index, change] of this.#waiting.entries()) {
      const readiness = this.#readiness(change)
      if (typeof readiness !== 'object') continue
      this.#waiting.splice(index, 1)
      this.#ledger.settle(change, readiness.never)
      return true
    }
    return false
  }

  /** Nothing is under way that it could wait for. Whether there was one; then others may no longer wait for it. */
  #skipFirst(): boolean {
    const first = this.#waiting.shift()
    if (first !== undefined) this.#ledger.settle(first, skipped('needs-missing'))
    return first !== undefined
  }

  #untilOneEnds(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}
