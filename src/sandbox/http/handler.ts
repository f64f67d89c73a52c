import { ApiError, type ErrorBody, plainError, unauthorized } from '../errors.ts'
import { applyAfter, applyBefore, type FaultPlan } from '../faults.ts'
import type { Kratos } from '../kratos.ts'
import type { ApiAnswer, ApiRequest, Dropped } from './exchange.ts'
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
  const before = kratos.store.version
  try {
    if (request.port === 'admin' && apiKey !== undefined) checkApiKey(request, apiKey)
    const found = route(request, routes)
    const answer = 'route' in found ? await found.route.handle(found.call, kratos) : found
    if (kratos.store.version !== before) await options.save()
    return 'dropped' in answer ? answer : withoutCaching(request, answer)
  } catch (error) {
    // Kratos knows nothing of this: a defect of the sandbox is answered like an error without a status.
    const known = error instanceof ApiError ? error : plainError(`sandbox: ${String(error)}`)
    return withoutCaching(request, errorAnswer(known, request.headers.get('X-Request-ID') ?? undefined))
  }
}

function checkApiKey(request: ApiRequest, apiKey: string): void {
  if (request.headers.get('Authorization') !== `Bearer ${apiKey}`) throw unauthorized('Access credentials are invalid')
}

function errorAnswer(error: ApiError, requestId: string | undefined): ApiAnswer {
  const { id, code, status, ...rest }: ErrorBody = error.body
  const identified = id === undefined ? {} : { id }
  const named = requestId === undefined || requestId === '' ? {} : { request: requestId }
  const body = { error: { ...identified, code, status, ...named, ...rest } }
  return {
    status: error.status,
    headers: { 'Content-Type': 'application/json', 'Ory-Error-Id': id ?? '' },
    body: `${JSON.stringify(body)}\n`,
  }
}

/** v26.2.0 forbids caching of GET only. */
function withoutCaching(request: ApiRequest, answer: ApiAnswer): ApiAnswer {
  if (request.method !== 'GET') return answer
  return { ...answer, headers: { ...answer.headers, 'Cache-Control': 'private, no-cache, no-store, must-revalidate' } }
}
