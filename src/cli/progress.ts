import type { Writable } from 'node:stream'

/** Shows what a long command is doing. */
export interface Progress {
  /** Counts without a known end: `reading live identities: 1500`. */
  count(what: string, done: number): void
  /** Counts towards a known end, with rate and remaining time. */
  advance(what: string, done: number, total: number): void
  /** Says why nothing happens for a while: `waiting 12 s for the rate limit`. Shows nothing for short waits. */
  wait(why: string, milliseconds: number): void
  /** Removes the progress line from the terminal; call it before anything else is written. */
  clear(): void
}

export interface ProgressOptions {
  readonly stream: Writable
  readonly isTerminal: boolean
  readonly quiet: boolean
  now(): Date
}

const terminalPauseMs = 100
const logPauseMs = 10_000
/** Waits shorter than this are not shown. */
const longWaitMs = 1000
const barWidth = 20
const eraseLine = '\r\u001b[2K'

/** On a terminal one line updated in place, elsewhere a line every ten seconds, nothing with `quiet`. */
export function createProgress({ stream, isTerminal, quiet, now }: ProgressOptions): Progress {
  const pause = isTerminal ? terminalPauseMs : logPauseMs
  let shownAt = isTerminal ? Number.NEGATIVE_INFINITY : now().getTime()
  let startedAt: number | undefined
  let visible = false

  let waitsUntil = Number.NEGATIVE_INFINITY

  const show = (makeText: (time: number) => string, isUrgent = false): void => {
    const time = now().getTime()
    if (quiet || (!isUrgent && time - shownAt < pause)) return
    shownAt = time
    stream.write(isTerminal ? `${eraseLine}${makeText(time)}` : `${makeText(time)}\n`)
    visible = isTerminal
  }

  return {
    count: (what, done) => show(() => `${what}: ${done}`),
    advance(what, done, total) {
      startedAt ??= now().getTime()
      const start = startedAt
      show(
        (time) =>
          `${what}: ${isTerminal ? `${bar(done, total)} ` : ''}${done}/${total}${pace(done, total, time - start)}`,
      )
    },
    wait(why, milliseconds) {
      const time = now().getTime()
      // Several requests may wait for the same limit: show a wait only if it ends clearly later than the one shown last.
      if (milliseconds < Math.max(longWaitMs, isTerminal ? 0 : pause) || time + milliseconds < waitsUntil + longWaitMs)
        return
      waitsUntil = time + milliseconds
      show(() => `waiting ${Math.ceil(milliseconds / 1000)} s ${why}`, true)
    },
    clear() {
      if (visible) stream.write(eraseLine)
      visible = false
    },
  }
}

function bar(done: number, total: number): string {
  const filled = total === 0 ? barWidth : Math.floor((done / total) * barWidth)
  return `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}]`
}

function pace(done: number, total: number, elapsedMs: number): string {
  if (done === 0 || elapsedMs < 1000) return ''
  const perSecond = (done * 1000) / elapsedMs
  return `, ${perSecond.toFixed(perSecond < 10 ? 1 : 0)}/s, ${Math.ceil((total - done) / perSecond)} s left`
}
