import { Agent, request } from 'node:http'
import type { Handler } from '../../../src/sandbox/http/handler.ts'

/** A request as it goes to both servers, byte for byte. */
export interface Sent {
  readonly method: string
  readonly path: string
  readonly port: 'admin' | 'public'
  readonly headers: Readonly<Record<string, string>>
  /** `undefined`: no body, said to be empty. */
  readonly body?: string
}

export type Answered =
  | { readonly closed: true }
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly text: string }

export type Send = (sent: Sent) => Promise<Answered>

/** Headers that are promised; the transcripts record the same. */
const comparedHeaders = ['Content-Type', 'Location', 'Link', 'X-Total-Count', 'Allow']

/** To a server on real ports. */
export function sendTo(urls: { readonly admin: string; readonly public: string }): { send: Send; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const send = (sent: Sent): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(urls[sent.port])
      const headers = { ...sent.headers, 'Content-Length': Buffer.byteLength(sent.body ?? '') }
      const outgoing = request({ hostname, port, method: sent.method, path: sent.path, headers, agent })
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ECONNRESET') resolve({ closed: true })
        else reject(error)
      })
      outgoing.on('response', async (incoming) => {
        const chunks: Buffer[] = []
        for await (const chunk of incoming) chunks.push(chunk as Buffer)
        resolve({
          status: incoming.statusCode ?? 0,
          headers: chosen((name) => incoming.headers[name.toLowerCase()]),
          text: Buffer.concat(chunks).toString('utf8'),
        })
      })
      outgoing.end(sent.body ?? '')
    })
  return { send, close: () => agent.destroy() }
}

/** To a sandbox without ports. */
export function sendInto(handler: Handler, maxBody: number): Send {
  return async (sent) => {
    const [path = '', query = ''] = cut(sent.path, '?')
    const bytes = Buffer.from(sent.body ?? '')
    const headers = new Headers({ ...sent.headers, 'Content-Length': String(bytes.length) })
    const body = bytes.length > maxBody ? undefined : bytes
    const answer = await handler({ method: sent.method, port: sent.port, path, query, headers, body, chunked: false })
    if ('dropped' in answer) return { closed: true }
    return {
      status: answer.status,
      headers: chosen((name) => answer.headers[name]),
      text: sent.method === 'HEAD' ? '' : (answer.body ?? ''),
    }
  }
}

function chosen(valueIn: (name: string) => string | string[] | undefined): Record<string, string> {
  const found = comparedHeaders.flatMap((name) => {
    const value = valueIn(name)
    return typeof value === 'string' ? [[name, value] as const] : []
  })
  return Object.fromEntries(found)
}

function cut(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
