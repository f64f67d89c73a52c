import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { IdctlError } from '../../../../src/errors.ts'
import { listIdentities } from '../../../../src/live/kratos/list.ts'
import {
  failureOf,
  idOf,
  json,
  kratosError,
  networkError,
  page,
  recorded,
  row,
  type ScriptedKratos,
  scriptedKratos,
} from './scripted-kratos.ts'

async function idsOf({ kratos, context }: ScriptedKratos): Promise<string[]> {
  const ids: string[] = []
  for await (const identities of listIdentities(kratos.reads, context)) ids.push(...identities.map(({ id }) => id))
  return ids
}

describe('a complete listing', () => {
  test('follows the Link header through recorded pages', async () => {
    const script = scriptedKratos(recorded('list-paging', 3), recorded('list-paging', 4))
    expect(await idsOf(script)).toEqual([idOf(1), idOf(2), idOf(3)])
    expect(script.sent.map(({ url }) => url.searchParams.get('page_token'))).toEqual([null, idOf(2)])
  })

  test("tokens of the server's own making say nothing about rows", async () => {
    const script = scriptedKratos(page([row(1)], 'opaque-1'), page([row(2)], 'opaque-2'), page([row(3)]))
    expect(await idsOf(script)).toEqual([idOf(1), idOf(2), idOf(3)])
  })

  test('a last row that is deleted meanwhile leaves an empty page, and the one before it is the last', async () => {
    const script = scriptedKratos(page([row(1)], idOf(1)), page([row(2)], idOf(2)), page([]), page([row(2)]))
    expect(await idsOf(script)).toEqual([idOf(1), idOf(2)])
    expect(script.sent.map(({ url }) => url.searchParams.get('page_token'))).toEqual([null, idOf(1), idOf(2), idOf(1)])
  })

  test('asks for full pages, strong consistency, and identifiers without secrets', async () => {
    const script = scriptedKratos(page([]))
    expect(await idsOf(script)).toEqual([])
    expect(script.sent[0]?.url.pathname).toBe('/admin/identities')
    expect(Object.fromEntries(script.sent[0]?.url.searchParams ?? [])).toEqual({
      page_size: '500',
      consistency: 'strong',
      include_credential: 'code',
    })
  })

  test('passing failures are waited out, on every page', async () => {
    const script = scriptedKratos(
      kratosError(429, 'slow down', {}, { 'retry-after': '7' }),
      page([row(1)], idOf(1)),
      networkError('ECONNRESET'),
      kratosError(503, 'restarting'),
      new Response('<html>Bad gateway</html>', { status: 502 }),
      page([row(2)]),
    )
    expect(await idsOf(script)).toEqual([idOf(1), idOf(2)])
    expect(script.pauses).toEqual([7000, 150, 300, 600])
  })

  test('the next page is asked for before the first is worked on', async () => {
    const script = scriptedKratos(page([row(1)], idOf(1)), page([row(2)]))
    const pages = listIdentities(script.kratos.reads, script.context)
    await pages.next()
    await vi.waitFor(() => expect(script.sent).toHaveLength(2))
    await pages.return()
  })

  test('nothing is asked for before it has begun', async () => {
    const script = scriptedKratos(page([row(1)]))
    listIdentities(script.kratos.reads, script.context)
    for (let turns = 0; turns < 100; turns += 1) await nextTurn()
    expect(script.sent).toEqual([])
  })

  describe('while nobody takes a page', () => {
    const pages = (count: number, next = idOf) =>
      Array.from({ length: count }, (_, index) => page([row(index)], index + 1 < count ? next(index) : undefined))
    const afterTheFirst = async (...answers: Response[]) => {
      const script = scriptedKratos(...answers)
      const listing = listIdentities(script.kratos.reads, script.context)
      await listing.next()
      for (let turns = 0; turns < 5000; turns += 1) await nextTurn()
      return { script, listing }
    }

    test('all others are asked for', async () => {
      const { script, listing } = await afterTheFirst(...pages(20))
      expect(script.sent).toHaveLength(20)
      let listed = 0
      for await (const identities of listing) listed += identities.length
      expect(listed).toBe(19)
    })

    test('nor has asked for one, but for a beginning', async () => {
      const script = scriptedKratos(...pages(20))
      const listing = listIdentities(script.kratos.reads, script.context)
      listing.begin()
      for (let turns = 0; turns < 5000; turns += 1) await nextTurn()
      expect(script.sent).toHaveLength(20)
      let listed = 0
      for await (const identities of listing) listed += identities.length
      expect(listed).toBe(20)
    })

    test('no more of them than there is room for', async () => {
      const { script, listing } = await afterTheFirst(...pages(200))
      expect(script.sent).toHaveLength(49)
      await listing.next()
      await vi.waitFor(() => expect(script.sent).toHaveLength(50))
      await listing.return()
    })

    test('only the next one, if it is not known where that ends', async () => {
      const { script, listing } = await afterTheFirst(...pages(20, (number) => `opaque-${number}`))
      expect(script.sent).toHaveLength(2)
      await listing.return()
    })
  })

  test('a listing may be abandoned: the page that is under way matters no more', async () => {
    const script = scriptedKratos(page([row(1)], idOf(1)), networkError('ECONNRESET'), page([row(1)]))
    for await (const identities of listIdentities(script.kratos.reads, script.context)) {
      expect(identities).toHaveLength(1)
      break
    }
    expect(script.pauses).toEqual([])
  })
})

describe('pages that are larger than an answer may be', () => {
  const tooLarge = () => networkError('ERR_TOO_LARGE')
  const sizesOf = ({ sent }: ScriptedKratos) => sent.map(({ url }) => Number(url.searchParams.get('page_size')))

  test('are asked for again by halves, with the same token; small ones grow again', async () => {
    const script = scriptedKratos(
      page([row(1)], idOf(1)),
      tooLarge(),
      tooLarge(),
      page([row(2)], idOf(2)),
      page([row(3)], idOf(3)),
      page([row(4)]),
    )
    expect(await idsOf(script)).toEqual([idOf(1), idOf(2), idOf(3), idOf(4)])
    expect(sizesOf(script)).toEqual([500, 500, 250, 125, 250, 500])
    const tokens = script.sent.map(({ url }) => url.searchParams.get('page_token'))
    expect(tokens).toEqual([null, idOf(1), idOf(1), idOf(1), idOf(2), idOf(3)])
    expect(script.pauses).toEqual([])
  })

  test('an empty end is judged by a page of the same size', async () => {
    const script = scriptedKratos(tooLarge(), page([row(1)], idOf(1)), page([]), page([row(1)]))
    expect(await idsOf(script)).toEqual([idOf(1)])
    expect(sizesOf(script)).toEqual([500, 250, 500, 250])
  })

  test('what is too large alone ends the listing, and the place is named', async () => {
    const script = scriptedKratos(page([row(1)], idOf(1)), ...Array.from({ length: 9 }, tooLarge))
    expect(await failureOf(() => idsOf(script))).toMatchObject({
      exit: 'unreadable',
      message: expect.stringContaining('a single identity is larger than idctl accepts'),
      hint: expect.stringContaining(`the one after ${idOf(1)} in the order of ids`),
    })
    expect(sizesOf(script)).toEqual([500, 500, 250, 125, 62, 31, 15, 7, 3, 1])
  })

  test('the rest of such an answer is left where it is', async () => {
    let given = 0
    const endless = new ReadableStream({
      pull(controller) {
        given += 1
        controller.enqueue(new Uint8Array(1024 * 1024))
      },
    })
    const script = scriptedKratos(new Response(endless), page([row(1)]))
    expect(await idsOf(script)).toEqual([idOf(1)])
    expect(given).toBeLessThan(100)
  })
})

describe('fails closed', () => {
  const first = () => page([row(1), row(2)], idOf(2))

  test.each<[string, (Response | Error)[], RegExp]>([
    ['a page without Link', [json([row(1)])], /no Link header with rel="first"/],
    ['an empty page without Link', [first(), json([])], /no Link header with rel="first"/],
    ['an empty page that names a next one', [page([], idOf(5))], /empty, but names a next one/],
    ['a repeated page', [first(), first()], /00000001 comes after .*: repeated or out of order/],
    ['a repeated id across pages', [first(), page([row(2)])], /000002 is repeated/],
    ['a repeated id inside a page', [page([row(1), row(1)])], /000001 is repeated/],
    ['ids out of order', [page([row(2), row(1)])], /repeated or out of order/],
    ['a token that was followed already', [page([row(1)], 'b'), page([row(2)], 'b')], /next one that was read already/],
    [
      'a token that skips rows',
      [page([row(1), row(2)], idOf(4))],
      /ends with id .*000002, but names a next one after .*04/,
    ],
    ['a token that goes back', [first(), page([row(3)], idOf(2))], /ends with id .*000003, but names a next one after/],
    [
      'an empty end after a page that has more',
      [first(), page([]), first()],
      /the one before it says that there are more/,
    ],
    [
      'a Link of which a part cannot be read',
      [json([row(1)], { headers: { link: `</a>; rel="first",</a?page_token=${idOf(1)}; rel="next"` } })],
      /a part of the Link header cannot be read/,
    ],
    [
      'a next link without token',
      [json([row(1)], { headers: { link: '</a>; rel="first",</a>; rel="next"' } })],
      /without a page_token/,
    ],
    ['an object instead of a list', [page({ identities: [] })], /not a list of identities/],
    ['a bad row', [first(), page([row(3, { state: 'CANARY' })])], /bad row 1 .*state is none of/],
    ['an HTML page', [html()], /HTML page instead of JSON/],
    ['an empty body', [new Response('', { headers: linkFirst })], /empty body instead of JSON/],
    ['half a body', [new Response('[{"id":', { headers: linkFirst })], /not complete JSON/],
    [
      'a page that is refused',
      [first(), kratosError(400, 'base', { reason: 'The page token is invalid' })],
      /HTTP 400: The page token is invalid/,
    ],
  ])('%s', async (_, answers, message) => {
    const failure = await failureOf(() => idsOf(scriptedKratos(...answers)))
    expect(failure).toBeInstanceOf(IdctlError)
    expect(failure).toMatchObject({ exit: 'unreadable', message: expect.stringMatching(message) })
    expect((failure as Error).message).toMatch(/^GET \/admin\/identities.* at http:\/\/kratos\.test:4434: /)
    expect(JSON.stringify(failure) + String(failure)).not.toContain('CANARY')
  })

  test('tries are bounded', async () => {
    const answers = Array.from({ length: 9 }, () => kratosError(500, 'database away'))
    const script = scriptedKratos(...answers)
    expect(await failureOf(() => idsOf(script))).toMatchObject({
      message: expect.stringContaining('HTTP 500: database away'),
    })
    expect(script.sent).toHaveLength(6)
  })

  test('a schema that left the configuration is not tried again, and explained', async () => {
    const reason = 'The JSON Schema "old" for this identity\'s traits could not be found.'
    const script = scriptedKratos(kratosError(500, 'Invalid configuration', { id: 'invalid_configuration', reason }))
    expect(await failureOf(() => idsOf(script))).toMatchObject({
      message: expect.stringContaining(reason),
      hint: expect.stringContaining("which is no longer in Kratos' configuration"),
    })
    expect(script.sent).toHaveLength(1)
  })

  test('the public URL is recognised by its redirect, which is not followed', async () => {
    const script = scriptedKratos(recorded('redirects', 1))
    expect(await failureOf(() => idsOf(script))).toMatchObject({
      message: expect.stringContaining('redirected to http://kratos.test:4434'),
      hint: expect.stringContaining('this looks like the public URL'),
    })
    expect(script.sent).toHaveLength(1)
  })

  test('a redirect to https names the better URL', async () => {
    const headers = { location: 'https://kratos.test/admin/identities' }
    const script = scriptedKratos(new Response('', { status: 308, headers }))
    expect(await failureOf(() => idsOf(script))).toMatchObject({ hint: 'use https://kratos.test in kratos.admin_url' })
  })

  test.each([401, 403])('HTTP %d points at the key', async (status) => {
    const script = scriptedKratos(kratosError(status, 'Access credentials are invalid'))
    expect(await failureOf(() => idsOf(script))).toMatchObject({ hint: expect.stringContaining('kratos.api_key') })
  })

  test('an abort is not an error of the listing', async () => {
    const script = scriptedKratos(page([row(1)], idOf(1)), page([row(2)]))
    const reason = new Error('interrupted')
    const context = { ...script.context, signal: AbortSignal.abort(reason) }
    expect(await failureOf(() => idsOf({ ...script, context }))).toBe(reason)
    expect(script.sent).toEqual([])
  })
})

const linkFirst = { link: '</admin/identities?page_size=500>; rel="first"' }

function html(): Response {
  return new Response('<!DOCTYPE html><html>Sign in</html>', { headers: { 'content-type': 'text/html', ...linkFirst } })
}
