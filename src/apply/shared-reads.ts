import type { LiveIdentity } from '../model/identity.ts'
import type { ChunkRead } from './reader.ts'
import type { Run } from './run.ts'

/** A change that begins later than this after the read that it would rest on reads its identity again, in milliseconds. */
const freshFor = 1000

/**
 * Identities in one request. Few enough that the last one is written soon after its read; many enough that the reads take little time
 * compared with the writes.
 */
const mostInOne = 50

/** While so many are left of a read, the next one is under way: about as many are written in the time that it takes. */
const left = 12

/** How many changes have to be known for such reads. */
export const knownForReads = mostInOne + left

interface GroupRead {
  readonly answer: Promise<ChunkRead>
  /** When the answer came; absent while the read is under way. */
  at?: number
}

/**
 * Reads the identities of several changes in one request, while those before them are written. Each change gets its identity as it was at
 * most a second ago: where writing takes longer, those that have not begun are read again, together.
 */
export class SharedReads {
  readonly #run: Run
  readonly #next: (most: number) => readonly string[]
  /** By id, for changes that have not begun. */
  readonly #reads = new Map<string, GroupRead>()

  /** @param next ids of changes that will begin, at most so many, in their order */
  constructor(run: Run, next: (most: number) => readonly string[]) {
    this.#run = run
    this.#next = next
  }

  /** The turn of a change has come. `of` must follow, unless nothing may start any more. */
  expect(id: string): void {
    if (this.#run.ledger.stopReason() !== undefined) return
    this.#fresh(id)
    this.#readAhead()
  }

  /** For a change that begins. `undefined` if the identity does not exist. @throws the error of its read */
  async of(id: string): Promise<LiveIdentity | undefined> {
    const read = this.#fresh(id)
    this.#reads.delete(id)
    const { found, unreadable } = await read.answer
    if (unreadable.has(id)) throw unreadable.get(id)
    return found.get(id)
  }

  /** Resolves when no read is under way. */
  async ended(): Promise<void> {
    await Promise.all([...this.#reads.values()].map(({ answer }) => answer))
  }

  #fresh(id: string): GroupRead {
    const known = this.#reads.get(id)
    return known !== undefined && this.#isFresh(known) ? known : this.#read([id, ...this.#unread()])
  }

  #readAhead(): void {
    if (this.#reads.size > left) return
    const ids = this.#unread()
    // Where most changes wait for others, one after the other could be read alone.
    if (ids.length >= mostInOne / 2) this.#read(ids)
  }

  /** Those that have not begun and would have to be read now. */
  #unread(): string[] {
    const ids = new Set([...this.#reads.keys(), ...this.#next(knownForReads)])
    return [...ids].filter((id) => {
      const known = this.#reads.get(id)
      return known === undefined || !this.#isFresh(known)
    })
  }

  #read(ids: readonly string[]): GroupRead {
    const group = [...new Set(ids)].slice(0, mostInOne)
    const { context, reader } = this.#run
    const read: GroupRead = {
      answer: reader.many(group, context.stop).then((answer) => {
        read.at = context.now()
        return answer
      }),
    }
    for (const id of group) this.#reads.set(id, read)
    return read
  }

  #isFresh({ at }: GroupRead): boolean {
    return at === undefined || this.#run.context.now() - at <= freshFor
  }
}
