import type { LiveIdentity } from '../model/identity.ts'
import type { ApplyContext } from './context.ts'
import type { Ledger } from './ledger.ts'

/** What a read of several identities brought: one that Kratos cannot answer for does not hide the others. */
export interface ChunkRead {
  /** Missing ids are in neither. */
  readonly found: ReadonlyMap<string, LiveIdentity>
  readonly unreadable: ReadonlyMap<string, unknown>
}

/** More than it takes to find one bad identity among `maxChunk` by halving. */
const maxFailuresInARow = 9

/** Ids of one request, at most: Kratos repeats them in a header (trap 15). */
const maxChunk = 200

/** Fresh reads before and after writes. When nothing can be read any more, nothing more is written either. */
export class LiveReader {
  readonly #context: ApplyContext
  readonly #ledger: Ledger
  #failuresInARow = 0

  constructor(context: ApplyContext, ledger: Ledger) {
    this.#context = context
    this.#ledger = ledger
  }

  /** `undefined` when Kratos has it no more. @throws IdctlError when it cannot be read */
  async one(id: string): Promise<LiveIdentity | undefined> {
    return (await this.#read([id])).get(id)
  }

  /** Any number of ids. Never throws. */
  async many(ids: readonly string[]): Promise<ChunkRead> {
    const found = new Map<string, LiveIdentity>()
    const unreadable = new Map<string, unknown>()
    for (let start = 0; start < ids.length; start += maxChunk) {
      await this.#isolate(ids.slice(start, start + maxChunk), found, unreadable)
    }
    return { found, unreadable }
  }

  /** One identity whose schema is gone makes Kratos refuse the whole page (API reference §1.4): halve until it is alone. */
  async #isolate(
    ids: readonly string[],
    found: Map<string, LiveIdentity>,
    unreadable: Map<string, unknown>,
  ): Promise<void> {
    try {
      for (const [id, live] of await this.#read(ids)) found.set(id, live)
    } catch (error) {
      if (ids.length === 1 || this.#ledger.stopReason() !== undefined) {
        for (const id of ids) unreadable.set(id, error)
        return
      }
      const middle = ids.length >> 1
      await this.#isolate(ids.slice(0, middle), found, unreadable)
      await this.#isolate(ids.slice(middle), found, unreadable)
    }
  }

  async #read(ids: readonly string[]): Promise<ReadonlyMap<string, LiveIdentity>> {
    try {
      const found = await this.#context.source.read(ids, this.#context.abort)
      this.#failuresInARow = 0
      return found
    } catch (error) {
      this.#failuresInARow += 1
      if (this.#failuresInARow >= maxFailuresInARow) {
        this.#ledger.halt(`live cannot be read: ${error instanceof Error ? error.message : String(error)}`)
      }
      throw error
    }
  }
}
