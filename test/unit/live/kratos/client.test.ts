import { describe, expect, test } from 'vitest'
import { createKratos } from '../../../../src/live/kratos/client.ts'
import { readFailure } from '../../../../src/live/kratos/errors.ts'
import { apiKey, failureOf, page, scriptedKratos } from './scripted-kratos.ts'

const signal = new AbortController().signal

describe('addresses', () => {
  test.each([
    ['http://kratos.test:4434', 'http://kratos.test:4434/admin/identities'],
    ['http://kratos.test:4434/', 'http://kratos.test:4434/admin/identities'],
    ['http://kratos.test:4434/admin', 'http://kratos.test:4434/admin/identities'],
    ['http://kratos.test:4434/admin/', 'http://kratos.test:4434/admin/identities'],
    ['https://gateway.test/kratos/admin', 'https://gateway.test/kratos/admin/identities'],
  ])('%s', async (adminUrl, expected) => {
    const urls: string[] = []
    const fetch = async (request: Request) => {
      urls.push(request.url.split('?')[0] ?? '')
      return page([])
    }
    await createKratos({ adminUrl, fetch }).reads.listIdentities({ pageSize: 500 }, signal)
    expect(urls).toEqual([expected])
  })
})

describe('the API key', () => {
  test('is sent as Bearer, and only if there is one', async () => {
    const script = scriptedKratos(page([]))
    await script.kratos.reads.listIdentities({ pageSize: 500 }, signal)
    expect(script.sent[0]?.headers.get('authorization')).toBe(`Bearer ${apiKey}`)

    const seen: boolean[] = []
    const fetch = async ({ headers }: Request) => {
      seen.push(headers.has('authorization'))
      return page([])
    }
    await createKratos({ adminUrl: 'http://kratos.test', fetch }).reads.listIdentities({ pageSize: 1 }, signal)
    expect(seen).toEqual([false])
  })

  test('is in no message of a server that quotes it', async () => {
    const error = { code: 400, message: `no: Bearer ${apiKey}`, reason: `not ${apiKey}`, request: apiKey }
    for (const status of [302, 307, 400, 401]) {
      const answer = Response.json({ error }, { status, headers: { 'x-request-id': apiKey } })
      const script = scriptedKratos(answer)
      const reply = await script.kratos.reads.listIdentities({ pageSize: 500 }, signal)
      expect(readFailure(reply).message).toMatch(/: HTTP \d+: not \(API key\) /)
      expect(readFailure(reply).message).not.toContain(apiKey)
    }
  })

  test.each([
    ['KEYKEY+abc/def', 'KEYKEY+abc\\/def'],
    ['KEYKEY&abc', 'KEYKEY\\u0026abc'],
    ['KEYKEY<abc', '\\"KEYKEY\\\\u003cabc\\"'],
  ])('is in none where JSON spells %s in another way', async (key, quoted) => {
    const body = `{"error":{"code":401,"message":"invalid token: ${quoted}"}}`
    const fetch = async () => new Response(body, { status: 401 })
    const { reads } = createKratos({ adminUrl: 'http://kratos.test', apiKey: key, fetch })
    const { message } = readFailure(await reads.listIdentities({ pageSize: 1 }, signal))
    expect(message).toContain('(API key)')
    expect(message).not.toContain('KEYKEY')
  })

  test.each(['CANARY\nkey', 'CANARY key', 'CANARY-ключ', ''])('%j cannot stand in a header', (unusable) => {
    expect(() => createKratos({ adminUrl: 'http://kratos.test', apiKey: unusable })).toThrow(
      /an HTTP header cannot have/,
    )
    expect(() => createKratos({ adminUrl: 'http://kratos.test', apiKey: unusable })).not.toThrow(/CANARY/)
  })
})

test('every request has an id of its own, for the log of the server', async () => {
  const script = scriptedKratos(page([]), page([]))
  await script.kratos.reads.listIdentities({ pageSize: 500 }, signal)
  await script.kratos.reads.listIdentities({ pageSize: 500 }, signal)
  expect(new Set(script.sent.map(({ headers }) => headers.get('x-request-id'))).size).toBe(2)
})

test('an error in the embedded server is not taken for a failure of the network', async () => {
  const bug = new TypeError('a bug of the sandbox')
  const script = scriptedKratos(bug)
  expect(await failureOf(() => script.kratos.reads.listIdentities({ pageSize: 500 }, signal))).toBe(bug)
})

test.each([
  [new TypeError('fetch failed', { cause: new Error('connection closed') }), 'connection reset before'],
  [new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }), 'connection refused'],
  [new TypeError('terminated'), 'connection reset before'],
])('%s is one', async (error, detail) => {
  const reply = await scriptedKratos(error).kratos.reads.listIdentities({ pageSize: 500 }, signal)
  expect(reply).toMatchObject({ kind: 'no-answer', detail: expect.stringContaining(detail) })
})
