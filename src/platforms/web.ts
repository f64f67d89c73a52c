import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import axios, { type AxiosInstance, type AxiosRequestConfig, type AxiosResponse, isAxiosError } from 'axios'
import type { ZodType } from 'zod'
import { IdctlError } from '../errors.ts'
import { isLoopback } from '../model/loopback.ts'
import { shown, type Told, told } from '../model/told.ts'

export interface WebRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the base URL, with its parts escaped (`pathOf`); or a whole URL of the same origin. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number>>
  readonly body?: unknown
}

/** The REST API of a platform. Every operation throws IdctlError (exit `error`) when it fails. */
export interface Web {
  ask<T>(request: WebRequest, schema: ZodType<T>): Promise<T>
  /** All pages, by `Link`. */
  list<T>(path: string, query: WebRequest['query'], schema: ZodType<T>): Promise<T[]>
  /** What a GET, or the place that it leads to, has. That place does not get the token. `undefined` where there is nothing. */
  download(path: string): Promise<Uint8Array | undefined>
}

export interface WebOptions {
  /** Its name, for messages. */
  readonly name: string
  readonly base: string
  readonly headers: Readonly<Record<string, string>>
  /** What to check when the platform refuses the token. */
  readonly rights: Told
  sleep(milliseconds: number): Promise<void>
}

/** Milliseconds. */
const timeout = 60_000
/** Milliseconds; one more attempt follows each. */
const pauses: readonly number[] = [1_000, 4_000, 15_000]
/** Milliseconds; whoever asks for more is told, and runs the command again. */
const longestWait = 60_000
const mostPages = 200
/** Bytes. */
const longestAnswer = 64 * 1024 * 1024
const longestDownload = 512 * 1024 * 1024
const binary = { responseType: 'arraybuffer', maxContentLength: longestDownload } as const

/** A path below the repository or project. */
export type At = (...parts: readonly (string | number)[]) => string

/** A path of these parts, whatever characters they have. */
export function pathOf(parts: readonly (string | number)[]): string {
  return parts.map((part) => `/${encodeURIComponent(part)}`).join('')
}

export function createWeb({ name, base, headers, rights, sleep }: WebOptions): Web {
  const client = axios.create({
    baseURL: base,
    timeout,
    headers: { 'User-Agent': 'idctl', ...headers },
    maxRedirects: 0,
    maxContentLength: longestAnswer,
    responseType: 'text',
    transformResponse: (data: unknown) => data,
    validateStatus: () => true,
    httpAgent: new HttpAgent({ keepAlive: false }),
    httpsAgent: new HttpsAgent({ keepAlive: false }),
    ...proxyFor(base),
  })
  const { origin } = new URL(base)

  async function send(request: WebRequest, more: AxiosRequestConfig = {}): Promise<AxiosResponse<unknown>> {
    const about = told`${shown(request.method)} ${shown(addressOf(request.path, base))}`
    for (const pause of [...pauses, undefined]) {
      const answer = await once(client, request, more)
      const wait = answer instanceof Error ? waitAfterFailure(request, pause) : waitAfter(answer, request, pause)
      if (wait === undefined) {
        if (answer instanceof Error) throw notReached(name, about, answer)
        return answer
      }
      await sleep(wait)
    }
    throw new TypeError('the last attempt has no pause')
  }

  async function answered(request: WebRequest): Promise<AxiosResponse<unknown>> {
    const answer = await send(request)
    if (answer.status >= 200 && answer.status < 300) return answer
    throw refused(name, request, addressOf(request.path, base), answer, rights)
  }

  function read<T>(answer: AxiosResponse<unknown>, request: WebRequest, schema: ZodType<T>): T {
    const read = schema.safeParse(parsed(answer.data))
    if (read.success) return read.data
    throw new IdctlError(
      told`${shown(name)} answered ${shown(request.method)} ${shown(addressOf(request.path, base))} with something that idctl does not understand`,
      { exit: 'error', hint: told`does ${shown(origin)} belong to ${shown(name)}, or to a proxy in front of it?` },
    )
  }

  return {
    async ask(request, schema) {
      return read(await answered(request), request, schema)
    },
    async list(path, query, schema) {
      const found = []
      let request: WebRequest | undefined = { method: 'GET', path, query: { per_page: 100, ...query } }
      for (let page = 0; request !== undefined; page += 1) {
        if (page === mostPages) {
          throw new IdctlError(told`${shown(name)} has more than ${mostPages} pages of ${shown(path)}`, {
            exit: 'error',
            hint: told`close or delete what is not needed any more`,
          })
        }
        const answer = await answered(request)
        found.push(...read(answer, request, schema.array()))
        const next = nextOf(answer, base)
        // Another server would get the token.
        if (next !== undefined && new URL(next).origin !== origin) throw otherServer(name, path, next)
        request = next === undefined ? undefined : { method: 'GET', path: next }
      }
      return found
    },
    async download(path) {
      const request = { method: 'GET', path } as const
      let answer = await send(request, binary)
      if (answer.status === 404 || answer.status === 410) return undefined
      const place = answer.headers['location']
      if (answer.status >= 300 && answer.status < 400 && typeof place === 'string') {
        const other = new URL(place, base)
        if (other.protocol !== 'https:' && !isLoopback(other.href)) throw noDownload(name)
        answer = await axios.get(other.href, {
          ...binary,
          timeout,
          maxRedirects: 3,
          validateStatus: () => true,
          ...proxyFor(other.href),
        })
      }
      if (answer.status !== 200 || !(answer.data instanceof Buffer)) throw noDownload(name, answer.status)
      return answer.data
    },
  }
}

/** The answer, or the failure of the connection. */
async function once(
  client: AxiosInstance,
  { method, path, query, body }: WebRequest,
  more: AxiosRequestConfig,
): Promise<AxiosResponse<unknown> | Error> {
  try {
    return await client.request<unknown>({ method, url: path, params: query, data: body, ...more })
  } catch (error) {
    if (isAxiosError(error)) return error
    throw error
  }
}

/** A write whose answer was lost may have had its effect, so only reads are repeated. */
function waitAfterFailure({ method }: WebRequest, pause: number | undefined): number | undefined {
  return method === 'GET' ? pause : undefined
}

/** Milliseconds; `undefined` when the answer counts. */
function waitAfter(
  { status, headers }: AxiosResponse<unknown>,
  { method }: WebRequest,
  pause: number | undefined,
): number | undefined {
  if (pause === undefined) return undefined
  const asked = Number(headers['retry-after']) * 1000
  // GitHub's secondary limits are a 403 that says when to come back. Nothing was done, so writes may be repeated, too.
  const isLimit = status === 429 || (status === 403 && asked >= 0)
  if (isLimit) return asked >= 0 ? (asked > longestWait ? undefined : asked) : pause
  return method === 'GET' && status >= 500 ? pause : undefined
}

function notReached(name: string, about: Told, error: Error): IdctlError {
  const { code } = error as NodeJS.ErrnoException
  return new IdctlError(told`${shown(name)} cannot be reached: ${about}: ${shown(code ?? 'no answer')}`, {
    exit: 'error',
    hint: told`run the same command again: what it has done is not done twice`,
    cause: error,
  })
}

function refused(
  name: string,
  { method }: WebRequest,
  address: string,
  { status, data }: AxiosResponse<unknown>,
  rights: Told,
): IdctlError {
  const said = messageIn(parsed(data))
  const about = told`${shown(name)} refused ${shown(method)} ${shown(address)} (HTTP ${status})`
  const message = said === undefined ? about : told`${about}: ${said}`
  const isRights = status === 401 || status === 403 || status === 404
  return new IdctlError(message, {
    exit: 'error',
    hint: isRights ? rights : told`run the same command again: what it has done is not done twice`,
  })
}

function otherServer(name: string, path: string, next: string): IdctlError {
  return new IdctlError(told`${shown(name)} leads from ${shown(path)} to another server: ${new URL(next).origin}`, {
    exit: 'error',
    hint: told`the URL of the API must be the one that ${shown(name)} itself names`,
  })
}

function noDownload(name: string, status?: number): IdctlError {
  const why = status === undefined ? told`it leads to a place without https` : told`HTTP ${status}`
  return new IdctlError(told`the artifact of ${shown(name)} cannot be downloaded: ${why}`, {
    exit: 'error',
    hint: told`run the same command again`,
  })
}

/** What the platform says of an error: one line of it. */
function messageIn(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const { message, error } = data as { message?: unknown; error?: unknown }
  const said = [message, error].find((text) => typeof text === 'string')
  return typeof said === 'string' ? said.split('\n', 1)[0]?.slice(0, 200) : undefined
}

function parsed(data: unknown): unknown {
  if (typeof data !== 'string') return undefined
  if (data === '') return null
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}

/** The next page. */
function nextOf({ headers }: AxiosResponse<unknown>, base: string): string | undefined {
  const link: unknown = headers['link']
  if (typeof link !== 'string') return undefined
  const next = /<([^<>]*)>\s*;[^,]*\brel="?next"?/.exec(link)?.[1]
  if (next === undefined) return undefined
  return new URL(next, base).href
}

function addressOf(path: string, base: string): string {
  return path.startsWith('/') ? `${base}${path}` : path.replace(/\?.*/s, '')
}

/** As for Kratos: what is on the same machine is not reached through a proxy. */
function proxyFor(url: string): Pick<AxiosRequestConfig, 'proxy'> {
  return isLoopback(url) ? { proxy: false } : {}
}
