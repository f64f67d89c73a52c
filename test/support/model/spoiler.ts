import type { Fetch } from '../../../src/sandbox/index.ts'

/** What goes wrong with one request of a run, counted from 1. */
export type Spoiling =
  | {
      readonly kind:
        | '429'
        | '500'
        | '502'
        | '503'
        | '504'
        | 'reset-before'
        | 'reset-after'
        | 'html'
        | 'cut-off'
        | 'foreign-json'
        | 'redirect'
        | 'empty-list'
      readonly at: number
    }
  /** The process ends: this request may have had its effect, its answer is never seen, and none follows. */
  | { readonly kind: 'killed'; readonly at: number; readonly afterEffect: boolean }

export interface Spoiler {
  readonly fetch: Fetch
  /** Counts anew; `onKill` is called when the process is to end. */
  arm(spoiling: Spoiling | undefined, onKill: () => void): void
  /** Requests of the present run that reached the server. */
  readonly passed: number
}

/** A connection of one run that breaks as told. What another run sends goes past it. */
export function createSpoiler(server: Fetch): Spoiler {
  let spoiling: Spoiling | undefined
  let onKill = (): void => {}
  let count = 0
  let passed = 0
  let isDead = false

  const pass = (request: Request): Promise<Response> => {
    passed += 1
    return server(request)
  }
  const killed = async (request: Request, afterEffect: boolean): Promise<never> => {
    isDead = true
    if (afterEffect) await pass(request)
    onKill()
    throw reset()
  }
  return {
    get passed() {
      return passed
    },
    arm(next, kill) {
      spoiling = next
      onKill = kill
      count = 0
      passed = 0
      isDead = false
    },
    async fetch(input, init) {
      const request = new Request(input, init)
      if (isDead) throw reset()
      count += 1
      if (spoiling === undefined || count !== spoiling.at) return pass(request)
      return spoiling.kind === 'killed' ? killed(request, spoiling.afterEffect) : spoil(spoiling.kind, request, pass)
    },
  }
}

async function spoil(
  kind: Exclude<Spoiling['kind'], 'killed'>,
  request: Request,
  pass: (request: Request) => Promise<Response>,
): Promise<Response> {
  switch (kind) {
    case '429':
    case '500':
    case '502':
    case '503':
    case '504':
      return json(Number(kind), { error: { code: Number(kind), message: 'injected' } })
    case 'reset-before':
      throw reset()
    case 'reset-after':
      await pass(request)
      throw reset()
    case 'html':
      await pass(request)
      return new Response('<!doctype html><title>Sign in</title>', { headers: { 'content-type': 'text/html' } })
    case 'cut-off': {
      const answer = await pass(request)
      const text = await answer.text()
      const body = text.slice(0, text.length >> 1)
      return new Response(body === '' ? null : body, { status: answer.status, headers: answer.headers })
    }
    case 'foreign-json':
      await pass(request)
      return json(200, { status: 'ok' })
    case 'redirect':
      return new Response(null, { status: 307, headers: { location: 'http://elsewhere.example.com/admin/identities' } })
    case 'empty-list':
      return json(200, [])
  }
}

function json(status: number, body: object): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json; charset=utf-8' } })
}

function reset(): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) })
}
