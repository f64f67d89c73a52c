import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { Configuration, IdentityApi, MetadataApi } from '@ory/client'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createKratos } from '../../../../src/live/kratos/client.ts'
import { createDirectClient } from '../../../../src/live/kratos/direct-client.ts'
import { type HttpRequest, maxAnswerBytes } from '../../../../src/live/kratos/http-client.ts'
import { isTransportFailure, noAnswer } from '../../../../src/live/kratos/network.ts'
import { further } from '../../../support/depth.ts'
import { failureOf } from './scripted-kratos.ts'

const timeouts = { silence: 60_000, whole: 90_000 }
const line = { label: 'GET /', origin: 'http://kratos.test', id: 'r', key: 'none' } as const

const servers: Server[] = []
const clients: { close(): void }[] = []
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const client of clients.splice(0)) client.close()
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

function ask(url: string, more: Partial<HttpRequest> = {}, patience?: number) {
  const client = createDirectClient(patience)
  clients.push(client)
  const signal = new AbortController().signal
  return client.request({ url, method: 'GET', headers: {}, signal, timeout: timeouts.silence, ...more })
}

async function detailOf(asked: Promise<unknown>): Promise<string> {
  const error = await failureOf(() => asked)
  expect(isTransportFailure(error)).toBe(true)
  return noAnswer(error, line, timeouts).detail
}

describe('no answer', () => {
  test('before its first byte', async () => {
    const url = await serve(() => undefined)
    expect(await detailOf(ask(url, { timeout: 20 }))).toBe('no answer within 60 s')
  })

  test('after some of it', async () => {
    const url = await serve((_, response) => response.writeHead(200, { 'Content-Length': '9' }).write('[{'))
    expect(await detailOf(ask(url, { timeout: 20 }))).toBe('no answer within 60 s')
  })

  test.each([
    ['it is interrupted: its connection ends soon', undefined, 20],
    ['its time is over: its connection ends at once', Object.assign(new Error(), { code: 'ERR_TOO_SLOW' }), 600_000],
  ])('because %s', async (_, reason, patience) => {
    const end = new AbortController()
    const url = await serve((request) => {
      request.socket.on('close', () => ended.resolve(undefined))
      end.abort(reason)
    })
    const ended = withResolvers()
    await failureOf(() => ask(url, { signal: end.signal, timeout: 600_000 }, patience))
    await ended.promise
  })

  test.each(['before its first byte', 'after some of it'])(
    'because it is interrupted %s: the answer may arrive, also after the client is closed',
    async (when) => {
      const end = new AbortController()
      const gone = withResolvers()
      const served = withResolvers()
      // More than systems take in between: it arrives only if somebody reads it.
      const body = Buffer.alloc(20_000_000, ' ')
      const head = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`
      const url = await serve(({ socket }) => {
        socket.on('close', gone.resolve)
        const isBegun = when === 'after some of it'
        if (isBegun) socket.write(head, () => end.abort())
        else end.abort()
        void failed.promise.then(() => {
          if (!isBegun) socket.write(head)
          socket.write(body, (error) => served.resolve(error ? 'cut off' : 'all of it'))
        })
      })
      const failed = withResolvers()
      await failureOf(() => ask(url, { signal: end.signal }, 60_000))
      for (const client of clients.splice(0)) client.close()
      failed.resolve(undefined)
      expect(await served.promise).toBe('all of it')
      await gone.promise
    },
  )

  test('because it is interrupted before there is a connection: it is not sent', async () => {
    const methods: (string | undefined)[] = []
    const url = await serve(({ method }, response) => {
      methods.push(method)
      response.end()
    })
    const end = new AbortController()
    const asked = ask(url, { method: 'DELETE', signal: end.signal }, 60_000)
    end.abort()
    await failureOf(() => asked)
    await ask(url)
    expect(methods).toEqual(['GET'])
  })

  test('to what was interrupted before: it is not sent', async () => {
    let requests = 0
    const url = await serve((_, response) => {
      requests += 1
      response.end()
    })
    const reason = new Error('interrupted')
    expect(await failureOf(() => ask(url, { signal: AbortSignal.abort(reason) }))).toBe(reason)
    expect(requests).toBe(0)
  })

  test('that is whole: a compressed one that ends early', async () => {
    const whole = gzipSync('[]')
    const url = await serve((_, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip', Connection: 'close' }).end(whole.subarray(0, -4))
    })
    expect(await detailOf(ask(url))).toBe('the answer was cut off')
  })

  test('that was compressed as it says', async () => {
    const url = await serve((_, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('[]'))
    expect(await detailOf(ask(url))).toMatch(/^the request failed \(Z_/)
  })

  further.each(['gzip', 'identity'])('that is not too large: %s', async (coding) => {
    const body = Buffer.alloc(maxAnswerBytes + 1)
    const url = await serve((_, response) => {
      response.writeHead(200, { 'Content-Encoding': coding }).end(coding === 'gzip' ? gzipSync(body) : body)
    })
    expect(await detailOf(ask(url))).toBe('the answer is larger than idctl accepts')
  })
})

test('a connection serves one request after the other, until the client is closed', async () => {
  const sockets = new Set<Socket>()
  const url = await serve(({ socket }, response) => {
    sockets.add(socket)
    response.end('[]')
  })
  for (const server of servers) server.keepAliveTimeout = 0
  const client = createDirectClient()
  clients.push(client)
  const request = { url, method: 'GET', headers: {}, signal: new AbortController().signal, timeout: 60_000 }
  for (let time = 0; time < 3; time += 1) await client.request(request)
  expect(sockets.size).toBe(1)
  const ends = [...sockets].map((socket) => once(socket, 'close'))
  client.close()
  await Promise.all(ends)
})

test('this machine is reached without the proxy of the environment', async () => {
  const url = await serve((_, response) => response.end('{"version":"v26.2.0"}'))
  for (const name of ['HTTP_PROXY', 'http_proxy']) vi.stubEnv(name, 'http://127.0.0.1:9')
  const { reads, close } = createKratos({ adminUrl: url })
  clients.push({ close })
  expect(await reads.version(new AbortController().signal)).toMatchObject({ kind: 'answer', status: 200 })
})

test('the SDK uses nothing of axios but what an HttpClient has', async () => {
  const used = new Set<string | symbol>()
  let requests = 0
  const client = new Proxy(createDirectClient(), {
    get(there, name) {
      used.add(name)
      if (name !== 'request') return Reflect.get(there, name)
      return async () => {
        requests += 1
        return {}
      }
    },
  })
  const anything = new Proxy({}, { get: () => 'x' })
  for (const Api of [IdentityApi, MetadataApi]) {
    const api = new Api(new Configuration({ basePath: 'http://kratos.test' }), undefined, client as never)
    const methods = Object.getOwnPropertyNames(Api.prototype).filter((name) => name !== 'constructor')
    // Some have parameters, and the options after them.
    for (const name of methods)
      await (api as unknown as Record<string, (p: object) => Promise<unknown>>)[name]?.(anything)
  }
  expect(requests).toBeGreaterThan(20)
  expect([...used].sort()).toEqual(['defaults', 'request'])
})

function withResolvers() {
  let resolve: (value: unknown) => void = () => undefined
  const promise = new Promise((done) => {
    resolve = done
  })
  return { promise, resolve }
}
