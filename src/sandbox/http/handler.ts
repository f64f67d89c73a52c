import { ApiError, type ErrorBody, internal, Panic, plainError, unauthorized } from '../errors.ts'
import { applyAfter, applyBefore, type FaultPlan } from '../faults.ts'
import type { Kratos } from '../kratos.ts'
import type { Gate } from '../network/gate.ts'
import { present } from '../present.ts'
import type { HttpRules } from '../profile.ts'
import { writeJson } from '../write-json.ts'
import { type ApiAnswer, type ApiRequest, type Dropped, dropped } from './exchange.ts'
import { decodePath, type Route, route } from './router.ts'

export type Handler = (request: ApiRequest) => Promise<ApiAnswer | Dropped>

export interface HandlerOptions {
  readonly kratos: Kratos
  readonly routes: readonly Route[]
  readonly faults: FaultPlan
  readonly apiKey?: string
  readonly gate?: Gate
  /** Called after every write that changed something, before its answer is sent. */
  readonly save: () => Promise<void>
}

type Serve = (request: ApiRequest) => Promise<ApiAnswer | Dropped>

/** Handles requests without a socket. Writes run one after the other. */
export function createHandler(options: HandlerOptions): Handler {
  const { kratos, faults, gate } = options
  const rules = kratos.profile.http
  const inOrder = writesInTurn((request) => serve(request, options))
  const handle = gate === undefined ? inOrder : behindGate(gate, inOrder)
  return async (given) => {
    const request = rules.ports === 'separate' ? given : atMeantPort(given)
    const fault = faults.next(request)
    const instead = await applyBefore(fault)
    if (instead !== undefined) return dated(instead, kratos)
    const isKnown = options.apiKey === undefined || request.port === 'public' || hasKey(request, options.apiKey)
    const answer = await (isKnown ? handle(request) : errorAnswer(unauthorized(), rules, request))
    return dated(await applyAfter(fault, answer), kratos)
  }
}

/** Adds the `Date` header, which Go's server sends in every answer except those that no handler made. */
function dated(answer: ApiAnswer | Dropped, { clock }: Kratos): ApiAnswer | Dropped {
  if ('dropped' in answer || answer === malformed) return answer
  return { ...answer, headers: { Date: new Date(clock.millis()).toUTCString(), ...answer.headers } }
}

function atMeantPort(request: ApiRequest): ApiRequest {
  return { ...request, port: /^\/admin(?:\/|$)/.test(request.path) ? 'admin' : 'public' }
}

function hasKey(request: ApiRequest, apiKey: string): boolean {
  return request.headers.get('Authorization') === `Bearer ${apiKey}`
}

function writesInTurn(run: Serve): Serve {
  let lastWrite: Promise<unknown> = Promise.resolve()
  return (request) => {
    if (request.method === 'GET' || request.method === 'HEAD') return run(request)
    const turn = lastWrite.then(() => run(request))
    lastWrite = turn.catch(() => undefined)
    return turn
  }
}

function behindGate(gate: Gate, run: Serve): Serve {
  return async (request) => {
    const { refusal, headers, leave } = gate.enter(request)
    if (refusal !== undefined) return refusal
    try {
      const answer = await run(request)
      return 'dropped' in answer ? answer : { ...answer, headers: { ...answer.headers, ...headers } }
    } finally {
      await leave()
    }
  }
}

/** Go's answer to a malformed path, sent before any handler runs. */
const malformed: ApiAnswer = {
  status: 400,
  headers: { 'Content-Type': 'text/plain; charset=utf-8' },
  body: '400 Bad Request',
}

async function serve(request: ApiRequest, options: HandlerOptions): Promise<ApiAnswer | Dropped> {
  if (decodePath(request.path) === undefined) return malformed
  const { kratos, routes } = options
  const rules = kratos.profile.http
  const before = kratos.store.version
  let reachesEndpoint = false
  let answer: ApiAnswer
  try {
    const found = route(request, routes, rules)
    reachesEndpoint = 'route' in found
    answer = 'route' in found ? await found.route.handle(found.call, kratos) : found
    if (kratos.store.version !== before) await options.save()
  } catch (error) {
    if (error instanceof Panic) return dropped
    // Not an emulated error: a bug of the sandbox is answered like an error without a status.
    const known = error instanceof ApiError ? error : plainError(`sandbox: ${String(error)}`)
    answer = errorAnswer(known, rules, request)
  }
  const isUncached = rules.uncached === 'gets' ? request.method === 'GET' : reachesEndpoint
  return isUncached ? { ...answer, headers: { ...answer.headers, ...uncached } } : answer
}

const uncached = { 'Cache-Control': 'private, no-cache, no-store, must-revalidate' }

function errorAnswer(error: ApiError, rules: HttpRules, { headers }: ApiRequest): ApiAnswer {
  const { id, code, status, ...rest }: ErrorBody = named(error.body, rules)
  const identified = id === undefined ? {} : { id }
  const requestId = headers.get('X-Request-ID') ?? ''
  const request = requestId === '' ? {} : { request: requestId }
  const body = { error: { ...identified, code, status, ...request, ...rest } }
  return {
    status: error.status,
    headers: {
      'Content-Type': 'application/json',
      ...present({ 'Ory-Error-Id': rules.errorIds ? (id ?? '') : undefined }),
    },
    body: `${writeJson(body)}\n`,
  }
}

/** Older servers answer a wrong configuration like any internal error (API reference §1.4). */
function named(body: ErrorBody, { errorIds }: HttpRules): ErrorBody {
  return body.id === 'invalid_configuration' && !errorIds ? internal(body.reason ?? '').body : body
}
