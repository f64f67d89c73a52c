import { present } from '../../model/present.ts'

/** Answers a request without a network, as `fetch` of the embedded sandbox does. */
export type Fetch = (request: Request) => Promise<Response>

/** The members used here of the configuration that axios, the SDK's HTTP library, passes to an adapter. */
interface AdapterConfig {
  readonly url?: string
  readonly method?: string
  readonly headers: { toJSON(): Record<string, unknown> }
  readonly data?: unknown
  readonly signal?: AbortSignal
  /** In bytes. */
  readonly maxContentLength?: number
}

/** An axios adapter that sends through `fetch`. It resolves for every status, with the body as text. */
export function fetchAdapter(fetch: Fetch): (config: AdapterConfig) => Promise<object> {
  return async (config) => {
    const response = await orNetworkError(fetch(toRequest(config)))
    return {
      data: await orNetworkError(textOf(response, config.maxContentLength ?? Infinity)),
      status: response.status,
      statusText: response.statusText,
      headers: Object.fromEntries(response.headers),
      config,
    }
  }
}

/** Reads the body, and stops as soon as it is too long. */
async function textOf(response: Response, most: number): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.length
    if (size > most) throw Object.assign(new Error('the answer is too long'), { code: 'ERR_TOO_LARGE' })
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

function toRequest(config: AdapterConfig): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(config.headers.toJSON())) {
    if (value !== null && value !== undefined) headers.set(name, String(value))
  }
  const { url, method, data, signal } = config
  return new Request(String(url), {
    method: String(method).toUpperCase(),
    headers,
    redirect: 'manual',
    ...present({ body: typeof data === 'string' && data !== '' ? data : undefined, signal }),
  })
}
