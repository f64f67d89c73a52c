import { IdctlError } from '../../errors.ts'
import { jittered, pauseBound } from '../../live/backoff.ts'
import type { Rejection, WriteAnswers, WriteKind, WriteRequest, WriteResult } from '../../live/ports.ts'
import type { Change } from '../../model/change.ts'
import { ChangeEnds } from '../ending.ts'
import { ownFailure } from '../ledger.ts'
import type { Run } from '../run.ts'
import type { Step } from '../step.ts'
import { failedBy, failedUnknown } from './rejection.ts'

/** How often a request is sent if its answers are lost. */
export const maxAttempts = 3

const pauses = { firstPause: 200, longestPause: 10_000 }

/** Waits before a request whose answer was lost is sent again. */
export function pause({ context }: Run, attempt: number): Promise<void> {
  return context.sleep(jittered(pauseBound(attempt, pauses), context.random()), context.abort)
}

/** A read has shown the effect of the write, so it is not sent again. */
export interface Known<T> {
  readonly known: T
}

/** What follows a lost answer: the effect is known, or the write is sent again, or given up with its effect unknown. */
export type Lost<T> = Known<T> | 'again' | 'give-up'

/** Handlers for the ways in which a write can end. */
export interface WriteHandlers<K extends WriteKind, T> {
  done(answer: WriteAnswers[K]): T | Promise<T>
  /** Without it, a refusal fails the change with Kratos' message. If `attempt` is above 1, an earlier attempt may have had an effect. */
  rejected?(rejection: Rejection, attempt: number): T | Promise<T>
  /** Reads the effect after a lost answer. Without it, the request is safe to repeat. */
  lost?(): Promise<Lost<T>>
}

type Again<K extends WriteKind, T> = WriteRequest<K> | Known<T>

/**
 * Sends one write of a change until its effect is known, at most `maxAttempts` times.
 * @param request A function is called for each attempt, so that the request can be built from a new read.
 * @throws ChangeEnds when it was refused, or its effect stays unknown
 */
export function send<K extends WriteKind>(step: Step, request: WriteRequest<K>): Promise<WriteAnswers[K]>
export function send<K extends WriteKind, T>(
  step: Step,
  request: WriteRequest<K> | (() => Again<K, T> | Promise<Again<K, T>>),
  handlers: WriteHandlers<K, T>,
): Promise<T>
export async function send<K extends WriteKind>(
  step: Step,
  request: WriteRequest<K> | (() => Again<K, unknown> | Promise<Again<K, unknown>>),
  handlers: WriteHandlers<K, unknown> = { done: (answer) => answer },
): Promise<unknown> {
  for (let attempt = 1; ; attempt += 1) {
    const next = typeof request === 'function' ? await request() : request
    if ('known' in next) return next.known
    const result = await write(step.run, [step.change], next)
    if (result.kind === 'done') return handlers.done(result.answer)
    if (result.kind === 'rejected') {
      if (handlers.rejected === undefined) throw new ChangeEnds(failedBy(step, result.rejection))
      return handlers.rejected(result.rejection, attempt)
    }
    const lost = (await handlers.lost?.()) ?? 'again'
    if (typeof lost === 'object') return lost.known
    if (lost === 'give-up' || attempt >= maxAttempts) throw new ChangeEnds(failedUnknown(step, result))
    await pause(step.run, attempt)
  }
}

/**
 * Sends one write of these changes, once. If the target throws (401, 403, outage), later writes cannot succeed either, so it halts the run.
 * @throws ChangeEnds when the first interrupt came while the request waited to be sent: it certainly had no effect
 */
export async function write<K extends WriteKind>(
  { context, ledger }: Run,
  changes: readonly Change[],
  request: WriteRequest<K>,
): Promise<WriteResult<K>> {
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
