import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { IdctlError } from '../../src/errors.ts'
import { createKratos } from '../../src/live/kratos/client.ts'
import { listIdentities } from '../../src/live/kratos/list.ts'
import { type Clock, defaultRetryPolicy } from '../../src/live/kratos/retry.ts'
import { runsOf } from '../support/depth.ts'
import { json, kratosError, page } from '../unit/live/kratos/scripted-kratos.ts'

const nil = '00000000-0000-0000-0000-000000000000'
const clock: Clock = { now: () => 0, random: () => 0, sleep: async () => undefined, alarm: () => () => undefined }

/** A clock for which time passes only when it is told so. */
function handClock() {
  const set = new Set<{ readonly at: number; readonly ring: () => void }>()
  let time = 0
  const alarm = (milliseconds: number, ring: () => void) => {
    const one = { at: time + milliseconds, ring }
    set.add(one)
    return () => void set.delete(one)
  }
  /** Until the next alarm rings. */
  const pass = () => {
    const [next] = [...set].sort((left, right) => left.at - right.at)
    if (next === undefined) return
    set.delete(next)
    time = next.at
    next.ring()
  }
  return { clock: { ...clock, now: () => time, alarm }, pass }
}

/** As Kratos makes them: random, but always the same. */
const pool = Array.from({ length: 4000 }, (_, index) => {
  const digits = createHash('sha256').update(`person ${index}`).digest('hex')
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`
})
const row = (id: string) => ({
  id,
  schema_id: 'person',
  state: 'active',
  traits: {},
  credentials: {},
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
})

/** How the ids are spread: at random, close together at one end, or with a wide gap. */
const layouts = {
  random: (id: string) => id,
  low: (id: string) => `000${id.slice(3)}`,
  high: (id: string) => `fff${id.slice(3)}`,
  gap: (id: string) => `${id < '8' ? '1' : 'e'}${id.slice(1)}`,
}
const people = fc
  .tuple(
    fc.oneof(fc.integer({ min: 499, max: 502 }), fc.integer({ min: 1500, max: 4000 })),
    fc.constantFrom(...keysOf(layouts)),
  )
  .map(([count, layout]) => [...new Set(pool.slice(0, count).map(layouts[layout]))].sort())

function keysOf<T extends object>(object: T): (keyof T)[] {
  return Object.keys(object) as (keyof T)[]
}

interface Asked {
  readonly token: string
  readonly size: number
  /** Nobody has this id: the client made it up. */
  readonly isCrafted: boolean
  /** What Kratos would answer. */
  readonly ids: readonly string[]
  readonly next: string | undefined
}

type Answering = (asked: Asked, ids: readonly string[], signal: AbortSignal) => Response | Promise<Response>

const honest = ({ ids, next }: Asked) => page(ids.map(row), next)

/** How many turns somebody takes for each page: meanwhile others arrive. */
const leisures = fc.array(fc.nat(12), { minLength: 3, maxLength: 3 })

async function turnsPass(turns = 0): Promise<void> {
  for (let left = turns; left > 0; left -= 1) await nextTurn()
}

/** A server with these people, who may change with each request. */
function serverOf(
  everybody: () => readonly string[],
  answer: Answering = honest,
  {
    delay = () => 0,
    leisure = [0],
    clock: time = clock,
  }: { readonly delay?: () => number; readonly leisure?: readonly number[]; readonly clock?: Clock } = {},
) {
  const seen = { requests: 0, underWay: 0, atOnce: 0 }
  const known = new Set<string>()
  const fetch = async (request: Request) => {
    seen.requests += 1
    seen.underWay += 1
    seen.atOnce = Math.max(seen.atOnce, seen.underWay)
    await turnsPass(delay())
    const { searchParams } = new URL(request.url)
    const token = searchParams.get('page_token') ?? nil
    const size = Number(searchParams.get('page_size'))
    const ids = everybody()
    for (const id of ids) known.add(id)
    const from = firstAfter(ids, token)
    const some = ids.slice(from, from + size)
    const next = from + size < ids.length ? some.at(-1) : undefined
    seen.underWay -= 1
    return answer({ token, size, isCrafted: token !== nil && !known.has(token), ids: some, next }, ids, request.signal)
  }
  const listIn = async (adminUrl: string, atOnce?: number) => {
    const { reads, close } = createKratos({ adminUrl, fetch, clock: time })
    const context = { clock: time, policy: defaultRetryPolicy, signal: new AbortController().signal }
    const listed: string[] = []
    try {
      let taken = 0
      for await (const identities of listIdentities(reads, context, atOnce)) {
        listed.push(...identities.map(({ id }) => id))
        await turnsPass(leisure[taken++ % leisure.length])
      }
      return { listed, refusal: undefined }
    } catch (error) {
      if (!(error instanceof IdctlError)) throw error
      return { listed, refusal: error.message.replace(adminUrl, '').replace(/ \(request id .*\)/, '') }
    } finally {
      close()
    }
  }
  return {
    seen,
    list: (atOnce?: number) => listIn('http://kratos.test:4434', atOnce),
    listInSequence: () => listIn('https://some-project.projects.oryapis.com'),
  }
}

function firstAfter(ids: readonly string[], token: string): number {
  const from = ids.findIndex((id) => id > token)
  return from < 0 ? ids.length : from
}

const noLink = (ids: readonly string[]) => json(ids.map(row))
const broken = () => new Response('[{"id":', { headers: { link: '</a>; rel="first"' } })

/** What a server may do with a token that it has not given. */
const atCraftedTokens: Readonly<Record<string, (asked: Asked, ids: readonly string[], count: number) => Response>> = {
  refuses: () => kratosError(400, 'base', { reason: 'The page token is invalid, do not craft your own page tokens' }),
  'begins anew': ({ size }, ids) => page(ids.slice(0, size).map(row), ids[size - 1]),
  'begins later': ({ ids, next }, _, count) => page(ids.slice(count).map(row), next),
  'begins much later': ({ token, size }, ids, count) => {
    const from = firstAfter(ids, token) + count
    const some = ids.slice(from, from + size)
    return page(some.map(row), from + size < ids.length ? some.at(-1) : undefined)
  },
  'begins earlier': ({ token, size }, ids, count) => {
    const from = Math.max(0, firstAfter(ids, token) - count)
    const some = ids.slice(from, from + size)
    return page(some.map(row), from + size < ids.length ? some.at(-1) : undefined)
  },
  'shows nobody': () => page([]),
  'shows nobody, and more': ({ token }) => page([], token),
  'shows them backwards': ({ ids, next }) => page(ids.toReversed().map(row), next),
  'shows somebody twice': ({ ids, next }) => page([...ids.slice(0, 1), ...ids].map(row), next),
  'leaves somebody out': ({ ids, next }, _, count) =>
    page(ids.filter((__, index) => next === undefined || index !== count % ids.length).map(row), next),
  'gives small pages': ({ ids }, _, count) => page(ids.slice(0, count).map(row), ids[count - 1]),
  'says that it is the last page': ({ ids }) => page(ids.map(row)),
  'goes on elsewhere': ({ ids }, all, count) => page(ids.map(row), all[count]),
  'goes on with a token of another kind': ({ ids }) => page(ids.map(row), 'opaque'),
  'says nothing of the next page': ({ ids }) => noLink(ids),
  'has an error': () => kratosError(500, 'database away'),
  'limits the rate': () => kratosError(429, 'slow down'),
  'breaks off': broken,
}

/** What a server may answer to whatever is asked for a certain place. */
const atPlaces: Readonly<Record<string, (asked: Asked, ids: readonly string[]) => Response>> = {
  'cannot show a schema': () => kratosError(500, 'gone', { id: 'invalid_configuration' }),
  'has an error': () => kratosError(503, 'database away'),
  'breaks off': broken,
  'shows them backwards': ({ ids, next }) => page(ids.toReversed().map(row), next),
  'shows somebody twice': ({ ids, next }) => page([...ids.slice(0, 1), ...ids].map(row), next),
  'has somebody without a state': ({ ids, next }) =>
    page(
      ids.map((id) => ({ ...row(id), state: 'x' })),
      next,
    ),
  'says nothing of the next page': ({ ids }) => noLink(ids),
  'says that it is the last page': ({ ids }) => page(ids.map(row)),
  'shows nobody': () => page([]),
}

describe('the listing of many', () => {
  const delays = fc.array(fc.nat(5), { minLength: 7, maxLength: 7 })
  test('has everybody once, with few requests, no more at once than allowed, and always in the same order', async () => {
    await fc.assert(
      fc.asyncProperty(
        people,
        delays,
        leisures,
        fc.integer({ min: 1, max: 6 }),
        async (ids, waits, leisure, atOnce) => {
          const server = serverOf(() => ids)
          const { listed, refusal } = await server.list(atOnce)
          expect(refusal).toBeUndefined()
          expect(listed.toSorted()).toEqual(ids)
          expect(server.seen.requests).toBeLessThanOrEqual(Math.ceil(ids.length / 500) + 3)
          expect(server.seen.atOnce).toBeLessThanOrEqual(Math.min(atOnce, 4))
          let turn = 0
          const delayed = serverOf(() => ids, honest, { delay: () => waits[turn++ % waits.length] ?? 0, leisure })
          expect((await delayed.list(atOnce)).listed).toEqual(listed)
          expect(delayed.seen.requests).toBeLessThanOrEqual(Math.ceil(ids.length / 500) + 3)
        },
      ),
      { numRuns: runsOf({ quick: 15, deep: 200 }) },
    )
  })

  test('has everybody once, whatever a server does with tokens that it has not given', async () => {
    await fc.assert(
      fc.asyncProperty(
        people,
        fc.constantFrom(...keysOf(atCraftedTokens)),
        fc.constantFrom(0, 1, 2, 'all'),
        fc.integer({ min: 1, max: 900 }),
        leisures,
        async (ids, what, which, count, leisure) => {
          const crafted: string[] = []
          const server = serverOf(
            () => ids,
            (asked, all) => {
              if (asked.isCrafted && !crafted.includes(asked.token)) crafted.push(asked.token)
              const isSpoilt = asked.isCrafted && (which === 'all' || crafted.indexOf(asked.token) === which)
              return isSpoilt ? (atCraftedTokens[what]?.(asked, all, count) as Response) : honest(asked)
            },
            { leisure },
          )
          const { listed, refusal } = await server.list()
          expect(refusal).toBeUndefined()
          expect(listed.toSorted()).toEqual(ids)
        },
      ),
      { numRuns: runsOf({ quick: 40, deep: 1000 }) },
    )
  })

  test('has everybody of a server with smaller pages, also if people have data that looks like more rows', async () => {
    await fc.assert(
      fc.asyncProperty(people, leisures, fc.boolean(), async (ids, leisure, looksFull) => {
        const answer: Answering = ({ ids: some, next }) => {
          const rows = some
            .slice(0, 250)
            .map((id) => (looksFull ? { ...row(id), traits: { schema_id: 'x' } } : row(id)))
          return page(rows, some.length > 250 ? some[249] : next)
        }
        const { listed, refusal } = await serverOf(() => ids, answer, { leisure }).list()
        expect(refusal).toBeUndefined()
        expect(listed.toSorted()).toEqual(ids)
      }),
      { numRuns: runsOf({ quick: 10, deep: 200 }) },
    )
  })

  test('waits ten seconds at most for tokens that it has made up and nobody answers', async () => {
    await fc.assert(
      fc.asyncProperty(people, fc.constantFrom(0, 1, 2, 'all'), async (ids, which) => {
        const time = handClock()
        const crafted: string[] = []
        const untilGivenUp = async (signal: AbortSignal): Promise<never> => {
          while (!signal.aborted) {
            await nextTurn()
            time.pass()
          }
          throw signal.reason
        }
        const answer: Answering = (asked, _, signal) => {
          if (asked.isCrafted) crafted.push(asked.token)
          const isSwallowed = asked.isCrafted && (which === 'all' || which === crafted.length - 1)
          return isSwallowed ? untilGivenUp(signal) : honest(asked)
        }
        const { listed, refusal } = await serverOf(() => ids, answer, { clock: time.clock }).list()
        expect(refusal).toBeUndefined()
        expect(listed.toSorted()).toEqual(ids)
        expect(time.clock.now()).toBeLessThanOrEqual(10_000)
      }),
      { numRuns: runsOf({ quick: 10, deep: 200 }) },
    )
  })

  test('has whom a listing in sequence has, and is refused for the same reason', async () => {
    await fc.assert(
      fc.asyncProperty(
        people,
        fc.constantFrom(...keysOf(atPlaces)),
        fc.nat(4000),
        fc.boolean(),
        leisures,
        async (ids, what, place, isToTheEnd, leisure) => {
          const spoilt = ids[place % ids.length] ?? ''
          const answer: Answering = (asked, all) => {
            const isThere = asked.ids.includes(spoilt) || (isToTheEnd && asked.token > spoilt)
            return isThere ? (atPlaces[what]?.(asked, all) as Response) : honest(asked)
          }
          const beside = await serverOf(() => ids, answer, { leisure }).list()
          const inSequence = await serverOf(() => ids, answer).listInSequence()
          expect(new Set(beside.listed).size).toBe(beside.listed.length)
          expect(beside.refusal).toBe(inSequence.refusal)
          // That a page is the last one has to be believed, and pages are not the same.
          if (what === 'says that it is the last page') return
          expect(beside.listed).toEqual(expect.arrayContaining(inSequence.listed))
        },
      ),
      { numRuns: runsOf({ quick: 40, deep: 1000 }) },
    )
  })

  test('has whoever is there all the time, and nobody twice, while others come and go', async () => {
    const events = fc.array(
      fc.record({
        request: fc.nat(14),
        from: fc.nat(4000),
        count: fc.oneof(fc.nat(3), fc.nat(3000)),
        comes: fc.boolean(),
      }),
      { maxLength: 6 },
    )
    const spoilt = fc.option(fc.constantFrom(...keysOf(atCraftedTokens)))
    await fc.assert(
      fc.asyncProperty(people, events, spoilt, leisures, async (ids, changes, what, leisure) => {
        const passing = new Set(changes.flatMap(({ from, count }) => ids.slice(from, from + count)))
        const there = new Set(ids.filter((id) => !passing.has(id)))
        for (const { from, count, comes } of changes) {
          if (!comes) for (const id of ids.slice(from, from + count)) there.add(id)
        }
        let requests = 0
        const everybody = () => {
          for (const { request, from, count, comes } of changes) {
            if (request !== requests) continue
            for (const id of ids.slice(from, from + count)) comes ? there.add(id) : there.delete(id)
          }
          requests += 1
          return ids.filter((id) => there.has(id))
        }
        const answer: Answering = (asked, all) =>
          what !== null && asked.isCrafted ? (atCraftedTokens[what]?.(asked, all, 7) as Response) : honest(asked)
        const server = serverOf(everybody, answer, { leisure })
        const { listed, refusal } = await server.list()
        expect(new Set(listed).size).toBe(listed.length)
        // Whoever comes into a page while all after it go looks like a page that the server has lost.
        if (refusal?.includes('the one before it says that there are more')) return
        expect(refusal).toBeUndefined()
        const seen = new Set(listed)
        expect(ids.filter((id) => !passing.has(id) && !seen.has(id))).toEqual([])
      }),
      { numRuns: runsOf({ quick: 40, deep: 1000 }) },
    )
  })
})
