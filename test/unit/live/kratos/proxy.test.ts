import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createKratos } from '../../../../src/live/kratos/client.ts'
import { proxyOf } from '../../../../src/live/kratos/proxy.ts'
import { defaultRetryPolicy, systemClock } from '../../../../src/live/kratos/retry.ts'
import { kratosSource } from '../../../../src/live/kratos/source.ts'
import { kratosTarget } from '../../../../src/live/kratos/write.ts'
import { failureOf, idOf } from './scripted-kratos.ts'

const never = new AbortController().signal
const clock = { ...systemClock, sleep: async () => undefined }

const servers: Server[] = []
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

/** A proxy that answers everything like this, the wish for a tunnel too; gives its port. */
async function refusing(status: number, body = 'no'): Promise<number> {
  const server = createServer((_request, response) => response.writeHead(status).end(body))
  server.on('connect', (_request, socket) => {
    socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** As the environment has it, whatever this machine has. */
function through(proxy: string): void {
  for (const name of ['NO_PROXY', 'no_proxy', 'ALL_PROXY', 'all_proxy']) vi.stubEnv(name, '')
  for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy']) vi.stubEnv(name, proxy)
}

function live(adminUrl: string) {
  const kratos = createKratos({ adminUrl, clock, apiKey: 'CANARY-key' })
  const settings = { clock, policy: defaultRetryPolicy, publicUrl: adminUrl }
  return { source: kratosSource(kratos.reads, settings), target: kratosTarget(kratos.writes, settings) }
}

const secret = 'CANARY-user:CANARY-password'

describe.each(['http://kratos.test:4434', 'https://kratos.test'])('%s', (adminUrl) => {
  const variable = adminUrl.startsWith('https') ? 'HTTPS_PROXY' : 'HTTP_PROXY'

  test.each([403, 407])('a proxy that answers %i is named, without its credentials, and what to do', async (status) => {
    const port = await refusing(status)
    through(`http://${secret}@127.0.0.1:${port}`)
    const error = await failureOf(async () => {
      for await (const _ of live(adminUrl).source.list(never));
    })
    expect(error).toMatchObject({
      exit: 'unreadable',
      message: expect.stringContaining(`at ${adminUrl} through the proxy http://127.0.0.1:${port}: `),
      hint: expect.stringContaining(variable),
    })
    const { message, hint } = error as { message: string; hint: string }
    expect(hint).toContain('add kratos.test to NO_PROXY')
    // Of a 403 to plain http nobody can say whose it is.
    expect(message.includes('the proxy itself answered')).toBe(status === 407 || variable === 'HTTPS_PROXY')
    expect(hint.includes('a name and a password')).toBe(status === 407)
    expect(message + hint).not.toContain('CANARY')
  })

  test('a proxy that is not there is named', async () => {
    const port = await refusing(200)
    await new Promise((resolve) => servers.pop()?.close(resolve))
    through(`http://${secret}@127.0.0.1:${port}`)
    const error = await failureOf(() => live(adminUrl).source.version(never))
    expect(error).toMatchObject({
      message: `GET /admin/version at ${adminUrl} through the proxy http://127.0.0.1:${port}: connection refused`,
      hint: `the environment configures this proxy (${variable}, or ALL_PROXY): correct it there, or add kratos.test to NO_PROXY to connect without a proxy`,
    })
  })

  test('schemas and the version do not hide it behind a guess of their own', async () => {
    through(`http://127.0.0.1:${await refusing(407)}`)
    for (const ask of ['schemas', 'version', 'abilities'] as const) {
      const error = await failureOf(() => live(adminUrl).source[ask](never))
      expect(error).toMatchObject({
        message: expect.stringContaining('the proxy itself answered HTTP 407'),
        hint: expect.stringContaining(variable),
      })
    }
  })

  test('a write that the proxy refuses had no effect, and the next one would be refused as well', async () => {
    const port = await refusing(407)
    through(`http://127.0.0.1:${port}`)
    const error = await failureOf(() => live(adminUrl).target.execute({ kind: 'delete', id: idOf(1) }, never))
    expect(error).toMatchObject({
      message: expect.stringContaining('the proxy itself answered HTTP 407'),
      hint: expect.stringContaining(`write them into ${variable}`),
    })
  })
})

describe('what Node sent', () => {
  const tunnel = { protocol: 'http:', hostname: 'proxy.test', port: 3128 }

  test.each([
    ['without a proxy', { path: '/admin/version', host: 'kratos.test' }, 200, undefined],
    [
      'an answer through a tunnel',
      { agent: { proxy: tunnel }, socket: { encrypted: true } },
      403,
      { origin: 'http://proxy.test:3128' },
    ],
    [
      'a tunnel whose socket is gone',
      { agent: { proxy: tunnel }, socket: null },
      403,
      { origin: 'http://proxy.test:3128' },
    ],
    ['no tunnel', { agent: { proxy: tunnel }, socket: {} }, 403, { origin: 'http://proxy.test:3128', answered: true }],
    ['no answer', { agent: { proxy: tunnel } }, undefined, { origin: 'http://proxy.test:3128' }],
    [
      'a proxy with https',
      { agent: { proxy: { ...tunnel, protocol: 'https:', port: '' } } },
      undefined,
      { origin: 'https://proxy.test' },
    ],
    ['IPv6', { agent: { proxy: { ...tunnel, hostname: '::1' } } }, undefined, { origin: 'http://[::1]:3128' }],
    [
      'a whole address in the path',
      { path: 'http://kratos.test/x', host: 'proxy.test', protocol: 'http:', socket: { remotePort: 8080 } },
      403,
      { origin: 'http://proxy.test:8080' },
    ],
    ['nothing', undefined, undefined, undefined],
  ])('%s', (_, sent, status, expected) => {
    expect(proxyOf(sent, status)).toEqual(expected)
  })

  test('the port of a proxy that refused is that of the connection, of the first of several addresses', () => {
    const sent = { path: 'http://kratos.test/x', host: 'proxy.test', protocol: 'http:' }
    expect(proxyOf(sent, undefined, { cause: { port: 9 } })).toEqual({ origin: 'http://proxy.test:9' })
    expect(proxyOf(sent, undefined, { cause: { errors: [{ port: 8 }, { port: 8 }] } })).toEqual({
      origin: 'http://proxy.test:8',
    })
    expect(proxyOf(sent)).toEqual({ origin: 'http://proxy.test' })
  })
})
