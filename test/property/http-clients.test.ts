import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ArrivedAnswer } from '../../src/live/kratos/answer-memory.ts'
import { createDirectClient } from '../../src/live/kratos/direct-client.ts'
import type { HttpClient } from '../../src/live/kratos/http-client.ts'
import { isTransportFailure, noAnswer } from '../../src/live/kratos/network.ts'
import { createProxiedClient } from '../../src/live/kratos/proxied-client.ts'
import { runsOf } from '../support/depth.ts'

const incomplete = 'connection reset before the answer was complete'
const timeouts = { silence: 60_000, whole: 90_000 }

beforeEach(() => {
  for (const name of ['http_proxy', 'https_proxy', 'all_proxy']) {
    vi.stubEnv(name, '')
    vi.stubEnv(name.toUpperCase(), '')
  }
})
afterEach(() => vi.unstubAllEnvs())

const codings = { none: (body: Buffer) => body, gzip: gzipSync, br: brotliCompressSync }

const answer = fc.record({
  status: fc.constantFrom(200, 200, 201, 204, 301, 307, 400, 404, 409, 429, 500, 503),
  headers: fc.dictionary(
    fc.constantFrom('Link', 'Date', 'Retry-After', 'X-Ratelimit', 'Set-Cookie', 'location'),
    fc.stringMatching(/^[!-~][ -~]{0,20}[!-~]$/),
  ),
  body: fc.string({ unit: 'grapheme', maxLength: 300 }),
  mark: fc.constantFrom('', '', '', '\uFEFF'),
  coding: fc.constantFrom<keyof typeof codings>('none', 'none', 'gzip', 'br'),
  framing: fc.constantFrom('length', 'length', 'chunked', 'to the end'),
  /** Of its bytes, in percent. */
  sent: fc.constantFrom(100, 100, 100, 100, 100, 99, 90, 60, 30, 5, 0),
  /** What becomes of the connection then, if the answer is whole or not. */
  afterwards: fc.constantFrom('stays', 'stays', 'ends', 'resets'),
  pieces: fc.integer({ min: 1, max: 4 }),
})
type Answer = typeof answer extends fc.Arbitrary<infer T> ? T : never

const exchange = fc.record({
  asked: fc.oneof(
    fc.record({ method: fc.constantFrom('GET', 'DELETE'), data: fc.option(fc.json(), { nil: undefined }) }),
    fc.record({ method: fc.constantFrom('POST', 'PUT', 'PATCH'), data: fc.json() }),
  ),
  path: fc.webPath(),
  answer: fc.oneof({ weight: 9, arbitrary: answer }, { weight: 1, arbitrary: fc.constant('nonsense' as const) }),
})
type Exchange = typeof exchange extends fc.Arbitrary<infer T> ? T : never

function bytesOf(given: Exchange['answer']): Buffer[] {
  if (given === 'nonsense') return [Buffer.from('SMTP ready\r\n\r\n')]
  const { status, headers, body, mark, coding, framing } = given
  const whole = codings[coding](Buffer.from(mark + body))
  const isEmpty = status === 204
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  if (coding !== 'none') lines.push(`Content-Encoding: ${coding}`)
  if (!isEmpty && framing === 'length') lines.push(`Content-Length: ${whole.length}`)
  if (!isEmpty && framing === 'chunked') lines.push('Transfer-Encoding: chunked')
  if (framing === 'to the end') lines.push('Connection: close')
  const head = Buffer.from(`HTTP/1.1 ${status} Whatever\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  if (isEmpty) return [head]
  if (framing !== 'chunked') return [head, whole]
  const chunk =
    whole.length === 0
      ? ''
      : Buffer.concat([Buffer.from(`${whole.length.toString(16)}\r\n`), whole, Buffer.from('\r\n')])
  return [head, Buffer.from(chunk), Buffer.from('0\r\n\r\n')]
}

/** The connection must end where the client would wait for more, and where only its end shows the end of the answer. */
function endingOf(given: Answer): Answer['afterwards'] {
  return given.afterwards === 'stays' && (given.sent < 100 || given.framing === 'to the end')
    ? 'ends'
    : given.afterwards
}

function give(socket: Socket, given: Exchange['answer']): void {
  const all = Buffer.concat(bytesOf(given))
  if (given === 'nonsense') return void socket.end(all)
  // If such an answer ends early, axios does not notice.
  const sent = given.coding !== 'none' && given.framing === 'to the end' ? 100 : given.sent
  const bytes = all.subarray(0, Math.floor((all.length * sent) / 100))
  const size = Math.ceil(bytes.length / given.pieces) || 1
  const then = () => {
    const ending = endingOf(given)
    if (ending === 'ends') socket.end()
    if (ending === 'resets') socket.resetAndDestroy()
  }
  const write = (from: number): void => {
    if (from >= bytes.length) then()
    else socket.write(bytes.subarray(from, from + size), () => write(from + size))
  }
  write(0)
}

/** What the exchanges of one client with one server come to, and what the server got. */
async function talk(client: HttpClient & { close(): void }, exchanges: readonly Exchange[]) {
  const got: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let text = ''
    socket.setEncoding('latin1').on('error', () => undefined)
    socket.on('data', (part) => {
      text += part
      const head = text.indexOf('\r\n\r\n')
      const length = Number(/^content-length: (\d+)\r$/im.exec(text.slice(0, head + 1))?.[1] ?? 0)
      if (head === -1 || text.length < head + 4 + length) return
      got.push(text)
      text = ''
      give(socket, (exchanges[got.length - 1] as Exchange).answer)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const answers: unknown[] = []
  for (const [
    index,
    {
      asked: { method, data },
      path,
    },
  ] of exchanges.entries()) {
    const headers = {
      Accept: 'application/json',
      'User-Agent': 'idctl',
      'X-Request-ID': `r${index}`,
      ...(data && { 'Content-Type': 'application/json' }),
    }
    const signal = new AbortController().signal
    const line = { label: 'it', origin: 'http://kratos.test', id: 'r', key: 'none' } as const
    answers.push(
      await client.request({ url: `${origin}${path}`, method, headers, data, signal, timeout: timeouts.silence }).then(
        ({ status, data, headers, config }) => ({
          status,
          // axios hides that the text was encoded.
          data: data instanceof ArrivedAnswer ? data.text() : data,
          headers: { ...headers, 'content-encoding': undefined },
          sent: config?.data,
        }),
        (error: unknown) => {
          if (!isTransportFailure(error)) throw error
          const { detail, ...failure } = noAnswer(error, line, timeouts)
          // Of an answer that is encoded axios says the one, and of others the other.
          return { ...failure, detail: detail.replace(/^the answer was cut off$/, incomplete) }
        },
      ),
    )
  }
  client.close()
  for (const socket of sockets) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
  return { answers, got: got.map(parsed) }
}

/** Its first line, its headers by lower-case name, and its body. */
function parsed(request: string) {
  const [head = '', body] = request.split('\r\n\r\n')
  const [line, ...fields] = head.split('\r\n')
  const headers = Object.fromEntries(
    fields.map((field) => [field.split(':')[0]?.toLowerCase(), field.replace(/^[^:]*: /, '')]),
  )
  // Of the codings that axios asks for, gzip and br are those that servers and gateways use.
  const { 'accept-encoding': codings, host: _, ...others } = headers
  return { line, headers: others, codings: codings?.includes('gzip'), body }
}

test('without a proxy, a request sent through Node and through axios come to the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(exchange, { minLength: 1, maxLength: 5 }), async (exchanges) => {
      expect(await talk(createDirectClient(), exchanges)).toEqual(await talk(createProxiedClient(), exchanges))
    }),
    { numRuns: runsOf({ quick: 25, deep: 1500 }) },
  )
})
