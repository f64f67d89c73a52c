import type { LiveIdentity } from '../../model/identity.ts'
import { present } from '../../model/present.ts'
import { decodeIdentities } from './decode.ts'
import { cacheHint, unreadable } from './errors.ts'
import type { KratosReads } from './kratos-api.ts'
import { linksOf, pageTokenOf } from './link-header.ts'
import { decodeAnswer, expectSuccess, isTooLargeOrSlow, piecesOf, readWithRetries } from './read-with-retries.ts'
import type { Answer } from './reply.ts'
import type { RetryContext } from './retry.ts'
import { maxAnswerBytes } from './transport.ts'

/** The server's maximum from v25.4 on (API reference §2.3). */
const largestPage = 500

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

interface Page {
  readonly answer: Answer
  readonly identities: readonly LiveIdentity[]
  /** The token of the request; `undefined` for the first page. */
  readonly token: string | undefined
  /** The page size of the request. */
  readonly size: number
  readonly next: string | undefined
  /** A larger page size for which the answer did not come in time. */
  readonly tooSlow: number | undefined
}

/**
 * All identities, page by page in id order; complete, or it throws `IdctlError` with exit `unreadable`. It requests the next page while the
 * consumer works on one. The checks prove that an identity that was not listed is absent: each page has its `Link`, no token or id repeats,
 * ids only ascend, each page names the one after its own last row, and no page is empty before the end. A page that is too large for one
 * answer, or does not come in time, is requested again in smaller ones: large accounts and slow lines make the listing slower, not shorter.
 */
export async function* listIdentities(
  reads: KratosReads,
  context: RetryContext,
): AsyncGenerator<readonly LiveIdentity[], void, undefined> {
  const abandoned = new AbortController()
  const pageContext = { ...context, signal: AbortSignal.any([context.signal, abandoned.signal]) }
  const tokens = new Set<string>()
  let lastId = ''
  let before: Page | undefined
  let size = largestPage
  let most = largestPage
  const fetchFrom = async (token: string | undefined): Promise<Page> => {
    const page = await fetchFitting(reads, token, size, pageContext)
    if (page.tooSlow !== undefined) most = Math.min(most, Math.ceil(page.tooSlow / 2))
    size = Math.min(most, nextSize(page))
    return page
  }
  let pending: Promise<Page> | undefined = fetchFrom(undefined)
  try {
    while (pending !== undefined) {
      const page: Page = await pending
      lastId = checkOrder(page, lastId)
      checkNext(page)
      if (before !== undefined && page.identities.length === 0) await checkEnd(reads, before, page, pageContext)
      pending = startNext(page, tokens, fetchFrom)
      if (page.identities.length > 0) yield page.identities
      before = page
    }
  } finally {
    abandoned.abort()
  }
}

/** The page after `token`, of `size` identities, or of fewer if so many are too large or too slow for one answer. */
async function fetchFitting(
  reads: KratosReads,
  token: string | undefined,
  size: number,
  context: RetryContext,
): Promise<Page> {
  let wanted = size
  let tooSlow: number | undefined
  for (;;) {
    const query = { pageSize: wanted, ...present({ pageToken: token }) }
    const reply = await readWithRetries(() => reads.listIdentities(query, context.signal), context, wanted > 1)
    if (wanted > 1 && isTooLargeOrSlow(reply)) {
      if (reply.slow) tooSlow = wanted
      wanted = Math.max(1, Math.floor(wanted / piecesOf(reply)))
      continue
    }
    if (reply.kind === 'no-answer' && reply.tooLarge) {
      throw unreadable(reply.request, 'a single identity is larger than idctl accepts', tooLargeHint(token))
    }
    const answer = expectSuccess(reply)
    const identities = decodeAnswer(answer, decodeIdentities)
    return { answer, identities, token, size: wanted, next: nextToken(answer), tooSlow }
  }
}

function tooLargeHint(token: string | undefined): string {
  const place = token === undefined ? 'the first of all' : `the one after ${token}`
  return `it is ${place} in the order of ids: make it smaller, or delete it, in Kratos`
}

/** After a smaller page was necessary, doubles the page size again, unless this page was large. */
function nextSize({ answer, size }: Page): number {
  return answer.text.length > maxAnswerBytes / 4 ? size : Math.min(largestPage, size * 2)
}

/** The token of the next page; throws if the `Link` header lacks what Kratos gives with every page (API reference §2.4). */
export function nextToken(answer: Answer): string | undefined {
  const links = linksOf(answer)
  if (!links.has('first')) {
    throw unreadable(
      answer.request,
      'the page has no Link header with rel="first", so idctl cannot tell whether it is the last one',
      'a proxy in front of Kratos may drop response headers',
    )
  }
  const target = links.get('next')
  if (target === undefined) return undefined
  const token = pageTokenOf(target)
  if (token === undefined) throw unreadable(answer.request, 'the Link header names a next page without a page_token')
  return token
}

function startNext(
  page: Page,
  tokens: Set<string>,
  fetchNext: (token: string) => Promise<Page>,
): Promise<Page> | undefined {
  const { answer, next } = page
  if (next === undefined) return undefined
  if (page.identities.length === 0) throw unreadable(answer.request, 'the page is empty, but names a next one')
  if (tokens.has(next)) throw unreadable(answer.request, 'the page names a next one that was read already')
  tokens.add(next)
  const pending = fetchNext(next)
  // If the consumer stops early, nobody awaits this promise: its rejection must not end the process.
  pending.catch(() => undefined)
  return pending
}

/**
 * Kratos' token is the id of the last row (API reference §2.3). A token with another id would skip rows or go back. Tokens
 * that are no ids are not checked, because Ory Network may have a different kind.
 */
function checkNext({ answer, identities, next }: Page): void {
  const last = identities.at(-1)?.id
  if (next === undefined || last === undefined || next === last || !uuid.test(next)) return
  throw unreadable(answer.request, `the page ends with id ${last}, but names a next one after ${next}`, cacheHint)
}

/**
 * A page names a next page only if there is another row (API reference §2.4). An empty last page is right only if that row was
 * deleted meanwhile: then the page before it, read again, no longer names a next page.
 */
async function checkEnd(reads: KratosReads, before: Page, end: Page, context: RetryContext): Promise<void> {
  const again = await fetchFitting(reads, before.token, before.size, context)
  if (again.next === undefined) return
  throw unreadable(end.answer.request, 'the page is empty, but the one before it says that there are more', cacheHint)
}

/** Ids that strictly ascend over the whole listing prove that none is repeated, and need no set of all ids. */
function checkOrder(page: Page, lastId: string): string {
  let previous = lastId
  for (const { id } of page.identities) {
    if (id <= previous) {
      const problem =
        id === previous ? `id ${id} is repeated` : `id ${id} comes after ${previous}: repeated or out of order`
      throw unreadable(page.answer.request, problem, cacheHint)
    }
    previous = id
  }
  return previous
}
