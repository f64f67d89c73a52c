import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { IdctlError } from '../../../../src/errors.ts'
import { createKratos } from '../../../../src/live/kratos/client.ts'
import { type Clock, defaultRetryPolicy } from '../../../../src/live/kratos/retry.ts'
import { kratosSource } from '../../../../src/live/kratos/source.ts'
import { kratosTarget } from '../../../../src/live/kratos/write.ts'
import type { WriteRequest } from '../../../../src/live/ports.ts'
import { type Fault, type FaultProxy, startFaultProxy } from '../../../support/fault-proxy.ts'
import { apiKey, failureOf, idOf, json, page, row } from './scripted-kratos.ts'

const signal = new AbortController().signal
const clock: Clock = { now: () => 0, random: () => 0, sleep: async () => undefined, alarm: () => () => undefined }

/** Three people on two pages; writes are counted and answered as Kratos does. */
const effects: string[] = []
const server = createServer(async (request, response) => {
  const answer = answerTo(request.method ?? '', request.url ?? '')
  if (request.method !== 'GET') effects.push(`${request.method} ${request.url}`)
  response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
})

function answerTo(method: string, url: string): Response {
  if (method === 'POST') return json(row(4), { status: 201 })
  if (method === 'DELETE') return new Response(null, { status: 204 })
  return url.includes('page_token') ? page([row(3)]) : page([row(1), row(2)], idOf(2))
}

let upstream: string
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  upstream = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

async function withFault<T>(
  rule: { fault: Fault; nth?: number | number[]; method?: string },
  run: (connection: ReturnType<typeof open>, proxy: FaultProxy) => Promise<T>,
): Promise<T> {
  await using proxy = await startFaultProxy(upstream, [rule])
  const connection = open(proxy.url)
  effects.length = 0
  try {
    return await run(connection, proxy)
  } finally {
    connection.close()
  }
}

function open(adminUrl: string) {
  const kratos = createKratos({ adminUrl, apiKey })
  const settings = { clock, policy: defaultRetryPolicy }
  const source = kratosSource(kratos.reads, settings)
  const target = kratosTarget(kratos.writes, settings)
  return { source, target, close: kratos.close }
}

async function idsOf({ source }: ReturnType<typeof open>): Promise<string[]> {
  const ids: string[] = []
  for await (const identities of source.list(signal)) ids.push(...identities.map(({ id }) => id))
  return ids
}

const everybody = [idOf(1), idOf(2), idOf(3)]

describe('reading over a bad line', () => {
  test.each<Fault>([
    { kind: 'status', status: 429, retryAfter: '3' },
    { kind: 'status', status: 429 },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 502, body: '<html>bad gateway</html>' },
    { kind: 'status', status: 503 },
    { kind: 'serialization' },
    { kind: 'reset-before' },
    { kind: 'reset-after' },
    { kind: 'cut-off' },
  ])('a passing fault ($kind $status) is waited out', async (fault) => {
    const ids = await withFault({ fault, nth: [1, 3] }, idsOf)
    expect(ids).toEqual(everybody)
  })

  test.each<[Fault, RegExp]>([
    [{ kind: 'status', status: 500 }, /HTTP 500: injected 500/],
    [{ kind: 'reset-before' }, /connection reset before the answer was complete/],
    [{ kind: 'cut-off' }, /connection reset|cut off/],
    [{ kind: 'html' }, /HTML page instead of JSON/],
    [{ kind: 'cut-json' }, /not complete JSON/],
    [{ kind: 'empty-page' }, /no Link header/],
    [{ kind: 'no-link' }, /no Link header/],
    [{ kind: 'repeat-page' }, /repeated or out of order/],
  ])('a lasting fault on the second page ($kind) stops the run', async (fault, message) => {
    const nth = [2, 3, 4, 5, 6, 7]
    const failure = await withFault({ fault, nth }, (connection) => failureOf(() => idsOf(connection)))
    expect(failure).toBeInstanceOf(IdctlError)
    expect(failure).toMatchObject({ exit: 'unreadable', message: expect.stringMatching(message) })
    expect(inspect(failure, { depth: 20, showHidden: true })).not.toContain('CANARY')
  })

  test('nothing listens', async () => {
    const proxy = await startFaultProxy(upstream)
    await proxy.stop()
    const connection = open(proxy.url)
    expect(await failureOf(() => idsOf(connection))).toMatchObject({
      message: `GET /admin/identities at ${proxy.url}: connection refused`,
    })
    connection.close()
  })

  test('an abort ends a request that is never answered', async () => {
    const controller = new AbortController()
    const reason = new Error('interrupted')
    const hangs = { fault: { kind: 'slow', milliseconds: 0x7fffffff } } as const
    const failure = await withFault(hangs, async ({ source }, proxy) => {
      const answer = failureOf(() => source.version(controller.signal))
      await expect.poll(() => proxy.requests.length).toBe(1)
      controller.abort(reason)
      return answer
    })
    expect(failure).toBe(reason)
  })
})

describe('writing over a bad line', () => {
  const create: WriteRequest = { kind: 'create', body: { traits: { secret: 'CANARY' } } }
  const remove: WriteRequest = { kind: 'delete', id: idOf(1) }

  test.each<Fault>([
    { kind: 'status', status: 429, retryAfter: '3' },
    { kind: 'status', status: 503, retryAfter: '3' },
    { kind: 'serialization' },
  ])('what had no effect ($kind $status) is sent again: one effect', async (fault) => {
    const result = await withFault({ fault, nth: 1 }, ({ target }) => target.execute(create, signal))
    expect(result).toMatchObject({ kind: 'done', answer: { id: idOf(4) } })
    expect(effects).toEqual(['POST /admin/identities'])
  })

  test.each<[Fault, number]>([
    [{ kind: 'reset-before' }, 0],
    [{ kind: 'status', status: 500 }, 0],
    [{ kind: 'status', status: 503 }, 0],
    [{ kind: 'reset-after' }, 1],
    [{ kind: 'cut-off' }, 1],
    [{ kind: 'cut-json' }, 1],
    [{ kind: 'html' }, 1],
  ])('what may have had one ($kind $status) is sent once and called unknown', async (fault, effect) => {
    const result = await withFault({ fault }, async ({ target }, proxy) => {
      const answer = await target.execute(create, signal)
      expect(proxy.writes()).toHaveLength(1)
      return answer
    })
    expect(result).toMatchObject({ kind: 'unknown' })
    expect(JSON.stringify(result)).not.toContain('CANARY')
    expect(effects).toHaveLength(effect)
  })

  const foreign = ['{}', 'null', '[]', '"ok"', '{"error":null}', '{"identities":[]}', '{"identity":{}}']
  test.each(foreign)('JSON that is no answer (%s) is called unknown', async (body) => {
    const result = await withFault({ fault: { kind: 'body', body } }, ({ target }) => target.execute(create, signal))
    expect(result).toMatchObject({ kind: 'unknown', detail: expect.stringContaining('the answer is not an identity') })
  })

  test.each<WriteRequest>([
    { kind: 'patch', id: idOf(1), operations: [] },
    {
      kind: 'put',
      id: idOf(1),
      body: {
        schema_id: 'p',
        state: 'active',
        traits: {},
        metadata_public: null,
        metadata_admin: null,
        credentials: {},
      },
    },
  ])('another identity is no answer to a $kind', async (request) => {
    const fault: Fault = { kind: 'body', body: JSON.stringify(row(2)) }
    const result = await withFault({ fault }, ({ target }) => target.execute(request, signal))
    expect(result).toMatchObject({ kind: 'unknown', detail: expect.stringContaining('the answer is another identity') })
  })

  test('a delete whose answer is lost is unknown too', async () => {
    const result = await withFault({ fault: { kind: 'reset-after' } }, ({ target }) => target.execute(remove, signal))
    expect(result).toMatchObject({ kind: 'unknown', detail: expect.stringContaining('connection reset') })
  })
})

describe('redirects are never followed: neither key nor body reach another host', () => {
  const received: string[] = []
  const elsewhere = createServer((request, response) => {
    received.push(`${request.method} ${request.url} ${request.headers.authorization}`)
    response.end('[]')
  })
  let to: string
  beforeAll(async () => {
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
    to = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`
  })
  afterAll(() => new Promise((resolve) => elsewhere.close(resolve)))

  const put = {
    schema_id: 'p',
    state: 'active',
    traits: {},
    metadata_public: null,
    metadata_admin: null,
    credentials: {},
  } as const
  const writes: readonly WriteRequest[] = [
    { kind: 'create', body: { traits: { secret: 'CANARY' } } },
    { kind: 'batch', items: [{ patch_id: idOf(9), body: { traits: { secret: 'CANARY' } } }] },
    { kind: 'patch', id: idOf(1), operations: [{ op: 'add', path: '/traits/secret', value: 'CANARY' }] },
    { kind: 'put', id: idOf(1), body: put },
    { kind: 'delete', id: idOf(1) },
    { kind: 'delete-credential', id: idOf(1), type: 'password' },
    { kind: 'revoke-sessions', id: idOf(1) },
    { kind: 'recovery', id: idOf(1), invitation: { send: 'recovery_code' } },
  ]

  test.each([301, 302, 303, 307, 308])('%d of every call', async (status) => {
    for (const request of writes) {
      const fault: Fault = { kind: 'redirect', status, to }
      const result = await withFault({ fault }, ({ target }) => target.execute(request, signal))
      expect(result).toMatchObject({ kind: 'rejected', rejection: { status, message: expect.stringContaining(to) } })
    }
    const reads = [
      (connection: ReturnType<typeof open>) => idsOf(connection),
      ({ source }: ReturnType<typeof open>) => source.read([idOf(1)], signal),
      ({ source }: ReturnType<typeof open>) => source.count(signal),
      ({ source }: ReturnType<typeof open>) => source.findByExternalId('e', signal),
      ({ source }: ReturnType<typeof open>) => source.findByIdentifier('i', signal),
      ({ source }: ReturnType<typeof open>) => source.version(signal),
    ]
    for (const read of reads) {
      const fault: Fault = { kind: 'redirect', status, to }
      const failure = await withFault({ fault }, (connection) => failureOf(() => read(connection)))
      expect(failure).toMatchObject({ exit: 'unreadable', message: expect.stringContaining('never followed') })
    }
    expect(received).toEqual([])
    expect(effects).toEqual([])
  })

  test.each([301, 308])('%d to the same host is not followed either', async (status) => {
    await using proxy = await startFaultProxy(upstream)
    proxy.setRules([{ fault: { kind: 'redirect', status, to: proxy.url }, nth: 1 }])
    const connection = open(proxy.url)
    expect(await failureOf(() => idsOf(connection))).toMatchObject({ exit: 'unreadable' })
    expect(proxy.requests).toHaveLength(1)
    connection.close()
  })
})
