import { readFileSync } from 'node:fs'
import { createKratos } from '../../../../src/live/kratos/client.ts'
import type { KratosConnection } from '../../../../src/live/kratos/kratos-api.ts'
import { type Clock, defaultRetryPolicy, type RetryContext } from '../../../../src/live/kratos/retry.ts'
import type { Json, JsonObject } from '../../../../src/model/json.ts'

export const adminUrl = 'http://kratos.test:4434'
export const publicUrl = 'http://kratos.test:4433'
export const apiKey = 'CANARY-api-key'

interface RecordedStep {
  readonly request: { readonly method: string; readonly path: string }
  readonly response: {
    readonly status: number
    readonly headers?: Record<string, string>
    readonly body?: Json
    readonly text?: string
  }
}

/** All steps of a recorded scenario, with its placeholders filled: ids ascend with their number. */
export function recordedSteps(scenario: string): readonly RecordedStep[] {
  const text = readFileSync(new URL(`../../../recorded/v26.2.0/${scenario}.json`, import.meta.url), 'utf8')
  const filled = text
    .replace(/\{\{id:(\d+)\}\}/g, (_, number: string) => idOf(Number(number)))
    .replaceAll('{{time}}', '2026-01-01T00:00:00Z')
    .replaceAll('{{admin}}', adminUrl)
    .replaceAll('{{public}}', publicUrl)
  return (JSON.parse(filled) as { steps: RecordedStep[] }).steps
}

/** What Kratos v26.2.0 answered in that step (from 0) of a recorded scenario. */
export function recorded(scenario: string, step: number): Response {
  const { status, headers, body, text } = recordedSteps(scenario)[step]?.response ?? { status: 0 }
  return new Response(body === undefined ? (text ?? null) : JSON.stringify(body), { status, headers: headers ?? {} })
}

export function idOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
}

/** A row as lists have it. */
export function row(number: number, more: JsonObject = {}): JsonObject {
  return {
    id: idOf(number),
    schema_id: 'person',
    schema_url: `${publicUrl}/schemas/cGVyc29u`,
    state: 'active',
    traits: { email: `p${number}@example.org` },
    credentials: { password: { type: 'password', identifiers: [`p${number}@example.org`], version: 0 } },
    metadata_public: null,
    metadata_admin: null,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    organization_id: null,
    ...more,
  }
}

/** A page of a list; `next` is the token of the following page. */
export function page(rows: Json, next?: string): Response {
  const link = (token: string, rel: string) => `</admin/identities?page_size=500&page_token=${token}>; rel="${rel}"`
  const links = [link('00000000-0000-0000-0000-000000000000', 'first'), ...(next ? [link(next, 'next')] : [])]
  return json(rows, { headers: { link: links.join(',') } })
}

export function json(body: Json, init: ResponseInit = {}): Response {
  const headers = { 'content-type': 'application/json; charset=utf-8', ...init.headers }
  return new Response(JSON.stringify(body), { status: 200, ...init, headers })
}

export function kratosError(code: number, message: string, more: JsonObject = {}, headers = {}): Response {
  return json({ error: { code, message, ...more } }, { status: code, headers })
}

/** A failure of the network, as Node reports it. */
export function networkError(code: string): Error {
  return Object.assign(new Error(`${code} while sending Bearer ${apiKey}`), { code, config: { headers: apiKey } })
}

interface SentRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly body: string
}

export interface ScriptedKratos {
  readonly kratos: KratosConnection
  readonly sent: readonly SentRequest[]
  /** Milliseconds that were slept; no time passes. */
  readonly pauses: readonly number[]
  readonly clock: Clock
  readonly context: RetryContext
}

/** A server that gives these answers, one after the other, to whatever is asked. */
export function scriptedKratos(...answers: readonly (Response | Error)[]): ScriptedKratos {
  const sent: SentRequest[] = []
  const pauses: number[] = []
  const fetch = async (request: Request) => {
    const body = await request.text()
    const answer = answers[sent.length]
    const { method, headers } = request
    sent.push({ method, url: new URL(request.url), headers, body })
    if (answer === undefined) throw new Error(`no answer left for ${method} ${request.url}`)
    if (answer instanceof Error) throw answer
    return answer
  }
  const clock: Clock = {
    now: () => Date.parse('2026-01-01T00:00:00Z'),
    random: () => 0,
    sleep: async (milliseconds) => void pauses.push(milliseconds),
    alarm: () => () => undefined,
  }
  const context = { clock, policy: defaultRetryPolicy, signal: new AbortController().signal }
  return { kratos: createKratos({ adminUrl, apiKey, fetch, clock }), sent, pauses, clock, context }
}

/** The error that `run` rejects with. */
export async function failureOf(run: () => Promise<unknown>): Promise<unknown> {
  try {
    await run()
  } catch (error) {
    return error
  }
  throw new Error('expected a failure')
}
