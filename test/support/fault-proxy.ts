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
  /** Forwarded and takes effect; a gateway that gave up waiting answers with this status. */
  | { readonly kind: 'status-after'; readonly status: number }
  /** Forwarded; the answer's body is replaced by this text, status and headers stay (errors and 204 become 200). */
  | { readonly kind: 'body'; readonly body: string }
  /** Answered here with a redirect to the same path of another origin. */
  | { readonly kind: 'redirect'; readonly status: number; readonly to: string }
  /** Answered here: 200, `[]`, with the `Link` that every page has. */
  | { readonly kind: 'empty-list' }
  /** Forwarded; its `next` names the page after the next one, which is dropped. */
  | { readonly kind: 'skip-next' }
  /** The page after the one that was asked for is answered. */
  | { readonly kind: 'skip-page' }
  /** Forwarded; its `next` names this page once more. */
  | { readonly kind: 'next-again' }
  /** Answered as it was when `keep` was called for this URL; forwarded where that never was. */
  | { readonly kind: 'stale' }
  /** Forwarded; what the answer says of the server's clock is this, or nothing. */
  | { readonly kind: 'date'; readonly at: () => Date | undefined }
  /** Held until the gate opens, before it is forwarded or, with `after`, before it is answered. */
  | { readonly kind: 'hold'; readonly gate: Gate; readonly after?: true }

export interface FaultRule {
  readonly method?: string
  /** Tested against path and query. */
  readonly path?: RegExp
  /** Which of the requests that match this rule (from 1); absent = all. */
  readonly nth?: number | readonly number[]
  /** Only requests that could change something. */
  readonly writes?: true
  /** The first one of them, and all that follow. */
  readonly from?: number
  readonly fault: Fault
}

/** Where one request waits for another: no clock is involved. */
export interface Gate {
  /** Somebody waits at it. */
  readonly reached: Promise<void>
  open(): void
  /** For the proxy: resolves once it is open. */
  pass(): Promise<void>
}

export function createGate(): Gate {
  const reached = withResolvers()
  const opened = withResolvers()
  return {
    reached: reached.promise,
    open: opened.resolve,
    pass: () => {
      reached.resolve()
      return opened.promise
    },
  }
}

export interface FaultProxyOptions {
  /** Rows of a page of the whole listing, instead of those that are asked for. */
  readonly pageSize?: number
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
  /** From now on `stale` answers what was last answered to each of the GETs so far. */
  keep(): void
  stop(): Promise<void>
}

interface UpstreamAnswer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** A spoiling HTTP proxy on loopback in front of an admin URL. The first rule that matches decides. */
export async function startFaultProxy(
  upstream: string,
  rules: readonly FaultRule[] = [],
  { pageSize }: FaultProxyOptions = {},
): Promise<FaultProxy> {
  const requests: PassedRequest[] = []
  const lastAnswers = new Map<string, UpstreamAnswer>()
  const lastReads = new Map<string, UpstreamAnswer>()
  let kept: ReadonlyMap<string, UpstreamAnswer> = new Map()
  let chooseFault = faultChooser(rules)

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(incoming)
    const method = incoming.method ?? 'GET'
    const path = incoming.url ?? '/'
    const chosen = chooseFault(method, path)
    const copy = chosen?.kind === 'stale' ? kept.get(path) : undefined
    const fault = chosen?.kind === 'stale' && copy === undefined ? undefined : chosen
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
    const earlier = copy ?? lastAnswers.get(pageKey(method, path))
    if (!forwarded) return answerHere(fault, incoming, response, earlier)
    if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.milliseconds).unref())
    if (fault?.kind === 'hold' && !fault.after) await fault.gate.pass()
    const ask = (url: string) => forward(upstream, incoming, paged(url, pageSize), body)
    const answer = await misled(fault, await ask(path), path, ask)
    lastAnswers.set(pageKey(method, path), answer)
    if (method === 'GET') lastReads.set(path, answer)
    if (fault?.kind === 'hold' && fault.after) await fault.gate.pass()
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
    writes: () => requests.filter(({ method }) => isWrite(method)),
    setRules(next) {
      chooseFault = faultChooser(next)
    },
    keep() {
      kept = new Map(lastReads)
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
  'empty-list',
  'repeat-page',
  'redirect',
  'stale',
])

function isWrite(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD'
}

function faultChooser(rules: readonly FaultRule[]): (method: string, path: string) => Fault | undefined {
  const counts = rules.map(() => 0)
  return (method, path) => {
    let chosen: Fault | undefined
    for (const [index, rule] of rules.entries()) {
      if ((rule.method ?? method) !== method || rule.path?.test(path) === false) continue
      if (rule.writes && !isWrite(method)) continue
      const count = (counts[index] ?? 0) + 1
      counts[index] = count
      const wanted = (rule.nth === undefined || [rule.nth].flat().includes(count)) && count >= (rule.from ?? 1)
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
    case 'redirect':
      response.writeHead(fault.status, { location: `${fault.to}${incoming.url}` }).end()
      return
    case 'empty-list':
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', link: onlyPage }).end('[]')
      return
    case 'stale':
    case 'repeat-page':
      if (previous === undefined) throw new Error(`${fault.kind}: no earlier answer to repeat`)
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
    case 'body': {
      const status = answer.status === 204 || answer.status >= 400 ? 200 : answer.status
      send(response, { ...answer, status }, Buffer.from(fault.body))
      return
    }
    case 'status-after':
      response.writeHead(fault.status, { 'content-type': 'text/html' }).end('<html>the gateway gave up</html>')
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
    case 'date': {
      const { date: _dropped, ...headers } = answer.headers
      const at = fault.at()
      response.sendDate = false
      send(response, { ...answer, headers: at ? { ...headers, date: at.toUTCString() } : headers }, answer.body)
      return
    }
    default:
      send(response, answer, answer.body)
  }
}

const onlyPage = '</admin/identities?page_token=00000000-0000-0000-0000-000000000000>; rel="first"'

/** The answer with a `next` that leads astray, or that of the page after it. */
async function misled(
  fault: Fault | undefined,
  answer: UpstreamAnswer,
  path: string,
  ask: (url: string) => Promise<UpstreamAnswer>,
): Promise<UpstreamAnswer> {
  const next = /<([^>]*)>; rel="next"/.exec(String(answer.headers['link'] ?? ''))?.[1]
  switch (fault?.kind) {
    case 'skip-next':
      if (next === undefined) return answer
      return { ...answer, headers: { ...answer.headers, link: (await ask(next)).headers['link'] } }
    case 'skip-page':
      return next === undefined ? answer : ask(next)
    case 'next-again': {
      const own = new URL(path, upstreamless).searchParams.get('page_token') ?? '00000000-0000-0000-0000-000000000000'
      const [base] = path.split('?')
      return { ...answer, headers: { ...answer.headers, link: `${onlyPage},<${base}?page_token=${own}>; rel="next"` } }
    }
    default:
      return answer
  }
}

const upstreamless = 'http://proxy.invalid'

/** Smaller pages of the whole listing. */
function paged(path: string, pageSize: number | undefined): string {
  if (pageSize === undefined || /[?&](ids|credentials_identifier|page)=/.test(path)) return path
  return path.replace(/^(\/admin\/identities\?.*?)page_size=\d+/, `$1page_size=${pageSize}`)
}

function send(response: ServerResponse, answer: UpstreamAnswer, body: Buffer): void {
  response.writeHead(answer.status, ownHeaders(answer)).end(body)
}

/** Without the headers that belong to one connection. */
function ownHeaders({ headers }: UpstreamAnswer): IncomingMessage['headers'] {
  const { connection: _c, 'keep-alive': _k, 'transfer-encoding': _t, 'content-length': _l, ...own } = headers
  return own
}

function forward(upstream: string, incoming: IncomingMessage, path: string, body: Buffer): Promise<UpstreamAnswer> {
  const { host: _host, connection: _connection, ...headers } = incoming.headers
  return new Promise((resolve, reject) => {
    const options = { method: incoming.method ?? 'GET', headers, agent: false as const }
    const outgoing = httpRequest(`${upstream.replace(/\/$/, '')}${path}`, options, (answer) => {
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

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
