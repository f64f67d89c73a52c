import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SandboxError } from '../errors.ts'
import { present } from '../present.ts'
import type { ApiAnswer, ApiRequest, Dropped, Port } from './exchange.ts'
import type { Handler } from './handler.ts'

export interface Listener {
  /** `http://host:port` */
  readonly url: string
  close(): Promise<void>
}

/** Serves one of the two ports over HTTP. `port: 0` chooses a free one. Throws `SandboxError` when it cannot listen. */
export async function listen(options: {
  handler: Handler
  serves: Port
  host: string
  port: number
  maxBody: number
}): Promise<Listener> {
  const { handler, serves, host, port, maxBody } = options
  const server = createServer((incoming, outgoing) => {
    // A client that closed the connection during its request needs no answer.
    answer(incoming, outgoing, handler, serves, maxBody).catch(() => outgoing.destroy())
  })
  await bind(server, host, port)
  const bound = (server.address() as AddressInfo).port
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)))
        server.closeAllConnections()
      }),
  }
}

function bind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new SandboxError(`Cannot listen on ${host}:${port} (${error.code ?? error.message})`, { cause: error }))
    })
    server.listen(port, host, resolve)
  })
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handler: Handler,
  port: Port,
  maxBody: number,
): Promise<void> {
  send(await handler(await readRequest(incoming, port, maxBody)), incoming.method ?? 'GET', outgoing)
}

async function readRequest(incoming: IncomingMessage, port: Port, maxBody: number): Promise<ApiRequest> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    // Read and discard the rest: some clients read the answer only after they have sent everything.
    if (size <= maxBody) chunks.push(chunk)
  }
  const [path = '/', query = ''] = splitOnce(incoming.url ?? '/', '?')
  const headers = new Headers()
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index] as string, incoming.rawHeaders[index + 1] as string)
  }
  return {
    method: incoming.method ?? 'GET',
    port,
    path,
    query,
    headers,
    body: size > maxBody ? undefined : Buffer.concat(chunks),
    chunked: incoming.headers['transfer-encoding'] !== undefined,
  }
}

function send(result: ApiAnswer | Dropped, method: string, outgoing: ServerResponse): void {
  if ('dropped' in result) {
    outgoing.destroy()
    return
  }
  // The handler sets `Date` from the sandbox's own clock.
  outgoing.sendDate = false
  const body = Buffer.from(result.body ?? '')
  const length = result.status === 204 ? undefined : body.length
  outgoing.writeHead(result.status, { ...result.headers, ...present({ 'Content-Length': length }) })
  if (method === 'HEAD') {
    outgoing.end()
  } else if (result.cut === true) {
    outgoing.write(body.subarray(0, body.length / 2), () => outgoing.destroy())
  } else {
    outgoing.end(body)
  }
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}
