import { IdctlError } from '../errors.ts'
import type { WriteRequest, WriteResult } from '../live/ports.ts'
import type { Change } from '../model/change.ts'
import { type ApplyContext, type BadEnding, ChangeEnds, failed, movedBy } from './context.ts'
import { Ledger, ownFailure } from './ledger.ts'
import { Population } from './population.ts'
import { LiveReader } from './reader.ts'

/** The shared state of one apply, narrowed to the changes that are being written. */
export interface Run {
  readonly context: ApplyContext
  readonly ledger: Ledger
  readonly reader: LiveReader
  readonly population: Population
  /** Whose writes are sent. */
  readonly changes: readonly Change[]
}

export function startRun(context: ApplyContext): Run {
  const ledger = new Ledger(context)
  return { context, ledger, reader: new LiveReader(context, ledger), population: new Population(context), changes: [] }
}

/** The same run, for the writes of these changes. */
export function runFor(run: Run, changes: readonly Change[]): Run {
  return { ...run, changes }
}

/** How often a request is sent whose answers get lost. */
export const maxAttempts = 3

/**
 * Sends one write. A throw (401, 403) says that nothing that follows can succeed either: nothing further starts.
 * @throws ChangeEnds when the first interrupt came while it waited to be sent: it surely had no effect
 */
export async function write({ context, ledger, changes }: Run, request: WriteRequest): Promise<WriteResult> {
  for (const change of changes) ledger.start(change)
  try {
    const result = await context.target.execute(request, context.abort, context.stop)
    if (result.kind !== 'rejected') ledger.noteEffect(changes)
    return result
  } catch (error) {
    if (ledger.isStopped(error)) throw new ChangeEnds(ledger.givenUp(changes))
    if (!context.abort.aborted) ledger.halt(error instanceof IdctlError ? error.message : ownFailure.reason)
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

export const gone: BadEnding = failed('gone')

export const moved: BadEnding = movedBy('moved')
