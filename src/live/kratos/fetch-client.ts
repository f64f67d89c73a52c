import { present } from '../../model/present.ts'
import { type HttpClient, type HttpRequest, maxAnswerBytes } from './http-client.ts'

/** Answers a request without a network, as `fetch` of the embedded sandbox does. */
export type Fetch = (request: Request) => Promise<Response>

export function createFetchClient(fetch: Fetch): HttpClient {
  return {
    defaults: {},
    async request(request) {
      const { status, headers, body } = await orNetworkError(fetch(toRequest(request)))
      return {
        status,
        headers: Object.fromEntries(headers),
        data: await orNetworkError(textOf(body)),
        config: request,
      }
    },
  }
}

/** Reads the body, and stops as soon as it is too long. */
async function textOf(body: Response['body']): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.length
    if (size > maxAnswerBytes) throw Object.assign(new Error('the answer is too long'), { code: 'ERR_TOO_LARGE' })
    parts.push(part)
  }
  return new TextDecoder().decode(Buffer.concat(parts))
}

/** `fetch` throws a `TypeError` for every connection error; only its `cause` may tell which one. */
async function orNetworkError<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise
  } catch (error) {
    if (!(error instanceof TypeError) || !/^(fetch failed|terminated)$/.test(error.message)) throw error
    const code = (error.cause as { code?: unknown } | undefined)?.code
    throw Object.assign(new Error(error.message), { code: typeof code === 'string' ? code : 'ECONNRESET' })
  }
}

function toRequest({ url, method, headers, data, signal }: HttpRequest): Request {
  return new Request(url, {
    method: method.toUpperCase(),
    headers,
    redirect: 'manual',
    signal,
    ...present({ body: typeof data === 'string' && data !== '' ? data : undefined }),
  })
}
