import { IdctlError } from '../../errors.ts'
import type { LiveIdentity } from '../../model/identity.ts'
import { once } from '../../model/once.ts'
import { type Hand, handedOver, type Pages } from '../../model/pages.ts'
import { unawaited } from '../../model/unawaited.ts'
import type { Listing } from '../ports.ts'
import { isTooSlow, withinWhole } from './answer-timeouts.ts'
import { WaitingRoom } from './chain.ts'
import type { KratosReads } from './kratos-api.ts'
import { isNetworkProject } from './ory-network.ts'
import { type Arrived, fetchFitting, fetchOnce, largestPage, leavesRoom } from './page.ts'
import { Range, type Taken } from './range.ts'
import { readRateLimit } from './rate-headers.ts'
import type { RetryContext } from './retry.ts'
import { splitAfter } from './split-ids.ts'

type Identities = readonly LiveIdentity[]

/**
 * All identities, page by page; complete, or it throws `IdctlError` with exit `unreadable` (see `Chain`). A page that is too large for
 * one answer, or does not come in time, is requested again in smaller ones: large accounts and slow lines make the listing slower, not
 * shorter.
 *
 * Where there are many, several ranges of ids are read at once, and their pages come in turns: always in the same order for the same
 * identities. Only the first range, which would read everything alone, decides about the listing: the others spare it a part of the
 * way while everything fits together. Whatever is out of the ordinary ends them, and the first one reads what they have not shown.
 *
 * @param atOnce the most requests
 */
export function listIdentities(
  reads: KratosReads,
  context: RetryContext,
  atOnce = Number.POSITIVE_INFINITY,
): Pages<Identities> & Required<Listing> {
  const begin = once(() => beginListing(reads, context, atOnce))
  return { ...handedOver((hand) => listing(begin, context, hand)), begin: () => void begin() }
}

/** A listing whose pages arrive. They wait as bytes: nobody has looked into one of them. */
interface Begun {
  readonly main: Range
  /** The other ranges, when the first page of the main one has arrived. */
  readonly others: Promise<readonly Range[]>
  /** Gives them up. */
  readonly beside: AbortController
  readonly abandoned: AbortController
}

function beginListing(reads: KratosReads, context: RetryContext, atOnce: number): Begun {
  const abandoned = new AbortController()
  const signal = AbortSignal.any([context.signal, abandoned.signal])
  const beside = new AbortController()
  const besideSignal = AbortSignal.any([signal, beside.signal])
  const room = new WaitingRoom()
  const main = new Range({
    fetch: (token, size) => fetchFitting(reads, token, size, { ...context, signal }),
    room,
  })
  const beginOthers = async (): Promise<readonly Range[]> => {
    const bounds = boundsAfter(await main.begin(), reads, context, atOnce)
    main.endBefore(bounds[0])
    const fetch = (token: string | undefined) => fetchOnce(reads, token, besideSignal)
    const others = bounds.map((after, index) => new Range({ fetch, after, before: bounds[index + 1], room }))
    for (const range of others) void range.begin()
    return others
  }
  return { main, others: unawaited(beginOthers()), beside, abandoned }
}

async function* listing(
  begin: () => Begun,
  context: RetryContext,
  hand: Hand<Identities>,
): AsyncGenerator<void, void, undefined> {
  const { main, others: begun, beside, abandoned } = begin()
  try {
    const head = await main.open()
    const ranges = await begun
    const isUsual = head === undefined || head.next === undefined || head.identities.length === largestPage
    const opening = unawaited(isUsual ? openOthers(ranges, context) : Promise.resolve([]))
    const first = await main.take().then((taken) => handOn(taken, hand))
    if (first.hasSomebody) yield
    const others = await opening
    context.signal.throwIfAborted()
    if (others.length === 0) beside.abort()
    for (const range of ranges) if (!others.includes(range)) range.giveUp()
    join([main, ...others])
    if (yield* inTurns(main, others, context.signal, hand)) return
    beside.abort()
    for (const range of others) range.giveUp()
    yield* alone(main, others, hand)
  } finally {
    abandoned.abort()
  }
}

/** Each ends where the next one begins, and the last one at the end. */
function join([main, ...others]: readonly [Range, ...Range[]]): void {
  for (const [index, next] of others.entries()) (others[index - 1] ?? main).endAt(next)
  if (others.length === 0) main.endBefore(undefined)
}

/** Where to divide what is left after the first page; nowhere on servers that limit the rate, or whose tokens are no ids. */
function boundsAfter(
  head: Arrived | undefined,
  reads: KratosReads,
  { clock }: RetryContext,
  atOnce: number,
): readonly string[] {
  if (head?.lastId === undefined || !leavesRoom(head) || isNetworkProject(reads.adminBase)) return []
  if (readRateLimit(head.header, clock.now()) !== undefined || head.rows() < largestPage) return []
  return splitAfter(head.lastId, largestPage, atOnce)
}

/** Milliseconds for the first pages of the other ranges: a proxy may leave tokens that it has not given without an answer. */
const openingTime = 10_000

/** Those of the ranges that have somebody; none at all unless all of them are as they should be. Rejects only with what is a mistake of idctl. */
async function openOthers(ranges: readonly Range[], { signal, clock }: RetryContext): Promise<readonly Range[]> {
  const open = async (): Promise<readonly Range[]> => {
    await Promise.all(ranges.map((range) => range.open()))
    const ascending = withSomebody(ranges)
    const isProved = (await ascending.at(-1)?.endsWhereItSays()) ?? true
    return isProved ? ascending : []
  }
  try {
    return await withinWhole(open, openingTime, { signal, clock })
  } catch (error) {
    giveWay(error, signal)
    return []
  }
}

/** Where nobody is between two bounds, both ranges begin with the same identity: the one before it needs neither. */
function withSomebody(ranges: readonly Range[]): readonly Range[] {
  const ascending: Range[] = []
  for (const range of ranges.toReversed()) {
    const next = ascending[0]?.start
    if (range.start !== undefined && (next === undefined || range.start < next)) ascending.unshift(range)
  }
  return ascending
}

/** Throws what is a mistake of idctl. */
function giveWay(error: unknown, signal: AbortSignal): void {
  if (!signal.aborted && !(error instanceof IdctlError) && !isTooSlow(error)) throw error
}

/** Takes a page of each range in turn. Returns whether everything fitted together, so that nothing is left. */
async function* inTurns(
  main: Range,
  others: readonly Range[],
  signal: AbortSignal,
  hand: Hand<Identities>,
): AsyncGenerator<void, boolean, undefined> {
  const take = async (range: Range): Promise<Handed> =>
    handOn(range === main ? await main.take() : await takeOrGiveWay(range, signal), hand)
  let left = [main, ...others]
  while (left.length > 0) {
    for (const range of left) {
      const { hasSomebody, fits } = await take(range)
      if (hasSomebody) yield
      if (!fits) return false
    }
    left = left.filter(({ isDone }) => !isDone)
  }
  return true
}

/** What is left of `Taken` when its identities are handed over. */
interface Handed extends Pick<Taken, 'fits'> {
  readonly hasSomebody: boolean
}

function handOn({ identities, fits }: Taken, hand: Hand<Identities>): Handed {
  hand(identities)
  return { hasSomebody: identities.length > 0, fits }
}

async function takeOrGiveWay(range: Range, signal: AbortSignal): Promise<Taken> {
  try {
    return await range.take()
  } catch (error) {
    signal.throwIfAborted()
    giveWay(error, signal)
    return { identities: [], fits: false }
  }
}

/** What the first range still has, without those whom the others have shown. */
async function* alone(
  main: Range,
  others: readonly Range[],
  hand: Hand<Identities>,
): AsyncGenerator<void, void, undefined> {
  const furthest = others.reduce((most, { shown }) => (shown > most ? shown : most), '')
  for await (const identities of main.rest(furthest)) {
    const unseen = identities.filter(({ id }) => !others.some((range) => range.hasShown(id)))
    if (unseen.length === 0) continue
    hand(unseen)
    yield
  }
}
