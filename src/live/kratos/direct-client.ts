import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { promisify } from 'node:util'
import { brotliDecompress, unzip } from 'node:zlib'
import { present } from '../../model/present.ts'
import { type HttpAnswer, type HttpClient, type HttpRequest, keptConnections, maxAnswerBytes } from './http-client.ts'
import { RequestFailed } from './network.ts'

/** How often the system asks whether the other side of a silent connection is still there. */
const aliveEvery = 60_000

/**
 * Sends through Node's HTTP client, without a proxy. axios would do the same with three times the CPU, which on the machine of the server is
 * time that the server lacks.
 */
export function createDirectClient(): HttpClient & { close(): void } {
  const settings = { ...keptConnections, keepAliveMsecs: aliveEvery, keepAliveInitialDelay: aliveEvery }
  const http = new HttpAgent(settings)
  const https = new HttpsAgent(settings)
  return {
    defaults: {},
    async request(request) {
      request.signal.throwIfAborted()
      const isSecure = request.url.startsWith('https:')
      return isSecure ? answerTo(request, httpsRequest, https) : answerTo(request, httpRequest, http)
    },
    close() {
      http.destroy()
      https.destroy()
    },
  }
}

async function answerTo(request: HttpRequest, start: typeof httpRequest, agent: HttpAgent): Promise<HttpAnswer> {
  const { head, body } = await exchange(request, start, agent)
  const { statusCode = 0, headers } = head
  return { status: statusCode, headers, data: await textOf(body, headers['content-encoding']), config: request }
}

interface Received {
  readonly head: IncomingMessage
  readonly body: Buffer
}

function exchange(
  { url, method, headers, data, signal, timeout }: HttpRequest,
  start: typeof httpRequest,
  agent: HttpAgent,
): Promise<Received> {
  return new Promise<Received>((resolve, reject) => {
    const body = typeof data === 'string' ? Buffer.from(data) : undefined
    const all = {
      ...headers,
      'Accept-Encoding': accepted,
      // Node says it by itself only for methods that usually have a body.
      ...present({ 'Content-Length': body?.length }),
    }
    const sent = start(url, { method, headers: all, agent, timeout }, (head) => {
      const parts: Buffer[] = []
      let size = 0
      head.on('data', (part: Buffer) => {
        size += part.length
        parts.push(part)
        if (size > maxAnswerBytes) fail('ERR_TOO_LARGE')
      })
      head.on('end', () => {
        signal.removeEventListener('abort', abort)
        resolve({ head, body: Buffer.concat(parts) })
      })
      head.on('error', () => fail('ERR_CUT_OFF'))
    })
    const fail = (code: string | undefined): void => {
      signal.removeEventListener('abort', abort)
      reject(new RequestFailed(code))
      sent.destroy()
    }
    const abort = (): void => fail(undefined)
    signal.addEventListener('abort', abort)
    sent.on('timeout', () => fail('ETIMEDOUT'))
    sent.on('error', ({ code }: NodeJS.ErrnoException) => fail(code))
    sent.end(body)
  })
}

type Decoder = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>

/** By the name of a content coding. */
const decoders: Readonly<Record<string, Decoder>> = { gzip: promisify(unzip), br: promisify(brotliDecompress) }
const accepted = Object.keys(decoders).join(', ')

async function textOf(body: Buffer, coding = ''): Promise<string> {
  const decode = Object.hasOwn(decoders, coding) ? decoders[coding] : undefined
  if (decode === undefined || body.length === 0) return decoded(body)
  return decoded(
    await decode(body, { maxOutputLength: maxAnswerBytes }).catch(({ code }: NodeJS.ErrnoException) => {
      throw new RequestFailed(code && (codeOfDecoder[code] ?? code))
    }),
  )
}

const codeOfDecoder: Readonly<Record<string, string>> = {
  ERR_BUFFER_TOO_LARGE: 'ERR_TOO_LARGE',
  Z_BUF_ERROR: 'ERR_CUT_OFF',
}

/** Without a byte order mark. */
function decoded(bytes: Buffer): string {
  const text = bytes.toString()
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}
