import type { LiveIdentity } from '../../model/identity.ts'
import { present } from '../../model/present.ts'
import { decodeIdentities } from './decode.ts'
import { cacheHint, unreadable } from './errors.ts'
import type { KratosReads } from './kratos-api.ts'
import { linksOf, pageTokenOf, parseLink } from './link-header.ts'
import { decodeAnswer, expectSuccess, isTooLargeOrSlow, piecesOf, readWithRetries } from './read-with-retries.ts'
import type { Answer } from './reply.ts'
import type { RetryContext } from './retry.ts'

/** The server's maximum from v25.4 on (API reference §2.3). */
export const largestPage = 500
/** Of a page, as `Answer.size`: with larger ones several ranges would need too much memory. Four times what 500 ordinary identities are. */
const longestBeside = 2 * 1024 * 1024

/** Whether other ranges may be read beside a page like this one. */
export function leavesRoom({ length, size }: Asked): boolean {
  return size === largestPage && length <= longestBeside
}

/** With what a page was asked for, and what its answer is like from outside. */
interface Asked {
  /** The token of the request; `undefined` for the first page. */
  readonly token: string | undefined
  /** The page size of the request. */
  readonly size: number
  /** `Answer.size`. */
  readonly length: number
  /** A larger page size for which the answer did not come in time. */
  readonly tooSlow: number | undefined
}

/**
 * A page of the listing that has arrived. Its identities are made when somebody wants them, because several pages wait at the same time:
 * a text takes a third of the memory, and no garbage collection has to look at it.
 */
export interface Arrived extends Asked, Pick<Answer, 'header'> {
  /** The id of its last row, according to the token of the next page; `undefined` without one, or if it is no id. */
  readonly lastId: string | undefined
  /** How many rows it seems to have: each has one member of this name, and data of people may have it, too. */
  rows(): number
  /** Throws if it is not what Kratos answers. */
  open(): Page
}

/** One page of the listing of all identities. */
export interface Page extends Asked, Pick<Answer, 'request' | 'header'> {
  readonly identities: readonly LiveIdentity[]
  readonly next: string | undefined
}

/**
 * The page after `token`, of `size` identities, or of fewer if so many are too large or too slow for one answer. Waits out what passes.
 */
export async function fetchFitting(
  reads: KratosReads,
  token: string | undefined,
  size: number,
  context: RetryContext,
): Promise<Arrived> {
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
    return arrivedOf(expectSuccess(reply), { token, size: wanted, tooSlow })
  }
}

/**
 * The page after `token`, asked for once. Throws, when it is opened at the latest, unless it is exactly what Kratos answers when nothing is
 * out of the ordinary.
 */
export async function fetchOnce(reads: KratosReads, token: string | undefined, signal: AbortSignal): Promise<Arrived> {
  const answer = expectSuccess(
    await reads.listIdentities({ pageSize: largestPage, ...present({ pageToken: token }) }, signal),
  )
  const arrived = arrivedOf(answer, { token, size: largestPage, tooSlow: undefined })
  if (!leavesRoom(arrived)) throw unreadable(answer.request, 'the page is too large to read others beside it')
  return { ...arrived, open: () => fullOrLast(arrived.open()) }
}

function fullOrLast(page: Page): Page {
  if (page.next === undefined || page.identities.length === largestPage) return page
  throw unreadable(page.request, 'the page is not full, but names a next one')
}

function arrivedOf(answer: Answer, { token, size, tooSlow }: Omit<Asked, 'length'>): Arrived {
  const { request, header } = answer
  const asked = { token, size, length: answer.size, tooSlow }
  const open = () => {
    const identities = decodeAnswer(answer, decodeIdentities)
    answer.release()
    return { ...asked, request, header, identities, next: nextToken(answer) }
  }
  return {
    ...asked,
    header,
    lastId: lastIdOf(answer),
    rows: () => answer.text().split('"schema_id":').length - 1,
    open,
  }
}

function lastIdOf(answer: Answer): string | undefined {
  const target = parseLink(answer.header('link') ?? '')?.get('next')
  const token = target && pageTokenOf(target)
  return token !== undefined && uuid.test(token) ? token : undefined
}

function tooLargeHint(token: string | undefined): string {
  const place = token === undefined ? 'the first of all' : `the one after ${token}`
  return `it is ${place} in the order of ids: make it smaller, or delete it, in Kratos`
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

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Kratos' token is the id of the last row (API reference §2.3). A token with another id would skip rows or go back. Tokens
 * that are no ids are not checked, because Ory Network may have a different kind.
 */
export function checkNext({ request, identities, next }: Page): void {
  const last = identities.at(-1)?.id
  if (next === undefined || last === undefined || next === last || !uuid.test(next)) return
  throw unreadable(request, `the page ends with id ${last}, but names a next one after ${next}`, cacheHint)
}

/** Ids that strictly ascend over the whole listing prove that none is repeated, and need no set of all ids. */
export function checkOrder({ request, identities }: Page, lastId: string): string {
  let previous = lastId
  for (const { id } of identities) {
    if (id <= previous) {
      const problem =
        id === previous ? `id ${id} is repeated` : `id ${id} comes after ${previous}: repeated or out of order`
      throw unreadable(request, problem, cacheHint)
    }
    previous = id
  }
  return previous
}
