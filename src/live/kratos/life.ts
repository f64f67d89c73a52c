import type { Clock } from './retry.ts'

/** Timeouts of one answer, in milliseconds. */
export interface Life {
  /** Longest time without data, before and within the answer. */
  readonly silence: number
  /** Longest time until the answer is complete. */
  readonly whole: number
}

const readSilence = 60_000
/** Above Kratos' own write timeout of 120 s (API reference §1.1), so that the server gives up first. */
const writeSilence = 130_000

/** For an answer of a few lines. */
const readWhole = 90_000
/** Additional time for each row that a page may have: a page of 500 gets 90 s more. */
const perRow = 180

/** Timeouts of a GET; `rows`: number of rows that it asks for. */
export function lifeOfRead(rows = 0): Life {
  return { silence: readSilence, whole: readWhole + rows * perRow }
}

/** A minute above the silence, for a body that goes out slowly. */
export const lifeOfWrite: Life = { silence: writeSilence, whole: writeSilence + 60_000 }

/** See `withinWhole`. */
const parts = 10

/** Waits longer than this are reported. */
const longWait = 10_000

/** An error as those of the HTTP library: `ERR_TOO_SLOW`. */
function tooSlow(): Error {
  return Object.assign(new Error('the answer was not complete in time'), { code: 'ERR_TOO_SLOW' })
}

export interface Waiting {
  /** Ends the work as well. */
  readonly signal: AbortSignal
  readonly clock: Pick<Clock, 'alarm'>
  /** Called once if the work takes long, with the milliseconds that are left. */
  readonly onLongWait?: (left: number) => void
}

/**
 * Gives up work that is not over after `whole` milliseconds, whatever the work makes of its signal. They are counted in parts: a process
 * that stood still (it was suspended, or busy with something else) has lost a part of them at most, so that an answer which
 * waits to be read meanwhile is not taken for one that never came.
 *
 * Rejects with an error with the code `ERR_TOO_SLOW`.
 */
export function withinWhole<T>(
  work: (signal: AbortSignal) => Promise<T>,
  whole: number,
  { signal, clock, onLongWait = () => undefined }: Waiting,
): Promise<T> {
  const end = new AbortController()
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
    work(AbortSignal.any([signal, end.signal])).then(resolve, reject)
  }).finally(() => callOff())
}
