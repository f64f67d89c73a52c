import { describe, expect, test } from 'vitest'
import { IdctlError, ServerUnavailable } from '../../../../src/errors.ts'
import { defaultRetryPolicy } from '../../../../src/live/kratos/retry.ts'
import { kratosSource } from '../../../../src/live/kratos/source.ts'
import { failureOf, idOf, json, kratosError, networkError, page, row, scriptedKratos } from './scripted-kratos.ts'

const never = new AbortController().signal
const html = () => new Response('<html>bad gateway</html>', { status: 502, headers: { 'content-type': 'text/html' } })
const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)

function source(script: ReturnType<typeof scriptedKratos>) {
  return kratosSource(script.kratos.reads, { clock: script.clock, policy: defaultRetryPolicy })
}

const failures: [string, number, () => Response | Error, string][] = [
  ['a gateway', 6, html, 'HTTP 502 with an HTML page instead of JSON'],
  ['a gateway that speaks JSON', 6, () => json({ message: 'CANARY' }, { status: 503 }), 'HTTP 503'],
  ['Kratos without its database', 6, () => kratosError(500, 'no', { reason: 'CANARY of ada@example.com' }), 'HTTP 500'],
  ['a rate', 9, () => kratosError(429, 'slow down'), 'HTTP 429 (too many requests)'],
  ['resets', 6, () => networkError('ECONNRESET'), 'connection reset before the answer was complete'],
  ['silence', 2, () => networkError('ETIMEDOUT'), 'no answer within 60 s'],
]

describe.each(failures)('%s', (_, tries, failure, detail) => {
  test('that answers nobody is told with the time, without ids and without words of the server', async () => {
    const script = scriptedKratos(...times(tries + 1, failure))
    const error = (await failureOf(() => source(script).hasPassword(idOf(1), never))) as IdctlError
    expect(error).toBeInstanceOf(ServerUnavailable)
    expect(error.message).toContain(`GET /admin/identities/… at http://kratos.test:4434: ${detail}`)
    expect(error.message).toMatch(/ since 00:00:00 UTC \(tried for 1 s; request id [0-9a-f-]{36}\)$/)
    expect(error.message).not.toContain('CANARY')
    expect(error.message).not.toContain(idOf(1))
    expect(script.sent).toHaveLength(tries + 1)
    // What was asked at last is about nobody.
    expect(script.sent.at(-1)?.url.searchParams.getAll('ids')).toEqual(['00000000-0000-0000-0000-000000000000'])
  })

  test('about one identity alone is no outage', async () => {
    const script = scriptedKratos(...times(tries, failure), page([]))
    const error = await failureOf(() => source(script).hasPassword(idOf(1), never))
    expect(error).toBeInstanceOf(IdctlError)
    expect(error).not.toBeInstanceOf(ServerUnavailable)
  })
})

test('a listing that ends in the middle tells it like that, too', async () => {
  const script = scriptedKratos(page([row(1)], idOf(1)), ...times(7, html))
  const error = await failureOf(async () => {
    for await (const _ of source(script).list(never));
  })
  expect(error).toBeInstanceOf(ServerUnavailable)
  expect(error).toMatchObject({
    message: expect.stringContaining('GET /admin/identities (page after …) at http://kratos.test:4434: HTTP 502'),
    hint: 'when the server is back, the same command continues',
  })
})

test('what comes after some tries is an answer', async () => {
  const script = scriptedKratos(...times(5, html), json({ version: 'v26.2.0' }))
  expect(await source(script).version(never)).toBe('v26.2.0')
})
