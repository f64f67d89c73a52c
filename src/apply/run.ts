import type { WriteRequest, WriteResult } from '../live/ports.ts'
import type { ApplyContext, Ending } from './context.ts'
import { Ledger } from './ledger.ts'
import { Population } from './population.ts'
import { LiveReader } from './reader.ts'

/** One apply under way. */
export interface Run {
  readonly context: ApplyContext
  readonly ledger: Ledger
  readonly reader: LiveReader
  readonly population: Population
}

export function startRun(context: ApplyContext): Run {
  const ledger = new Ledger(context)
  return { context, ledger, reader: new LiveReader(context, ledger), population: new Population(context) }
}

/** How often a request is sent whose answers get lost. */
export const maxAttempts = 3

/** Sends one write. A throw (401, 403) says that nothing that follows can succeed either: nothing further starts. */
export async function write({ context, ledger }: Run, request: WriteRequest): Promise<WriteResult> {
  try {
    return await context.target.execute(request, context.abort)
  } catch (error) {
    if (!context.abort.aborted) ledger.halt(error instanceof Error ? error.message : String(error))
    throw error
  }
}

/** Waits before a repetition: 200 ms, doubled each time, with jitter. */
export function pause({ context }: Run, attempt: number): Promise<void> {
  const bound = 200 * 2 ** (attempt - 1)
  return context.sleep(bound / 2 + (context.random() * bound) / 2, context.abort)
}

/** An answer of another kind than the request's: a bug of the adapter. */
export function unexpectedAnswer(request: WriteRequest['kind'], result: WriteResult): TypeError {
  return new TypeError(`unexpected answer "${result.kind}" to "${request}"`)
}

export const gone: Ending = {
  outcome: 'failed',
  reason: 'is gone: Kratos has no identity with this id any more',
  hint: 'plan again',
}

export const moved: Ending = { outcome: 'moved', reason: 'live is no longer what the plan saw', hint: 'plan again' }
