import { setMaxListeners } from 'node:events'
import type { Clock } from './retry.ts'

/** Timeouts of the answer to one request, in milliseconds. */
export interface AnswerTimeouts {
  /** Longest time without data, before and within the answer. */
  readonly silence: number
  /** Longest time until the answer is complete. */
  readonly whole: number
}

const readSilence = 60_000
/** Above Kratos' own write timeout of 120 s (API reference §1.1), so that the server gives up first. */
const writeSilence = 130_000

/** For a short answer. */
const readWhole = 90_000
/** Additional time for each row that a page may have: a page of 500 gets 90 s more. */
const perRow = 180

/** Timeouts of a GET that asks for `rows` rows. */
export function readTimeouts(rows = 0): AnswerTimeouts {
  return { silence: readSilence, whole: readWhole + rows * perRow }
}

/** A minute longer than the silence, because the request's body may be sent slowly. */
export const writeTimeouts: AnswerTimeouts = { silence: writeSilence, whole: writeSilence + 60_000 }

/** See `withinWhole`. */
const parts = 10

/** Waits longer than this are reported. */
const longWait = 10_000

const code = 'ERR_TOO_SLOW'

/** Has a `code`, like the errors of the HTTP library. */
function tooSlow(): Error {
  return Object.assign(new Error('the answer was not complete in time'), { code })
}

/** Whether `withinWhole` has rejected because the time is over. */
export function isTooSlow(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

export interface Waiting {
  /** Passed on to the work, which ends when it aborts. */
  readonly signal: AbortSignal
  readonly clock: Pick<Clock, 'alarm'>
  /** Called once if the work takes longer than 10 s, with the milliseconds that are left. */
  readonly onLongWait?: (left: number) => void
}

/**
 * Rejects when the work is not over after `whole` milliseconds, and aborts its signal; the work need not react. One alarm rings for each
 * tenth of the time. If the process stands still (suspended, or busy), at most one tenth elapses meanwhile, so an answer
 * that has already arrived can still be read.
 *
 * Rejects with an error with the code `ERR_TOO_SLOW`.
 */
export function withinWhole<T>(
  work: (signal: AbortSignal) => Promise<T>,
  whole: number,
  { signal, clock, onLongWait = () => undefined }: Waiting,
): Promise<T> {
  const end = new AbortController()
  // Ten times faster than `AbortSignal.any`.
  const passOn = (): void => end.abort(signal.reason)
  // As many requests as are under way listen to the end of a run.
  setMaxListeners(0, signal)
  if (signal.aborted) passOn()
  else signal.addEventListener('abort', passOn)
  let callOff = (): void => undefined
  return new Promise<T>((resolve, reject) => {
    const part = whole / parts
    const waitFor = (count: number): void => {
      callOff = clock.alarm(part, () => {
        const left = whole - count * part
        if (count === parts) {
          const error = tooSlow()
          reject(error)
          end.abort(error)
          return
        }
        if (count * part >= longWait && (count - 1) * part < longWait) onLongWait(left)
        waitFor(count + 1)
      })
    }
    waitFor(1)
    work(end.signal).then(resolve, reject)
  }).finally(() => {
    callOff()
    signal.removeEventListener('abort', passOn)
  })
}
