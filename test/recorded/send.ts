import { request } from 'node:http'
import { parseWhole } from '../../src/sandbox/go/scan-json.ts'
import { writeJson } from '../../src/sandbox/write-json.ts'
import type { RecordedRequest, RecordedResponse } from './transcript.ts'

const recordedHeaders = ['Content-Type', 'Location', 'Link', 'X-Total-Count', 'Allow']

/** Sends a recorded request byte for byte: path, headers and body as they are. The answer has the recorder's form. */
export function send(recorded: RecordedRequest, baseUrl: string): Promise<RecordedResponse> {
  const { hostname, port } = new URL(baseUrl)
  const body = bodyOf(recorded)
  const headers = headersOf(recorded, body)
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, method: recorded.method, path: recorded.path, headers, agent: false })
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET') resolve({ closed: true })
      else reject(error)
    })
    outgoing.on('response', async (incoming) => {
      const chunks: Buffer[] = []
      for await (const chunk of incoming) chunks.push(chunk as Buffer)
      const content = Buffer.concat(chunks).toString('utf8')
      const shown = recordedHeaders.flatMap((name) => {
        const value = incoming.headers[name.toLowerCase()]
        return typeof value === 'string' ? [[name, value]] : []
      })
      const isJson = (incoming.headers['content-type'] ?? '').startsWith('application/json')
      resolve({
        status: incoming.statusCode ?? 0,
        headers: Object.fromEntries(shown) as Record<string, string>,
        ...(content === '' ? {} : isJson ? { body: parseWhole(content) } : { text: content }),
      })
    })
    outgoing.end(body)
  })
}

function bodyOf({ body, text, fill }: RecordedRequest): string | undefined {
  if (fill !== undefined) return fill.prefix + fill.char.repeat(fill.count) + fill.suffix
  return body === undefined ? text : writeJson(body)
}

function headersOf(recorded: RecordedRequest, body: string | undefined): Record<string, string | number> {
  const given = recorded.headers ?? {}
  const type = given['Content-Type'] ?? (body === undefined ? '' : 'application/json')
  const { 'Content-Type': _, ...others } = given
  return {
    ...others,
    ...(type === '' ? {} : { 'Content-Type': type }),
    ...(body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }),
  }
}
