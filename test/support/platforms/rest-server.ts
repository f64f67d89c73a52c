import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface RestRequest {
  /** Parts of the path that the pattern names `:x`, unescaped. */
  readonly parts: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** The URL that was asked for, without query. */
  readonly self: string
  readonly body: Readonly<Record<string, unknown>>
}

/** What a route answers; a text of `bytes` is sent as it is. */
export interface RestAnswer {
  readonly status?: number
  readonly json?: unknown
  readonly bytes?: Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}

/** `GET /repos/:owner/:name/issues` → what it does. */
export type Routes = Readonly<Record<string, (request: RestRequest) => RestAnswer>>

export interface RestServer extends AsyncDisposable {
  readonly url: string
  /** `GET /path`, without query, in order of arrival. */
  readonly requests: readonly string[]
}

/** A page of `per_page` rows, with the `Link` that leads to the next one. */
export function pageOf(rows: readonly unknown[], { query, self }: RestRequest): RestAnswer {
  const size = Number(query.get('per_page') ?? '30')
  const page = Number(query.get('page') ?? '1')
  const json = rows.slice((page - 1) * size, page * size)
  if (page * size >= rows.length) return { json }
  const next = new URLSearchParams([...query])
  next.set('page', String(page + 1))
  return { json, headers: { link: `<${self}?${next}>; rel="next", <${self}>; rel="first"` } }
}

/** Serves routes on loopback to whoever sends this header; others get 401. */
export async function startRestServer(
  routes: Routes,
  [header, secret]: readonly [header: string, secret: string],
  open: RegExp = /$^/,
): Promise<RestServer> {
  const requests: string[] = []
  const server = createServer(async (incoming, response) => {
    const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host}`)
    const body = await bodyOf(incoming)
    requests.push(`${incoming.method} ${url.pathname}`)
    const isAllowed = open.test(url.pathname) || incoming.headers[header] === secret
    const answer = isAllowed ? answerOf(routes, incoming.method ?? '', url, body) : badCredentials
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers })
    response.end(answer.bytes ?? (answer.json === undefined ? '' : JSON.stringify(answer.json)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A mistake of a test must not leave its request without an answer. */
function answeredBy(answer: (request: RestRequest) => RestAnswer, request: RestRequest): RestAnswer {
  try {
    return answer(request)
  } catch (error) {
    return { status: 500, json: { message: String(error) } }
  }
}

const badCredentials: RestAnswer = { status: 401, json: { message: 'Bad credentials' } }
const notFound: RestAnswer = { status: 404, json: { message: 'Not Found' } }

function answerOf(routes: Routes, method: string, url: URL, text: string): RestAnswer {
  for (const [route, answer] of Object.entries(routes)) {
    const [wanted, pattern = ''] = route.split(' ')
    const parts = wanted === method ? partsOf(pattern, url.pathname) : undefined
    if (parts !== undefined) {
      return answeredBy(answer, {
        parts,
        query: url.searchParams,
        self: `${url.origin}${url.pathname}`,
        body: text === '' ? {} : JSON.parse(text),
      })
    }
  }
  return notFound
}

function partsOf(pattern: string, path: string): Record<string, string> | undefined {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  if (wanted.length !== given.length) return undefined
  const pairs = wanted.map((part, index) => [part, decodeURIComponent(given[index] ?? '')] as const)
  if (!pairs.every(([part, value]) => part.startsWith(':') || part === value)) return undefined
  return Object.fromEntries(
    pairs.filter(([part]) => part.startsWith(':')).map(([part, value]) => [part.slice(1), value]),
  )
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
