import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Steps } from './model/steps.ts'

/** Lets the answers of servers in, and whatever else is waiting for the process. */
export type Pause = () => Promise<void>

/** A pause at whose end an interrupt ends the work: it throws the reason of `signal`. */
export function endedBy(signal: AbortSignal, pause: Pause = nextTurn): Pause {
  return async () => {
    await pause()
    signal.throwIfAborted()
  }
}

/** Milliseconds of work between two pauses: much longer than a pause takes, and shorter than a server takes for a page. */
const pieceTime = 8

/** Does long work in pieces, with a pause between two of them. The result is that of `atOnce`. */
export async function inPieces<T>(steps: Steps<T>, pause: Pause): Promise<T> {
  let end = performance.now() + pieceTime
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
    if (performance.now() < end) continue
    await pause()
    end = performance.now() + pieceTime
  }
}
