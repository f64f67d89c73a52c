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
}

/**
 * Pages, none of them empty, each the one that the page before names as its next; complete to the end, or `next` throws `IdctlError` with exit
 * `unreadable`. It requests the next page while the consumer works on one. The checks prove that an identity that was not listed is absent:
 * each page has its `Link`, no token or id repeats, ids only ascend, each page names the one after its own last row, and no page is empty
 * before the end.
 *
 * No generator: one that waits for its consumer holds on to the page that it gave last, and with several chains these pages grow old.
 */
export class Chain {
  readonly #fetch: FetchPage
  readonly #goesOn: (last: string) => boolean
  readonly #tokens = new Set<string>()
  #lastId: string
  #before: Asked | undefined
  #size = largestPage
  #most = largestPage
  /** What is requested next; absent while it is requested, and at the end. */
  #upcoming: Pick<Asked, 'token'> | undefined
  #pending: Promise<Arrived> | undefined

  constructor({ fetch, after, goesOn }: ChainOptions) {
    this.#fetch = fetch
    this.#goesOn = goesOn
    this.#lastId = after ?? ''
    this.#upcoming = { token: after }
  }

  /** `undefined`: that was the last page. Not to be called again after it has failed. */
  async next(): Promise<Page | undefined> {
    this.#pending ??= this.#begin()
    if (this.#pending === undefined) return undefined
    const page = (await this.#pending).open()
    this.#lastId = checkOrder(page, this.#lastId)
    checkNext(page)
    if (this.#before !== undefined && page.identities.length === 0) await checkEnd(this.#fetch, this.#before, page)
    const token = takeNext(page, this.#tokens)
    this.#upcoming = token === undefined ? undefined : { token }
    this.#pending = this.#goesOn(this.#lastId) ? this.#begin() : undefined
    this.#before = { token: page.token, size: page.size }
    return page.identities.length > 0 ? page : undefined
  }

  /** The pages that are left. */
  async *rest(): AsyncGenerator<Page, void, undefined> {
    for (let page = await this.next(); page !== undefined; page = await this.next()) yield page
  }

  #begin(): Promise<Arrived> | undefined {
    if (this.#upcoming === undefined) return undefined
    const { token } = this.#upcoming
    this.#upcoming = undefined
    return unawaited(this.#fetchFrom(token))
  }

  async #fetchFrom(token: string | undefined): Promise<Arrived> {
    const arrived = await this.#fetch(token, this.#size)
    if (arrived.tooSlow !== undefined) this.#most = Math.min(this.#most, Math.ceil(arrived.tooSlow / 2))
    this.#size = Math.min(this.#most, nextSize(arrived))
    return arrived
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

/** If the consumer stops early, nobody awaits the promise: its rejection must not end the process. */
function unawaited<T>(pending: Promise<T>): Promise<T> {
  pending.catch(() => undefined)
  return pending
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
