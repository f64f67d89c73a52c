import { unawaited } from '../../model/unawaited.ts'
import { cacheHint, unreadable } from './errors.ts'
import { maxAnswerBytes } from './http-client.ts'
import { type Arrived, checkNext, checkOrder, largestPage, type Page } from './page.ts'

/** Gets the page after `token`, of `size` identities or fewer. */
export type FetchPage = (token: string | undefined, size: number) => Promise<Arrived>

/** With what a page was asked for. */
type Asked = Pick<Page, 'token' | 'size'>

export interface ChainOptions {
  readonly fetch: FetchPage
  /** Begins after this id, instead of with everybody. */
  readonly after?: string | undefined
  /** Whether more than the page that ends with this id is wanted. If not, the next one is requested only when it is asked for. */
  readonly goesOn: (last: string) => boolean
  /** For pages that arrive before they are asked for. Absent: no more than one does. */
  readonly room?: WaitingRoom
}

/**
 * Pages, none of them empty, each the one that the page before names as its next; complete to the end, or `next` throws `IdctlError` with exit
 * `unreadable`. It requests the next page while the consumer works on one, and from `readAhead` on further ones, as long as there is room. The
 * checks prove that an identity that was not listed is absent: each page has its `Link`, no token or id repeats, ids only ascend, each page names
 * the one after its own last row, and no page is empty before the end.
 *
 * No generator: one that waits for its consumer holds on to the page that it gave last, and with several chains these pages grow old.
 */
export class Chain {
  readonly #fetch: FetchPage
  readonly #goesOn: (last: string) => boolean
  readonly #room: WaitingRoom | undefined
  readonly #tokens = new Set<string>()
  #lastId: string
  #before: Asked | undefined
  #size = largestPage
  #most = largestPage
  /** What is requested next; absent once it is, and at the end. */
  #upcoming: Pick<Asked, 'token'> | undefined
  /** Pages that nobody has taken, in order. */
  readonly #requested: Promise<Arrived>[] = []
  /** The last page that has arrived, if the one after it is not requested. */
  #furthest: Arrived | undefined
  #readsAhead = false

  constructor({ fetch, after, goesOn, room }: ChainOptions) {
    this.#fetch = fetch
    this.#goesOn = goesOn
    this.#room = room
    this.#lastId = after ?? ''
    this.#upcoming = { token: after }
  }

  /** `undefined`: that was the last page. Not to be called again after it has failed. */
  async next(): Promise<Page | undefined> {
    if (this.#requested.length === 0) this.#request()
    const arrived = await this.#requested.shift()
    if (arrived === undefined) return undefined
    const page = arrived.open()
    this.#room?.leave(arrived)
    this.#lastId = checkOrder(page, this.#lastId)
    checkNext(page)
    if (this.#before !== undefined && page.identities.length === 0) await checkEnd(this.#fetch, this.#before, page)
    const token = takeNext(page, this.#tokens)
    if (this.#requested.length > 0) this.#goAhead()
    else {
      this.#furthest = undefined
      this.#upcoming = token === undefined ? undefined : { token }
      if (this.#goesOn(this.#lastId)) this.#request()
    }
    this.#before = { token: page.token, size: page.size }
    return page.identities.length > 0 ? page : undefined
  }

  /** The pages that are left. */
  async *rest(): AsyncGenerator<Page, void, undefined> {
    for (let page = await this.next(); page !== undefined; page = await this.next()) yield page
  }

  /** From now on pages are requested as soon as the ones before them have arrived. Returns the first one, which `next` returns as well. */
  readAhead(): Promise<Arrived> | undefined {
    this.#readsAhead = true
    if (this.#requested.length === 0) this.#request()
    return this.#requested[0]
  }

  /** Nobody takes the pages that are left: they make room for those of others. */
  giveUp(): void {
    this.#readsAhead = false
    for (const requested of this.#requested.splice(0)) {
      requested.then(
        (arrived) => this.#room?.leave(arrived),
        () => undefined,
      )
    }
  }

  /** More is wanted than `goesOn` has said before. */
  goOn(): void {
    this.#goAhead()
  }

  #request(): void {
    if (this.#upcoming === undefined) return
    const { token } = this.#upcoming
    this.#upcoming = undefined
    this.#requested.push(unawaited(this.#fetchFrom(token)))
  }

  async #fetchFrom(token: string | undefined): Promise<Arrived> {
    const arrived = await this.#fetch(token, this.#size)
    if (arrived.tooSlow !== undefined) this.#most = Math.min(this.#most, Math.ceil(arrived.tooSlow / 2))
    this.#size = Math.min(this.#most, nextSize(arrived))
    this.#room?.enter(arrived)
    this.#furthest = arrived
    this.#goAhead()
    return arrived
  }

  /** Only with a token that is the id of the last row, as it should be: what it ends with is not known before the page is opened. */
  #goAhead(): void {
    const last = this.#furthest?.lastId
    if (!this.#readsAhead || last === undefined || this.#room?.isFull !== false || !this.#goesOn(last)) return
    this.#furthest = undefined
    this.#upcoming = { token: last }
    this.#request()
  }
}

/** Where pages wait for the one who reads them. Shared by the chains of a listing. */
export class WaitingRoom {
  /** Bytes. */
  static readonly #size = 12 * 1024 * 1024
  /** What the smallest page counts, so that there are not many of them either. */
  static readonly #smallest = 256 * 1024
  #taken = 0

  get isFull(): boolean {
    return this.#taken >= WaitingRoom.#size
  }

  enter({ length }: Arrived): void {
    this.#taken += Math.max(length, WaitingRoom.#smallest)
  }

  leave({ length }: Arrived): void {
    this.#taken -= Math.max(length, WaitingRoom.#smallest)
  }
}

/** After a smaller page was necessary, doubles the page size again, unless this page was large. */
function nextSize({ length, size }: Arrived): number {
  return length > maxAnswerBytes / 4 ? size : Math.min(largestPage, size * 2)
}

function takeNext({ request, identities, next }: Page, tokens: Set<string>): string | undefined {
  if (next === undefined) return undefined
  if (identities.length === 0) throw unreadable(request, 'the page is empty, but names a next one')
  if (tokens.has(next)) throw unreadable(request, 'the page names a next one that was read already')
  tokens.add(next)
  return next
}

/**
 * A page names a next page only if there is another row (API reference §2.4). An empty last page is right only if that row was
 * deleted meanwhile: then the page before it, read again, no longer names a next page.
 */
async function checkEnd(fetch: FetchPage, before: Asked, end: Page): Promise<void> {
  const again = (await fetch(before.token, before.size)).open()
  if (again.next === undefined) return
  throw unreadable(end.request, 'the page is empty, but the one before it says that there are more', cacheHint)
}
