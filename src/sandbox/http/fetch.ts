import type { ApiAnswer, ApiRequest, Dropped, Port } from './exchange.ts'
import type { Handler } from './handler.ts'

/** The standard `fetch` signature, for the URLs of one sandbox. */
export type Fetch = (input: Request | URL | string, init?: RequestInit) => Promise<Response>

/**
 * Wraps the handler as `fetch`. Requests for `publicUrl` go to the public port, all others to the admin port. A dropped
 * connection rejects with a `TypeError`, as in the real `fetch`.
 */
export function createFetch(handler: Handler, publicUrl: () => string, maxBody: number): Fetch {
  return async (input, init) => {
    const request = input instanceof Request && init === undefined ? input : new Request(input, init)
    const url = new URL(request.url)
    const port: Port = url.origin === new URL(publicUrl()).origin ? 'public' : 'admin'
    return asResponse(await handler(await readRequest(request, url, port, maxBody)), request.method)
  }
}

async function readRequest(request: Request, url: URL, port: Port, maxBody: number): Promise<ApiRequest> {
  const bytes = new Uint8Array(await request.arrayBuffer())
  return {
    method: request.method,
    port,
    path: url.pathname,
    query: url.search.slice(1),
    headers: request.headers,
    body: bytes.length > maxBody ? undefined : bytes,
    chunked: false,
  }
}

function asResponse(answer: ApiAnswer | Dropped, method: string): Response {
  if ('dropped' in answer) throw new TypeError('fetch failed', { cause: new Error('sandbox: connection closed') })
  const body = method === 'HEAD' || answer.body === undefined ? null : answer.body
  const sent = body !== null && answer.cut === true ? halfOf(body) : body
  return new Response(sent, { status: answer.status, headers: answer.headers })
}

function halfOf(body: string): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(body.slice(0, body.length / 2)))
    },
    pull(controller) {
      controller.error(new TypeError('terminated', { cause: new Error('sandbox: connection closed') }))
    },
  })
}
