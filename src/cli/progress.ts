import type { Writable } from 'node:stream'
import { widthOf } from '../render/layout/width.ts'
import type { Style } from '../render/style.ts'
import { type Doing, logLine, type Step, terminalLine } from './progress-line.ts'

/** Shows what a long command is doing. */
export interface Progress {
  /** How far it is; not shown when something was shown a moment ago. Another `what` starts another measurement. */
  step(step: Step): void
  /** Says why nothing happens for a while: `waiting 12 s for the rate limit`. Shows nothing for short waits. */
  wait(why: string, milliseconds: number): void
  /** Writes something above the progress line, which stays. */
  above(write: () => void): void
  /** Removes the progress line from the terminal; call it before anything else is written. */
  clear(): void
}

export interface ProgressOptions {
  readonly stream: Writable
  /** The stream is a terminal that can redraw a line; otherwise there is a line now and then. */
  readonly inPlace: boolean
  readonly quiet: boolean
  readonly style: Style
  now(): Date
}

const redrawPauseMs = 100
const logPauseMs = 10_000
/** Waits shorter than this are not shown. */
const longWaitMs = 1000

/** On a terminal one line updated in place, elsewhere a line every ten seconds, nothing with `quiet`. */
export function createProgress({ stream, inPlace, quiet, style, now }: ProgressOptions): Progress {
  const pause = inPlace ? redrawPauseMs : logPauseMs
  let shownAt = inPlace ? Number.NEGATIVE_INFINITY : now().getTime()
  let step: { readonly now: Step; readonly since: number } | undefined
  let waiting: { readonly why: string; readonly until: number } | undefined
  /** What stands on the terminal now, without colours. */
  let visible: string | undefined

  const doing = (time: number): Doing => ({
    ...(step && { step: { now: step.now, elapsed: time - step.since } }),
    ...(waiting && { wait: { why: waiting.why, left: waiting.until - time } }),
  })
  const erase = (): void => {
    if (visible === undefined) return
    // A terminal that was made narrower has broken the line into several.
    const rowsAbove = Math.ceil(widthOf(visible) / style.width) - 1
    stream.write(`\r${rowsAbove > 0 ? `\u001b[${rowsAbove}A` : ''}\u001b[J`)
    visible = undefined
  }
  const draw = (time: number): void => {
    shownAt = time
    if (!inPlace) {
      stream.write(`${logLine(doing(time))}\n`)
      return
    }
    erase()
    const { plain, painted } = terminalLine(doing(time), style)
    stream.write(painted)
    visible = plain
  }
  const show = (isUrgent: boolean): void => {
    const time = now().getTime()
    if (!quiet && (isUrgent || time - shownAt >= pause)) draw(time)
  }

  return {
    step(next) {
      step = { now: next, since: step?.now.what === next.what ? step.since : now().getTime() }
      show(false)
    },
    wait(why, milliseconds) {
      const until = now().getTime() + milliseconds
      // Several requests may wait for the same limit: show a wait only if it ends clearly later than the one shown last.
      const shownUntil = waiting?.until ?? Number.NEGATIVE_INFINITY
      if (milliseconds < longWaitMs || until < shownUntil + longWaitMs) return
      waiting = { why, until }
      show(inPlace || milliseconds >= pause)
    },
    above(write) {
      const stays = visible !== undefined
      erase()
      write()
      if (stays) draw(now().getTime())
    },
    clear: erase,
  }
}
