import type { Writable } from 'node:stream'
import type { OnWait } from '../live/kratos/retry.ts'
import { widthOf } from '../render/layout/width.ts'
import type { Style } from '../render/style.ts'
import { type Doing, isTrouble, logLine, type Step, terminalLine, type Wait } from './progress-line.ts'

/** Shows what a long command is doing. */
export interface Progress {
  /** How far it is; not shown when something was shown a moment ago. Another `what` starts another measurement. */
  step(step: Step): void
  /** Says why nothing happens for a while: `waiting 12 s for the rate limit`. Shows nothing for short waits. */
  readonly wait: OnWait
  /** Writes something above the progress line, which stays. */
  above(write: () => void): void
  /** Removes the progress line, which does not come back before the next step or wait; call it before a result is written. */
  end(): void
}

export interface ProgressOptions {
  readonly stream: Writable
  /** The stream is a terminal that can redraw a line; otherwise there is a line now and then. */
  readonly inPlace: boolean
  readonly quiet: boolean
  readonly style: Style
  now(): Date
  /** Calls `work` again and again, after so many milliseconds each, until the returned function is called. Keeps no process alive. */
  repeat(milliseconds: number, work: () => void): () => void
}

const redrawPauseMs = 100
const logPauseMs = 10_000
/** So often it looks whether time alone has changed the line, or made another one due. */
const tickMs = { inPlace: 250, log: 1000 }
/** Waits shorter than this are not shown. */
const longWaitMs = 1000

type Waiting = Omit<Wait, 'left'> & { readonly until: number }

/**
 * On a terminal one line updated in place, elsewhere a line every ten seconds, nothing with `quiet`. The cursor stands at the start of the
 * row below the line, and is never hidden: whatever ends the process, the shell finds it in order.
 */
export function createProgress({ stream, inPlace, quiet, style, now, repeat }: ProgressOptions): Progress {
  const pause = inPlace ? redrawPauseMs : logPauseMs
  let shownAt = inPlace ? Number.NEGATIVE_INFINITY : now().getTime()
  let step: { readonly now: Step; readonly since: number } | undefined
  let waiting: Waiting | undefined
  /** What stands on the terminal now, with and without colours. */
  let visible: { readonly plain: string; readonly painted: string } | undefined
  let stopTicks: (() => void) | undefined

  const doingAt = (time: number): Doing => ({
    now: new Date(time),
    ...(step && { step: { now: step.now, elapsed: time - step.since } }),
    ...(waiting && { wait: { ...waiting, left: waiting.until - time } }),
  })
  /** Moves to the first row of the line. A terminal that was made narrower has broken it into several. */
  const toStart = (): string => {
    if (visible === undefined) return ''
    return `\u001b[${Math.max(1, Math.ceil(widthOf(visible.plain) / style.width))}A\r`
  }
  /** Terminals that keep a screen that is cleared, like tmux, take erasing from the very first cell on for that: it begins a row below. */
  const erase = (): void => {
    if (visible !== undefined) stream.write(`${toStart()}\u001b[K\n\u001b[J\u001b[1A`)
    visible = undefined
  }
  const draw = (time: number): void => {
    shownAt = time
    if (!inPlace) {
      stream.write(`${logLine(doingAt(time))}\n`)
      return
    }
    const line = terminalLine(doingAt(time), style)
    if (line.painted === visible?.painted) return
    if (line.plain === '') {
      erase()
      return
    }
    // The rest of each row is erased after it is written, so that nothing flickers.
    stream.write(`${toStart()}${line.painted}\u001b[K\n\u001b[J`)
    visible = line
  }
  const show = (isUrgent: boolean): void => {
    if (quiet) return
    const time = now().getTime()
    if (isUrgent || time - shownAt >= pause) draw(time)
    stopTicks ??= repeat(inPlace ? tickMs.inPlace : tickMs.log, () => show(false))
  }

  return {
    step(next) {
      const isOther = step?.now.what !== next.what
      // Something was done, so the server answers.
      if (waiting && waiting.why !== 'rate' && (isOther || (next.done ?? 0) > (step?.now.done ?? 0)))
        waiting = undefined
      step = { now: next, since: isOther || step === undefined ? now().getTime() : step.since }
      show(false)
    },
    wait({ why, milliseconds, since }) {
      const time = now().getTime()
      const next: Waiting = { why, until: time + milliseconds, since: new Date(since ?? time) }
      if (milliseconds < longWaitMs) return
      if (waiting && isTrouble(waiting.why) && why === 'answer') return
      // Several requests may wait for the same reason: show a wait only if it ends clearly later than the one shown last.
      if (waiting && next.until < waiting.until + longWaitMs) return
      waiting = waiting ? continued(waiting, next) : next
      show(inPlace || milliseconds >= pause)
    },
    above(write) {
      const stays = visible !== undefined
      erase()
      write()
      if (stays) draw(now().getTime())
    },
    end() {
      erase()
      stopTicks?.()
      stopTicks = undefined
      step = undefined
      waiting = undefined
    },
  }
}

/** Another request that fails before the last one was tried again fails for the same reason, since the first of them. */
function continued(last: Waiting, next: Waiting): Waiting {
  const isSame = isTrouble(last.why) && isTrouble(next.why) && next.since.getTime() <= last.until
  return isSame && last.since < next.since ? { ...next, since: last.since } : next
}
