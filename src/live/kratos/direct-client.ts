import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { promisify } from 'node:util'
import { brotliDecompress, unzip } from 'node:zlib'
import { present } from '../../model/present.ts'
import { AnswerMemory, type ArrivedAnswer, textOf } from './answer-memory.ts'
import { isTooSlow } from './answer-timeouts.ts'
import { type HttpAnswer, type HttpClient, type HttpRequest, keptConnections, maxAnswerBytes } from './http-client.ts'
import { RequestFailed } from './network.ts'

/** How often the system asks whether the other side of a silent connection is still there. */
const aliveEvery = 60_000

/** Milliseconds for an answer to arrive after its request was aborted. */
const usualPatience = 2000

/**
 * Sends through Node's HTTP client, without a proxy. axios would do the same with three times the CPU, which on the machine of the server is
 * time that the server lacks.
 *
 * A request that is aborted rejects at once. If it is with the server, its answer may still arrive, and the process lasts until then: a Kratos with its
 * database in memory loses it when a request is cut off (trap 53).
 *
 * @param patience How long it may take, in milliseconds.
 */
export function createDirectClient(patience = usualPatience): HttpClient & { close(): void } {
  const settings = { ...keptConnections, keepAliveMsecs: aliveEvery, keepAliveInitialDelay: aliveEvery }
  const http = new HttpAgent(settings)
  const https = new HttpsAgent(settings)
  const memory = new AnswerMemory()
  const unawaited = new Set<Promise<void>>()
  const leave = async (sent: ClientRequest): Promise<void> => {
    const end = endOf(sent, patience)
    unawaited.add(end)
    await end
    unawaited.delete(end)
  }
  return {
    defaults: {},
    async request(request) {
      request.signal.throwIfAborted()
      const isSecure = request.url.startsWith('https:')
      const sender = isSecure ? { start: httpsRequest, agent: https } : { start: httpRequest, agent: http }
      return answerTo(request, { ...sender, memory, leave })
    },
    close() {
      void Promise.all(unawaited).then(() => {
        http.destroy()
        https.destroy()
      })
    },
  }
}

interface Sender {
  readonly start: typeof httpRequest
  readonly agent: HttpAgent
  readonly memory: AnswerMemory
  /** Nobody waits for the answer any more. */
  readonly leave: (sent: ClientRequest) => Promise<void>
}

/** Resolves when the answer is there, or could not arrive in time. */
function endOf(sent: ClientRequest, patience: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => sent.destroy(), patience)
    sent.on('close', () => {
      clearTimeout(cut)
      resolve()
    })
  })
}

async function answerTo(request: HttpRequest, sender: Sender): Promise<HttpAnswer> {
  const { head, body } = await exchange(request, sender)
  const { statusCode = 0, headers } = head
  const coding = headers['content-encoding'] ?? ''
  const decode = Object.hasOwn(decoders, coding) && body.size > 0 ? decoders[coding] : undefined
  const data = decode === undefined ? body : await decompressed(body, decode)
  return { status: statusCode, headers, data, config: request }
}

interface Received {
  readonly head: IncomingMessage
  readonly body: ArrivedAnswer
}

function exchange(
  { url, method, headers, data, signal, timeout }: HttpRequest,
  { start, agent, memory, leave }: Sender,
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
      const arriving = memory.receive()
      head.on('data', (part: Buffer) => {
        if (signal.aborted) arriving.release()
        else if (arriving.size + part.length > maxAnswerBytes) fail('ERR_TOO_LARGE')
        else arriving.add(part)
      })
      head.on('end', () => {
        signal.removeEventListener('abort', abort)
        resolve({ head, body: arriving })
      })
      head.on('error', () => fail('ERR_CUT_OFF'))
    })
    const fail = (code: string | undefined): void => {
      signal.removeEventListener('abort', abort)
      reject(new RequestFailed(code))
      sent.destroy()
    }
    const abort = (): void => {
      // The server does not know of it yet, or has had all the time that there is.
      if (!sent.writableFinished || isTooSlow(signal.reason)) fail(undefined)
      else {
        reject(new RequestFailed(undefined))
        void leave(sent)
      }
    }
    signal.addEventListener('abort', abort, { once: true })
    sent.on('timeout', () => fail('ETIMEDOUT'))
    sent.on('error', ({ code }: NodeJS.ErrnoException) => fail(code))
    sent.end(body)
  })
}

type Decoder = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>

/** By the name of a content coding. */
const decoders: Readonly<Record<string, Decoder>> = { gzip: promisify(unzip), br: promisify(brotliDecompress) }
const accepted = Object.keys(decoders).join(', ')

async function decompressed(body: ArrivedAnswer, decode: Decoder): Promise<string> {
  try {
    return textOf(await decode(body.bytes(), { maxOutputLength: maxAnswerBytes }))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new RequestFailed(code && (codeOfDecoder[code] ?? code))
  } finally {
    body.release()
  }
}

const codeOfDecoder: Readonly<Record<string, string>> = {
  ERR_BUFFER_TOO_LARGE: 'ERR_TOO_LARGE',
  Z_BUF_ERROR: 'ERR_CUT_OFF',
}
