import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What is done to a request, or to its answer. */
export type Fault =
  /** Answered here, never forwarded; 429 and 503 with `retryAfter` as they come from gateways. */
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string; readonly body?: string }
  /** Kratos' 400 for a database serialisation failure, never forwarded. */
  | { readonly kind: 'serialization' }
  /** The connection is reset before the request is forwarded. */
  | { readonly kind: 'reset-before' }
  /** The request is forwarded and takes effect; then the connection is reset. */
  | { readonly kind: 'reset-after' }
  /** Forwarded; the answer is replaced by an HTML page with status 200. */
  | { readonly kind: 'html' }
  /** Forwarded; half of the announced body is sent, then the connection ends. */
  | { readonly kind: 'cut-off' }
  /** Forwarded; half of the body is sent as if it were all. */
  | { readonly kind: 'cut-json' }
  /** Answered here: 200, `[]`, no `Link` header. */
  | { readonly kind: 'empty-page' }
  /** Forwarded; the `Link` header is dropped. */
  | { readonly kind: 'no-link' }
  /** The previous answer to the same method and path (without query) is sent again. */
  | { readonly kind: 'repeat-page' }
  /** Forwarded after so many milliseconds. */
  | { readonly kind: 'slow'; readonly milliseconds: number }

export interface FaultRule {
  readonly method?: string
  /** Tested against path and query. */
  readonly path?: RegExp
  /** Which of the requests that match this rule (from 1); absent = all. */
  readonly nth?: number | readonly number[]
  readonly fault: Fault
}

interface PassedRequest {
  readonly method: string
  /** With query. */
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
  readonly fault?: Fault['kind']
  /** It reached the server behind the proxy. */
  readonly forwarded: boolean
}

export interface FaultProxy extends AsyncDisposable {
  readonly url: string
  /** In order of arrival. */
  readonly requests: readonly PassedRequest[]
  /** Requests that could change something. */
  writes(): readonly PassedRequest[]
  /** Replaces all rules and starts counting anew. */
  setRules(rules: readonly FaultRule[]): void
  stop(): Promise<void>
}

interface UpstreamAnswer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** A spoiling HTTP proxy on loopback in front of an admin URL. The first rule that matches decides. */
export async function startFaultProxy(upstream: string, rules: readonly FaultRule[] = []): Promise<FaultProxy> {
  const requests: PassedRequest[] = []
  const lastAnswers = new Map<string, UpstreamAnswer>()
  let chooseFault = faultChooser(rules)

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(incoming)
    const method = incoming.method ?? 'GET'
    const path = incoming.url ?? '/'
    const fault = chooseFault(method, path)
    const { headers } = incoming
    const passed = {
      method,
      path,
      headers,
      body: body.toString(),
      ...(fault === undefined ? {} : { fault: fault.kind }),
    }
    const forwarded = fault === undefined || !answeredHere.has(fault.kind)
    requests.push({ ...passed, forwarded })
    if (!forwarded) return answerHere(fault, incoming, response, lastAnswers.get(pageKey(method, path)))
    if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.milliseconds).unref())
    const answer = await forward(upstream, incoming, body)
    lastAnswers.set(pageKey(method, path), answer)
    spoil(fault, answer, response)
  }

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => response.destroy(error as Error))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const stop = async () => {
    if (!server.listening) return
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeAllConnections()
    await closed
  }
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    writes: () => requests.filter(({ method }) => method !== 'GET' && method !== 'HEAD'),
    setRules(next) {
      chooseFault = faultChooser(next)
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

const answeredHere: ReadonlySet<Fault['kind']> = new Set([
  'status',
  'serialization',
  'reset-before',
  'empty-page',
  'repeat-page',
])

function faultChooser(rules: readonly FaultRule[]): (method: string, path: string) => Fault | undefined {
  const counts = rules.map(() => 0)
  return (method, path) => {
    let chosen: Fault | undefined
    for (const [index, rule] of rules.entries()) {
      if ((rule.method ?? method) !== method || rule.path?.test(path) === false) continue
      const count = (counts[index] ?? 0) + 1
      counts[index] = count
      const wanted = rule.nth === undefined || [rule.nth].flat().includes(count)
      if (wanted) chosen ??= rule.fault
    }
    return chosen
  }
}

function answerHere(
  fault: Fault,
  incoming: IncomingMessage,
  response: ServerResponse,
  previous: UpstreamAnswer | undefined,
): void {
  switch (fault.kind) {
    case 'reset-before':
      incoming.socket.resetAndDestroy()
      return
    case 'status': {
      const headers = {
        'content-type': 'application/json',
        ...(fault.retryAfter && { 'retry-after': fault.retryAfter }),
      }
      response.writeHead(fault.status, headers).end(fault.body ?? errorBody(fault.status, `injected ${fault.status}`))
      return
    }
    case 'serialization': {
      const message = 'Unable to serialize access due to a concurrent update in another session'
      response.writeHead(400, { 'content-type': 'application/json' }).end(errorBody(400, message))
      return
    }
    case 'repeat-page':
      if (previous === undefined) throw new Error('repeat-page: no earlier answer to repeat')
      send(response, previous, previous.body)
      return
    default:
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end('[]')
  }
}

function spoil(fault: Fault | undefined, answer: UpstreamAnswer, response: ServerResponse): void {
  const half = answer.body.subarray(0, Math.floor(answer.body.length / 2))
  switch (fault?.kind) {
    case 'reset-after':
      response.socket?.resetAndDestroy()
      return
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!DOCTYPE html><html><body>Sign in</body></html>')
      return
    case 'cut-off':
      response.writeHead(answer.status, { ...ownHeaders(answer), 'content-length': answer.body.length })
      response.write(half, () => response.destroy())
      return
    case 'cut-json':
      send(response, answer, half)
      return
    case 'no-link': {
      const { link: _dropped, ...headers } = answer.headers
      send(response, { ...answer, headers }, answer.body)
      return
    }
    default:
      send(response, answer, answer.body)
  }
}

function send(response: ServerResponse, answer: UpstreamAnswer, body: Buffer): void {
  response.writeHead(answer.status, ownHeaders(answer)).end(body)
}

/** Without the headers that belong to one connection. */
function ownHeaders({ headers }: UpstreamAnswer): IncomingMessage['headers'] {
  const { connection: _c, 'keep-alive': _k, 'transfer-encoding': _t, 'content-length': _l, ...own } = headers
  return own
}

function forward(upstream: string, incoming: IncomingMessage, body: Buffer): Promise<UpstreamAnswer> {
  const { host: _host, connection: _connection, ...headers } = incoming.headers
  return new Promise((resolve, reject) => {
    const options = { method: incoming.method ?? 'GET', headers, agent: false as const }
    const outgoing = httpRequest(`${upstream.replace(/\/$/, '')}${incoming.url}`, options, (answer) => {
      readAll(answer).then(
        (answerBody) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: answerBody }),
        reject,
      )
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function pageKey(method: string, path: string): string {
  return `${method} ${path.split('?')[0]}`
}

function errorBody(code: number, message: string): string {
  return JSON.stringify({ error: { code, message } })
}
