import { ApiError, type ErrorBody, internal, Panic, plainError, unauthorized } from '../errors.ts'
import { applyAfter, applyBefore, type FaultPlan } from '../faults.ts'
import type { Kratos } from '../kratos.ts'
import type { HttpRules } from '../profile.ts'
import { type ApiAnswer, type ApiRequest, type Dropped, dropped } from './exchange.ts'
import { type Route, route } from './router.ts'

export type Handler = (request: ApiRequest) => Promise<ApiAnswer | Dropped>

export interface HandlerOptions {
  readonly kratos: Kratos
  readonly routes: readonly Route[]
  readonly faults: FaultPlan
  readonly apiKey?: string
  /** Called behind every write that changed something, before its answer goes out. */
  readonly save: () => Promise<void>
}

/** Requests in, answers out, no socket needed. Writes run one after the other. */
export function createHandler(options: HandlerOptions): Handler {
  let lastWrite: Promise<unknown> = Promise.resolve()
  const inTurn = (run: () => Promise<ApiAnswer | Dropped>): Promise<ApiAnswer | Dropped> => {
    const turn = lastWrite.then(run)
    lastWrite = turn.catch(() => undefined)
    return turn
  }
  return async (request) => {
    const fault = options.faults.next(request)
    const instead = await applyBefore(fault)
    if (instead !== undefined) return instead
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    const answer = isRead ? await serve(request, options) : await inTurn(() => serve(request, options))
    return applyAfter(fault, answer)
  }
}

async function serve(request: ApiRequest, options: HandlerOptions): Promise<ApiAnswer | Dropped> {
  const { kratos, routes, apiKey } = options
  const rules = kratos.profile.http
  const before = kratos.store.version
  let reachesEndpoint = false
  let answer: ApiAnswer
  try {
    if (request.port === 'admin' && apiKey !== undefined) checkApiKey(request, apiKey)
    const found = route(request, routes, rules)
    reachesEndpoint = 'route' in found
    answer = 'route' in found ? await found.route.handle(found.call, kratos) : found
    if (kratos.store.version !== before) await options.save()
  } catch (error) {
    if (error instanceof Panic) return dropped
    // Kratos knows nothing of this: a defect of the sandbox is answered like an error without a status.
    const known = error instanceof ApiError ? error : plainError(`sandbox: ${String(error)}`)
    answer = errorAnswer(known, rules, request.headers.get('X-Request-ID') ?? undefined)
  }
  const isUncached = rules.uncached === 'gets' ? request.method === 'GET' : reachesEndpoint
  return isUncached ? { ...answer, headers: { ...answer.headers, ...uncached } } : answer
}

const uncached = { 'Cache-Control': 'private, no-cache, no-store, must-revalidate' }

function checkApiKey(request: ApiRequest, apiKey: string): void {
  if (request.headers.get('Authorization') !== `Bearer ${apiKey}`) throw unauthorized('Access credentials are invalid')
}

function errorAnswer(error: ApiError, rules: HttpRules, requestId: string | undefined): ApiAnswer {
  const { id, code, status, ...rest }: ErrorBody = named(error.body, rules)
  const identified = id === undefined ? {} : { id }
  const request = requestId === undefined || requestId === '' ? {} : { request: requestId }
  const body = { error: { ...identified, code, status, ...request, ...rest } }
  return {
    status: error.status,
    headers: { 'Content-Type': 'application/json', ...(rules.errorIds ? { 'Ory-Error-Id': id ?? '' } : {}) },
    body: `${JSON.stringify(body)}\n`,
  }
}

/** Older servers do not know a wrong configuration from any other failure of theirs (API reference §1.4). */
function named(body: ErrorBody, { errorIds }: HttpRules): ErrorBody {
  return body.id === 'invalid_configuration' && !errorIds ? internal(body.reason ?? '').body : body
}
