import { setTimeout as delay } from 'node:timers/promises'
import * as z from 'zod'
import { SandboxError } from './errors.ts'
import { type ApiAnswer, type ApiRequest, type Dropped, dropped } from './http/exchange.ts'

const effect = z.discriminatedUnion('kind', [
  /** Answers with an error; the request has no effect. */
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    headers: z.record(z.string(), z.string()).optional(),
  }),
  /** The connection breaks; the request has no effect. */
  z.strictObject({ kind: z.literal('reset-before') }),
  /** The request takes effect, then the connection breaks. */
  z.strictObject({ kind: z.literal('reset-after') }),
  /** The answer comes late. */
  z.strictObject({ kind: z.literal('slow'), ms: z.int().min(0) }),
  /** The request takes effect; half of the answer arrives. */
  z.strictObject({ kind: z.literal('truncate') }),
  /** Answers with an HTML page like a proxy's, status 200; the request has no effect. */
  z.strictObject({ kind: z.literal('html') }),
  /** Answers with an empty list without `Link`; the request has no effect. */
  z.strictObject({ kind: z.literal('empty-page') }),
])

const rule = z.strictObject({
  /** Default: every method. */
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']).optional(),
  /** Path without query; `*` is one segment, `**` any number. Default: every path. */
  path: z.string().startsWith('/').optional(),
  /** Which of the matching calls, counted from 1. Default: all of them. */
  nth: z.union([z.int().min(1), z.array(z.int().min(1)).min(1)]).optional(),
  effect,
})

/** A fault and the calls that it applies to. The first matching rule decides; every rule counts its own matching calls. */
export type FaultRule = z.infer<typeof rule>
export type FaultEffect = FaultRule['effect']

/** Validates rules from a file. Throws a `SandboxError` that lists every mistake with its path. */
export function parseFaults(json: unknown): FaultRule[] {
  const parsed = z.array(rule).safeParse(json)
  if (parsed.success) return parsed.data
  const mistakes = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'root'}: ${issue.message}`)
  throw new SandboxError(`Faults are not valid: ${mistakes.join('; ')}`)
}

export interface FaultPlan {
  /** Replaces all rules and resets their counts. */
  set(rules: readonly FaultRule[]): void
  /** The effect for this call, if any. */
  next(request: ApiRequest): FaultEffect | undefined
}

export function createFaultPlan(rules: readonly FaultRule[]): FaultPlan {
  let armed = rules.map(arm)
  return {
    set(next) {
      armed = next.map(arm)
    },
    next: (request) => armed.map((fires) => fires(request)).find((found) => found !== undefined),
  }
}

/** A rule with its own count of matching calls. */
function arm({ method, path, nth, effect: found }: FaultRule): (request: ApiRequest) => FaultEffect | undefined {
  const pattern = path === undefined ? undefined : pathPattern(path)
  const chosen = nth === undefined ? undefined : [nth].flat()
  let calls = 0
  return (request) => {
    if (method !== undefined && method !== request.method) return undefined
    if (pattern !== undefined && !pattern.test(request.path)) return undefined
    calls++
    return chosen === undefined || chosen.includes(calls) ? found : undefined
  }
}

function pathPattern(path: string): RegExp {
  const escaped = path.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replace(/\*\*|\*/g, (stars) => (stars === '**' ? '.*' : '[^/]*'))}$`)
}

/** The answer that replaces the real one; `undefined` = handle the request. */
export async function applyBefore(fault: FaultEffect | undefined): Promise<ApiAnswer | Dropped | undefined> {
  switch (fault?.kind) {
    case 'status':
      return {
        status: fault.status,
        headers: { 'Content-Type': 'text/plain', ...fault.headers },
        body: 'injected fault\n',
      }
    case 'reset-before':
      return dropped
    case 'slow':
      await delay(fault.ms)
      return undefined
    case 'html':
      return {
        status: 200,
        headers: { 'Content-Type': 'text/html; charset=utf-8' },
        body: '<!doctype html><title>Sign in</title><p>Please sign in to continue.</p>\n',
      }
    case 'empty-page':
      return { status: 200, headers: { 'Content-Type': 'application/json; charset=utf-8' }, body: '[]\n' }
    case 'reset-after':
    case 'truncate':
    case undefined:
      return undefined
  }
}

/** The real answer as changed by the fault. */
export function applyAfter(fault: FaultEffect | undefined, answer: ApiAnswer | Dropped): ApiAnswer | Dropped {
  if (fault?.kind === 'reset-after') return dropped
  if (fault?.kind === 'truncate' && !('dropped' in answer)) return { ...answer, cut: true }
  return answer
}
