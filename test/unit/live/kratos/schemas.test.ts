import { describe, expect, test } from 'vitest'
import { SchemasUnavailable } from '../../../../src/live/kratos/errors.ts'
import { readSchemas } from '../../../../src/live/kratos/schemas.ts'
import {
  adminUrl,
  failureOf,
  json,
  kratosError,
  networkError,
  publicUrl,
  recorded,
  type ScriptedKratos,
  scriptedKratos,
} from './scripted-kratos.ts'

function read({ kratos, context }: ScriptedKratos, url?: string) {
  return readSchemas(kratos.reads, url, context)
}

const schema = { type: 'object', properties: { traits: { type: 'object' } } }

describe('identity schemas', () => {
  test('from the public URL, without the key', async () => {
    const script = scriptedKratos(recorded('schemas', 0))
    expect((await read(script, publicUrl)).map(({ id }) => id)).toEqual(['person', 'note'])
    expect(script.sent[0]?.url.href).toBe(`${publicUrl}/schemas?page_size=250`)
    expect(script.sent[0]?.headers.has('authorization')).toBe(false)
  })

  test("through the admin API's redirect, which gets no key at the other host", async () => {
    const script = scriptedKratos(recorded('schemas', 7), recorded('schemas', 0))
    expect(await read(script)).toHaveLength(2)
    expect(script.sent.map(({ url }) => url.origin + url.pathname)).toEqual([
      `${adminUrl}/admin/schemas`,
      `${publicUrl}/schemas`,
    ])
    expect(script.sent.map(({ headers }) => headers.has('authorization'))).toEqual([true, false])
  })

  test('a redirect below a path, as behind a gateway', async () => {
    const location = 'https://id.example.org/kratos/schemas'
    const redirect = new Response('<a href>', { status: 307, headers: { location } })
    const script = scriptedKratos(redirect, json([{ id: 'person', schema }]))
    expect(await read(script)).toEqual([{ id: 'person', schema }])
    expect(script.sent[1]?.url.href).toBe(`${location}?page_size=250`)
  })

  test('one address for both APIs has no redirect', async () => {
    const script = scriptedKratos(json([]), json([{ id: 'person', schema }]))
    expect(await read(script)).toHaveLength(1)
    expect(script.sent[1]?.url.href).toBe(`${adminUrl}/schemas?page_size=250`)
  })

  test('a public host that is not reachable is given up at once', async () => {
    const script = scriptedKratos(recorded('schemas', 7), networkError('ECONNREFUSED'))
    expect(await failureOf(() => read(script))).toMatchObject({
      message: `GET /schemas at ${publicUrl}: connection refused`,
      hint: expect.stringContaining('set kratos.public_url'),
    })
    expect(script.pauses).toEqual([])
  })

  test('page by page', async () => {
    const script = scriptedKratos(recorded('schemas', 5), recorded('schemas', 6))
    expect((await read(script, publicUrl)).map(({ id }) => id)).toEqual(['person', 'note'])
    expect(script.sent[1]?.url.searchParams.get('page_token')).toBe('eyJvZmZzZXQiOiIxIiwidiI6Mn0')
  })
})

describe('what to do about schemas that cannot be read', () => {
  const forbidden = () => kratosError(403, 'no')
  test.each<[string, string | undefined, Response[], RegExp]>([
    ['nothing is set', undefined, [kratosError(404, 'nope')], /^set kratos.public_url/],
    ['what is set is no Kratos', publicUrl, [new Response('<html></html>')], /^kratos.public_url is set: it must be/],
    ['what is set knows no schemas', publicUrl, [kratosError(404, 'nope')], /^kratos.public_url is set: it must be/],
    ['a key is refused, whatever the address', undefined, [forbidden()], /api_key/],
    ['the admin API is not there', undefined, [networkError('ECONNREFUSED') as never], /^is Kratos' admin API at/],
  ])('%s', async (_, url, answers, hint) => {
    const failure = await failureOf(() => read(scriptedKratos(...answers), url))
    expect(failure).toMatchObject({ hint: expect.stringMatching(hint) })
  })
})

describe('unavailable', () => {
  test('a list without any: no Kratos has none, and nothing could be checked', async () => {
    expect(await failureOf(() => read(scriptedKratos(json([])), publicUrl))).toMatchObject({
      exit: 'unreadable',
      message: expect.stringContaining('the list of schemas is empty'),
    })
  })

  const elsewhere = (location: string) => new Response('', { status: 307, headers: { location } })

  test.each<[string, string | undefined, Response[], RegExp]>([
    ['no redirect', undefined, [kratosError(404, 'nope')], /GET \/admin\/schemas .*HTTP 404/],
    ['a redirect to a login page', undefined, [elsewhere('https://sso.example.org/login')], /leads nowhere/],
    ['a redirect that is no http', undefined, [elsewhere('file:///etc/schemas')], /leads nowhere/],
    [
      'one unreadable schema',
      publicUrl,
      Array.from({ length: 6 }, () => kratosError(500, 'x', { reason: 'Unable to load' })),
      /HTTP 500: Unable to load/,
    ],
    ['HTML', publicUrl, [new Response('<html></html>')], /HTML page/],
    [
      'no schemas',
      publicUrl,
      [json([{ id: 'person', schema: 'CANARY' }])],
      /not a list of identity schemas: 0.schema is not an object/,
    ],
    ['a page that names itself', publicUrl, [recorded('schemas', 5), recorded('schemas', 5)], /listed twice/],
  ])('%s', async (_, url, answers, message) => {
    const failure = await failureOf(() => read(scriptedKratos(...answers), url))
    expect(failure).toBeInstanceOf(SchemasUnavailable)
    expect(failure).toMatchObject({ exit: 'unreadable', message: expect.stringMatching(message) })
    expect(String(failure)).not.toContain('CANARY')
  })
})
