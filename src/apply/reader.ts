import { IdctlError, ServerUnavailable } from '../errors.ts'
import type { ReadExtent } from '../live/ports.ts'
import type { LiveIdentity } from '../model/identity.ts'
import type { ApplyContext } from './context.ts'
import { type Ledger, ownFailure } from './ledger.ts'

/** The result of reading several identities. An identity that Kratos cannot return is in `unreadable`, and the others in `found`. */
export interface ChunkRead {
  /** Neither member contains ids that do not exist. */
  readonly found: ReadonlyMap<string, LiveIdentity>
  readonly unreadable: ReadonlyMap<string, unknown>
}

type Read = (ids: readonly string[]) => Promise<ReadonlyMap<string, LiveIdentity>>

/** So many identities in a row that cannot be read are not the fault of each of them. */
const maxFailuresInARow = 9

/** Ids in one request, at most, because Kratos repeats them in a header (trap 15). */
const maxChunk = 200

/** Reads identities before and after writes. When reads keep failing, it halts the run, so nothing more is written either. */
export class LiveReader {
  readonly #context: ApplyContext
  readonly #ledger: Ledger
  #failuresInARow = 0

  constructor(context: ApplyContext, ledger: Ledger) {
    this.#context = context
    this.#ledger = ledger
  }

  /**
   * `undefined` when the identity does not exist. Pass the signal of the first interrupt only if the change has written nothing yet;
   * a read that checks a write must not end at the first interrupt, or the effect of the write would stay unknown.
   * @throws IdctlError when the identity cannot be read; the reason of the signal when it aborts
   */
  async one(id: string, signal = this.#context.abort): Promise<LiveIdentity | undefined> {
    return (await this.#read([id], signal)).get(id)
  }

  /** Any number of ids. Never throws. */
  async many(ids: readonly string[], signal = this.#context.abort, extent?: ReadExtent): Promise<ChunkRead> {
    const found = new Map<string, LiveIdentity>()
    const unreadable = new Map<string, unknown>()
    for (let start = 0; start < ids.length; start += maxChunk) {
      const read: Read = (part) => this.#read(part, signal, extent)
      await this.#isolate(ids.slice(start, start + maxChunk), { found, unreadable }, read)
    }
    return { found, unreadable }
  }

  /** Kratos refuses the whole list if the schema of one identity is gone (API reference §1.4). Halves the list until that one is alone. */
  async #isolate(
    ids: readonly string[],
    into: { readonly found: Map<string, LiveIdentity>; readonly unreadable: Map<string, unknown> },
    read: Read,
  ): Promise<void> {
    try {
      for (const [id, live] of await read(ids)) into.found.set(id, live)
    } catch (error) {
      if (ids.length === 1 || this.#ledger.stopReason() !== undefined) {
        for (const id of ids) into.unreadable.set(id, error)
        return
      }
      const middle = ids.length >> 1
      await this.#isolate(ids.slice(0, middle), into, read)
      await this.#isolate(ids.slice(middle), into, read)
    }
  }

  async #read(
    ids: readonly string[],
    signal: AbortSignal,
    extent?: ReadExtent,
  ): Promise<ReadonlyMap<string, LiveIdentity>> {
    try {
      const { abort, source } = this.#context
      const either = signal === abort ? abort : AbortSignal.any([signal, abort])
      const found = await source.read(ids, either, extent)
      this.#failuresInARow = 0
      return found
    } catch (error) {
      if (this.#ledger.isStopped(error)) throw error
      // A longer list fails because of one of its ids.
      if (ids.length === 1) this.#failuresInARow += 1
      // The halves of the list would fail like the whole.
      if (error instanceof ServerUnavailable) this.#ledger.outageOf(error)
      if (this.#failuresInARow >= maxFailuresInARow) {
        this.#ledger.halt(`live cannot be read: ${error instanceof IdctlError ? error.message : ownFailure.reason}`)
      }
      throw error
    }
  }
}
