import type { LiveIdentity } from '../../model/identity.ts'
import { Chain, type FetchPage, type WaitingRoom } from './chain.ts'
import { type Arrived, largestPage, leavesRoom, type Page } from './page.ts'

/** What one page adds to the listing. */
export interface Taken {
  readonly identities: readonly LiveIdentity[]
  /** Whether everything known so far of this range and of the next one fits together. */
  readonly fits: boolean
}

export interface RangeOptions {
  readonly fetch: FetchPage
  /** Begins after this id, which need not be anybody's; absent: with the first identity of all. */
  readonly after?: string
  /** The `after` of the next range. */
  readonly before?: string | undefined
  readonly room: WaitingRoom
}

/**
 * A part of the listing: a chain of pages that goes on until it has come to the identity with which the next range begins. So nobody
 * is missed between two ranges, wherever the server chose to begin the second one.
 */
export class Range {
  readonly #chain: Chain
  readonly #fetch: FetchPage
  #before: string | undefined
  #head: Page | undefined
  #next: Range | undefined
  /** The first page is the only one for which the token was not the server's own. */
  #firstIds: ReadonlySet<string> = new Set()
  #endOfFirst = ''
  #shown = ''
  #beyond: readonly LiveIdentity[] = []
  #isDone = false

  constructor({ fetch, after, before, room }: RangeOptions) {
    this.#fetch = fetch
    this.#before = before
    this.#chain = new Chain({ fetch, after, room, goesOn: (last) => this.#goesOn(last) })
  }

  /** Requests the first page, and then one after the other. Looks into none of them. */
  begin(): Promise<Arrived> | undefined {
    return this.#chain.readAhead()
  }

  /** Nobody takes what is left. */
  giveUp(): void {
    this.#chain.giveUp()
  }

  /** The `before` of the constructor, when it was not known yet, or does not count. */
  endBefore(before: string | undefined): void {
    this.#before = before
    this.#chain.goOn()
  }

  /** Waits for the first page and returns it; `take` returns it again. `undefined`: the range has nobody. */
  async open(): Promise<Page | undefined> {
    const head = await this.#chain.next()
    this.#head = head
    this.#firstIds = new Set(head?.identities.map(({ id }) => id))
    this.#endOfFirst = head?.identities.at(-1)?.id ?? ''
    return head
  }

  /** Whether the first page may be believed that it is the last one: that is said of a token which the server has not given. */
  async endsWhereItSays(): Promise<boolean> {
    if (this.#head?.next !== undefined) return true
    return (await this.#fetch(this.#endOfFirst, largestPage)).open().identities.length === 0
  }

  /** Ends the range where `next` begins. Both are open, and `next` has somebody. */
  endAt(next: Range): void {
    this.#next = next
    this.#chain.goOn()
  }

  /** All has been taken. */
  get isDone(): boolean {
    return this.#isDone
  }

  /** The last id that was taken; empty before the first. */
  get shown(): string {
    return this.#shown
  }

  /** Whether this identity was taken, or would have been if it had existed then. */
  hasShown(id: string): boolean {
    return id <= this.#shown && (id > this.#endOfFirst || this.#firstIds.has(id))
  }

  async take(): Promise<Taken> {
    const page = this.#head ?? (await this.#chain.next())
    this.#head = undefined
    if (page === undefined) {
      this.#isDone = true
      return { identities: [], fits: this.#next === undefined }
    }
    const end = this.#end
    const identities = end === undefined ? page.identities : page.identities.filter(({ id }) => id < end)
    this.#beyond = page.identities.slice(identities.length)
    this.#isDone = this.#beyond.length > 0
    this.#note(identities)
    // Pages that had to be smaller say that the server, or the line to it, has enough to do with one request.
    return { identities, fits: leavesRoom(page) && this.#beyond.every((live) => this.#next?.agrees(live)) }
  }

  /**
   * Goes on to the end of everything.
   *
   * @param atLeast An id that was there. If the end is before it, everybody in between was deleted meanwhile, or it was no end: then
   *   there is another page after it.
   */
  async *rest(atLeast: string): AsyncGenerator<readonly LiveIdentity[], void, undefined> {
    this.#next = undefined
    this.#before = undefined
    yield this.#note(this.#beyond)
    for await (const { identities } of this.#chain.rest()) yield this.#note(identities)
    for (let end = ''; end < this.#shown && this.#shown < atLeast; ) {
      end = this.#shown
      const more = new Chain({ fetch: this.#fetch, after: end, goesOn: () => true })
      for await (const { identities } of more.rest()) yield this.#note(identities)
    }
  }

  #note(identities: readonly LiveIdentity[]): readonly LiveIdentity[] {
    this.#shown = identities.at(-1)?.id ?? this.#shown
    return identities
  }

  /** Whether the first page has this identity, if it is between others of that page. */
  agrees({ id }: LiveIdentity): boolean {
    return id > this.#endOfFirst || this.#firstIds.has(id)
  }

  get #end(): string | undefined {
    return this.#next?.start
  }

  /** The first id of the opened range; `undefined` if it has nobody. */
  get start(): string | undefined {
    const [first] = this.#firstIds
    return first
  }

  #goesOn(last: string): boolean {
    const end = this.#end ?? this.#before
    return end === undefined || last < end
  }
}
