import type { LiveIdentity } from '../model/identity.ts'
import type { ChunkRead } from './reader.ts'
import type { Run } from './run.ts'

/** A change that begins later than this after the read that it would rest on reads its identity again, in milliseconds. */
const freshFor = 1000

/**
 * Reads the identities of several changes in one request, when the first of them begins. Each change gets its identity as it was at most
 * a second ago: where writing takes longer, those that have not begun are read again, together.
 */
export class SharedRead {
  readonly #run: Run
  readonly #waiting: Set<string>
  #last: Promise<ChunkRead> | undefined
  /** When the last answer came; absent while a read is under way. */
  #at: number | undefined

  constructor(run: Run, ids: readonly string[]) {
    this.#run = run
    this.#waiting = new Set(ids)
  }

  /** For one of the ids, once. `undefined` if the identity does not exist. @throws the error of its read */
  async of(id: string): Promise<LiveIdentity | undefined> {
    // A later read no longer has it, and it would look deleted.
    if (!this.#waiting.has(id)) throw new TypeError('an identity is read for one change only')
    this.#last = this.#freshest() ?? this.#read()
    const { found, unreadable } = await this.#last
    this.#waiting.delete(id)
    if (unreadable.has(id)) throw unreadable.get(id)
    return found.get(id)
  }

  #freshest(): Promise<ChunkRead> | undefined {
    return this.#at !== undefined && this.#run.context.now() - this.#at > freshFor ? undefined : this.#last
  }

  async #read(): Promise<ChunkRead> {
    this.#at = undefined
    const { context, reader } = this.#run
    const read = await reader.many([...this.#waiting], context.stop)
    this.#at = context.now()
    return read
  }
}
