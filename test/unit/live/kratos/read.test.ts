import { describe, expect, test } from 'vitest'
import { kratosSource } from '../../../../src/live/kratos/source.ts'
import type { ReadExtent } from '../../../../src/live/ports.ts'
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

const signal = new AbortController().signal

function sourceOf({ kratos, context }: ScriptedKratos) {
  return kratosSource(kratos.reads, context)
}

const absent = () => kratosError(404, 'Unable to locate the resource')

function expectUnreadable(failure: unknown, message: RegExp) {
  expect(failure).toMatchObject({ exit: 'unreadable', message: expect.stringMatching(message) })
}

describe('read by ids', () => {
  test('ids that Kratos does not know are absent', async () => {
    const script = scriptedKratos(recorded('list-ids', 3), absent())
    const found = await sourceOf(script).read([idOf(3), idOf(1), idOf(2), idOf(3)], signal)
    expect([...found.keys()]).toEqual([idOf(1), idOf(3)])
    expect(script.sent[0]?.url.searchParams.getAll('ids')).toEqual([idOf(3), idOf(1), idOf(2)])
    expect(script.sent[0]?.url.searchParams.get('consistency')).toBe('strong')
    expect(script.sent[0]?.headers.get('cache-control')).toBe('no-cache')
    expect(script.sent[1]?.url.pathname).toBe(`/admin/identities/${idOf(2)}`)
  })

  test('with identifiers, unless nobody needs them', async () => {
    const asked = async (extent?: ReadExtent) => {
      const tooLarge = networkError('ERR_TOO_LARGE')
      const script = scriptedKratos(tooLarge, page([row(1)]), page([row(2)]))
      await sourceOf(script).read([idOf(1), idOf(2)], signal, extent)
      return script.sent.map(({ url }) => url.searchParams.getAll('include_credential'))
    }
    expect(await asked()).toEqual([['code'], ['code'], ['code']])
    expect(await asked({ isWithoutIdentifiers: true })).toEqual([[], [], []])
  })

  test('at most 200 ids a request, and pages that hold them all', async () => {
    const ids = Array.from({ length: 450 }, (_, index) => idOf(index + 1))
    const rows = ids.map((_, index) => row(index + 1))
    const script = scriptedKratos(page(rows.slice(0, 200)), page(rows.slice(200, 400)), page(rows.slice(400)))
    await sourceOf(script).read(ids, signal)
    expect(script.sent.map(({ url }) => url.searchParams.getAll('ids').length)).toEqual([200, 200, 50])
    expect(script.sent.every(({ url }) => Number(url.searchParams.get('page_size')) >= 200)).toBe(true)
  })

  test('what is too large together is asked for by halves', async () => {
    const tooLarge = () => networkError('ERR_TOO_LARGE')
    const script = scriptedKratos(tooLarge(), tooLarge(), page([row(1)]), page([row(2)]), page([row(3)]))
    const found = await sourceOf(script).read([idOf(1), idOf(2), idOf(3)], signal)
    expect([...found.keys()]).toEqual([idOf(1), idOf(2), idOf(3)])
    expect(script.sent.map(({ url }) => url.searchParams.getAll('ids').length)).toEqual([3, 2, 1, 1, 1])
  })

  test('one that is too large alone cannot be read', async () => {
    const script = scriptedKratos(networkError('ERR_TOO_LARGE'))
    const failure = await failureOf(() => sourceOf(script).read([idOf(1)], signal))
    expectUnreadable(failure, /larger than idctl accepts/)
  })

  test('nothing is asked for no ids', async () => {
    const script = scriptedKratos()
    expect((await sourceOf(script).read([], signal)).size).toBe(0)
    expect(script.sent).toEqual([])
  })

  test.each<[string, Response, RegExp]>([
    ['a row that was not asked for', page([row(1), row(7)]), /000007, which is repeated or was not asked for/],
    ['a repeated row', page([row(1), row(1)]), /000001, which is repeated or was not asked for/],
    ['several pages', page([row(1)], idOf(1)), /several pages/],
    ['no Link', json([row(1)]), /no Link header/],
  ])('fails on %s', async (_, answer, message) => {
    expectUnreadable(await failureOf(() => sourceOf(scriptedKratos(answer)).read([idOf(1), idOf(2)], signal)), message)
  })

  test.each<[string, Response, RegExp]>([
    ['it is there', json(row(2)), /the answer lacks id .*000002, although that identity exists/],
    ["another server's 404", new Response('404 page not found\n', { status: 404 }), /HTTP 404/],
    ['a refusal', kratosError(401, 'no'), /HTTP 401/],
  ])('what a list lacks is only gone in the words of Kratos itself: not with %s', async (_, answer, message) => {
    const script = scriptedKratos(page([row(1)]), answer)
    expectUnreadable(await failureOf(() => sourceOf(script).read([idOf(1), idOf(2)], signal)), message)
  })

  test('a malformed id is refused here: Kratos would call it absent', async () => {
    const script = scriptedKratos()
    expectUnreadable(await failureOf(() => sourceOf(script).read(['nope'], signal)), /"nope" is not the id/)
    expect(script.sent).toEqual([])
  })
})

describe('their number', () => {
  test('is counted by the server, one row a page', async () => {
    const script = scriptedKratos(json([row(1)], { headers: { 'x-total-count': '42' } }))
    expect(await sourceOf(script).count(signal)).toBe(42)
    expect(Object.fromEntries(script.sent[0]?.url.searchParams ?? [])).toEqual({
      page: '0',
      per_page: '1',
      consistency: 'strong',
    })
  })

  test.each([undefined, '', 'many', '-1'])('is unknown where X-Total-Count is %s', async (total) => {
    const answer = json([], { headers: total === undefined ? {} : { 'x-total-count': total } })
    expect(await sourceOf(scriptedKratos(answer)).count(signal)).toBeUndefined()
  })

  test('cannot be had from an answer that is none', async () => {
    expectUnreadable(await failureOf(() => sourceOf(scriptedKratos(kratosError(403, 'no'))).count(signal)), /HTTP 403/)
  })
})

describe('by external id', () => {
  test('the id is percent-encoded', async () => {
    const script = scriptedKratos(recorded('by-external-id', 1))
    expect((await sourceOf(script).findByExternalId('a b/c:1', signal))?.id).toBe(idOf(1))
    expect(script.sent[0]?.url.pathname).toBe('/admin/identities/by/external/a%20b%2Fc%3A1')
  })

  test("Kratos' own 404 is a miss", async () => {
    const script = scriptedKratos(recorded('by-external-id', 3))
    expect(await sourceOf(script).findByExternalId('nope', signal)).toBeUndefined()
  })

  test.each<[string, Response, RegExp]>([
    [
      'a server without that endpoint',
      new Response('404 page not found\n', { status: 404 }),
      /HTTP 404: the server does not know this path/,
    ],
    ["a gateway's 404", new Response('<html>no such host</html>', { status: 404 }), /HTTP 404/],
    ['another identity', json(row(1, { external_id: 'emp-2' })), /another external_id/],
  ])('fails on %s, without showing the id', async (_, answer, message) => {
    const failure = await failureOf(() => sourceOf(scriptedKratos(answer)).findByExternalId('CANARY', signal))
    expectUnreadable(failure, message)
    expect(String(failure)).not.toContain('CANARY')
  })

  test.each(['.', '..'])('"%s" cannot stand in a URL', async (externalId) => {
    const script = scriptedKratos()
    expectUnreadable(
      await failureOf(() => sourceOf(script).findByExternalId(externalId, signal)),
      /cannot be looked up/,
    )
    expect(script.sent).toEqual([])
  })
})

describe('by identifier', () => {
  test('phones keep their plus', async () => {
    const script = scriptedKratos(recorded('phone-identifier', 4))
    expect(await sourceOf(script).findByIdentifier('+16502530000', signal)).toHaveLength(1)
    expect(script.sent[0]?.url.search).toContain('credentials_identifier=%2B16502530000')
  })

  test('links are found as provider:subject', async () => {
    const script = scriptedKratos(recorded('list-identifier-filter', 3))
    expect(await sourceOf(script).findByIdentifier('google:S1', signal)).toHaveLength(1)
  })

  test('a miss is an empty list', async () => {
    expect(await sourceOf(scriptedKratos(page([]))).findByIdentifier('nobody@example.org', signal)).toEqual([])
  })

  test('an answer that was not filtered is not taken for hits', async () => {
    const failure = await failureOf(() => sourceOf(scriptedKratos(page([row(1)]))).findByIdentifier('CANARY', signal))
    expectUnreadable(failure, /000001, which does not have that identifier/)
    expect(String(failure)).not.toContain('CANARY')
  })

  test.each(['', ' '])('an empty identifier ("%s") would list everybody', async (identifier) => {
    const script = scriptedKratos()
    await expect(sourceOf(script).findByIdentifier(identifier, signal)).rejects.toThrow(TypeError)
    expect(script.sent).toEqual([])
  })
})

describe('version', () => {
  test('as the server tells it', async () => {
    const script = scriptedKratos(recorded('health', 2))
    expect(await sourceOf(script).version(signal)).toBe('master')
    expect(script.sent[0]?.url.pathname).toBe('/admin/version')
  })

  test('unknown where the server does not tell', async () => {
    expect(await sourceOf(scriptedKratos(recorded('health', 6))).version(signal)).toBeUndefined()
  })

  test('a server that was never reached is reported at once, and how to fix it', async () => {
    const script = scriptedKratos(networkError('ECONNREFUSED'))
    const failure = await failureOf(() => sourceOf(script).version(signal))
    expect(failure).toMatchObject({
      message: 'GET /admin/version at http://kratos.test:4434: connection refused',
      hint: "is Kratos' admin API at http://kratos.test:4434, and is it running?",
    })
    expect(script.pauses).toEqual([])
  })

  test('a server that answered before is given time to restart', async () => {
    const script = scriptedKratos(kratosError(503, 'restarting'), networkError('ECONNREFUSED'), recorded('health', 2))
    expect(await sourceOf(script).version(signal)).toBe('master')
  })
})

describe('whether a password is set', () => {
  const withPassword = (password?: object) =>
    json({ ...row(1), credentials: { code: { identifiers: [] }, ...(password && { password }) } } as never)
  const missing = kratosError(404, 'The requested resource could not be found', { code: 404 })

  test.each<[string, Response, boolean]>([
    ['a hash', withPassword({ config: { hashed_password: '$2a$CANARY' } }), true],
    ['the migration hook', withPassword({ config: { use_password_migration_hook: true } }), true],
    ['an entry that the schema made', withPassword({ config: {} }), false],
    ['an entry that a deletion emptied', withPassword({ config: { hashed_password: '' } }), false],
    ['an entry without a configuration', withPassword({ identifiers: [] }), false],
    ['no entry', withPassword(), false],
    ['no identity', missing, false],
  ])('%s', async (_, answer, expected) => {
    const script = scriptedKratos(answer)
    expect(await sourceOf(script).hasPassword(idOf(1), signal)).toBe(expected)
    expect(script.sent[0]?.url.pathname).toBe(`/admin/identities/${idOf(1)}`)
    expect(script.sent[0]?.url.search).toBe('?include_credential=password')
  })

  test.each<[string, Response]>([
    ['no credentials', json({ id: idOf(1) })],
    ['something else', withPassword({ config: { hashed_password: ['$2a$CANARY'] } })],
    ['a page of a proxy', new Response('<html>', { status: 404 })],
  ])('is not concluded from %s, and no hash is in the message', async (_, answer) => {
    const failure = await failureOf(() => sourceOf(scriptedKratos(answer)).hasPassword(idOf(1), signal))
    expectUnreadable(failure, /GET \/admin\/identities/)
    expect(JSON.stringify(failure) + String(failure)).not.toContain('CANARY')
  })
})
