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
 * Pages, none of them empty, each the one that the page before names as its next; complete to the end, or it throws `IdctlError` with exit
 * `unreadable`. It requests the next page while the consumer works on one. The checks prove that an identity that was not listed is absent:
 * each page has its `Link`, no token or id repeats, ids only ascend, each page names the one after its own last row, and no page is empty
 * before the end.
 */
export async function* readChain({ fetch, after, goesOn }: ChainOptions): AsyncGenerator<Page, undefined, undefined> {
  const tokens = new Set<string>()
  let lastId = after ?? ''
  let before: Asked | undefined
  let size = largestPage
  let most = largestPage
  const fetchFrom = async (token: string | undefined): Promise<Arrived> => {
    const arrived = await fetch(token, size)
    if (arrived.tooSlow !== undefined) most = Math.min(most, Math.ceil(arrived.tooSlow / 2))
    size = Math.min(most, nextSize(arrived))
    return arrived
  }
  let pending: Promise<Arrived> | undefined = fetchFrom(after)
  while (pending !== undefined) {
    const page: Page = (await pending).open()
    lastId = checkOrder(page, lastId)
    checkNext(page)
    if (before !== undefined && page.identities.length === 0) await checkEnd(fetch, before, page)
    const next = takeNext(page, tokens)
    const begin = (): Promise<Arrived> | undefined => (next === undefined ? undefined : unawaited(fetchFrom(next)))
    pending = goesOn(lastId) ? begin() : undefined
    if (page.identities.length > 0) yield page
    pending ??= begin()
    before = { token: page.token, size: page.size }
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
