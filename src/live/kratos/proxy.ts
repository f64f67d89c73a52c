import { present } from '../../model/present.ts'
import type { ProxySeen, RequestLine } from './reply.ts'

/** The members of a request of Node's HTTP client that show whether it went through a proxy. */
interface SentRequest {
  readonly path?: unknown
  readonly host?: unknown
  readonly protocol?: unknown
  readonly agent?: {
    readonly proxy?: { readonly protocol?: unknown; readonly hostname?: unknown; readonly port?: unknown }
  }
  readonly socket?: { readonly encrypted?: unknown; readonly remotePort?: unknown } | null
}

/**
 * The proxy that a request went through. It is read from the request that was sent, because the HTTP library decides
 * (by HTTP_PROXY, NO_PROXY and similar variables) whether to use a proxy.
 *
 * @param sent `request` of an answer or an error of the HTTP library.
 * @param status HTTP status of the answer, if there was one.
 * @param error Error of the connection, if it failed.
 */
export function proxyOf(sent: unknown, status?: number, error?: unknown): ProxySeen | undefined {
  const { path, host, protocol, agent, socket } = (sent ?? {}) as SentRequest
  // For an https server the proxy is asked for a tunnel. If it refuses, its answer looks like the server's, but only answers that come
  // through the tunnel are encrypted.
  const tunnel = agent?.proxy
  if (typeof tunnel?.hostname === 'string') {
    const isOwn = status !== undefined && socket !== undefined && socket !== null && socket.encrypted !== true
    const origin = originOf(tunnel.protocol, tunnel.hostname, tunnel.port)
    return { origin, ...present({ answered: isOwn || undefined }) }
  }
  // For an http server the proxy gets the whole URL in place of the path.
  if (typeof path !== 'string' || !/^https?:/.test(path) || typeof host !== 'string') return undefined
  const origin = originOf(protocol, host, portOf(error) ?? socket?.remotePort)
  return { origin, ...present({ answered: status === 407 || undefined }) }
}

function originOf(protocol: unknown, host: string, port: unknown): string {
  const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
  const suffix = typeof port === 'number' || (typeof port === 'string' && port !== '') ? `:${port}` : ''
  return `${protocol === 'https:' ? 'https' : 'http'}://${name}${suffix}`
}

function portOf(error: unknown): number | undefined {
  const { cause } = (error ?? {}) as { cause?: { port?: unknown; errors?: readonly { port?: unknown }[] } }
  const port = cause?.port ?? cause?.errors?.[0]?.port
  return typeof port === 'number' ? port : undefined
}

/** The server that a request went to, and the proxy that it went through. */
export function addressOf({ origin, proxy }: RequestLine): string {
  return proxy === undefined ? origin : `${origin} through the proxy ${proxy.origin}`
}

/** What to do about a proxy that refuses a request or cannot be reached. */
export function proxyHint({ origin }: RequestLine, status?: number): string {
  const { protocol, hostname } = new URL(origin)
  const name = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY'
  if (status === 407) {
    return `the proxy requires a name and a password: write them into ${name} (http://NAME:PASSWORD@HOST:PORT), or add ${hostname} to NO_PROXY`
  }
  return `the environment configures this proxy (${name}, or ALL_PROXY): correct it there, or add ${hostname} to NO_PROXY to connect without a proxy`
}
