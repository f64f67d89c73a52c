import type { Blocked } from '../model/change.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { ServerTime } from '../model/server-time.ts'

/** Further apart than this, one of two clocks is wrong. */
const toleranceMs = 5 * 60_000

/** What time it is, by this machine and by the server. Milliseconds since 1970. */
export interface Clocks {
  readonly here: number
  /** Absent: its answers have no `Date`. */
  readonly server?: number
}

/**
 * Whether a moment has come. `disputed`: somebody's clock says so, and it cannot be believed, because the other's is far from it
 * or is not known.
 */
export type Arrival = 'to-come' | 'come' | 'disputed'

/** @param now Of this machine when the run began; an answer that came since tells more. */
export function clocksOf(now: Date, seen: ServerTime | undefined): Clocks {
  if (seen === undefined) return { here: now.getTime() }
  return { ...seen, here: Math.max(now.getTime(), seen.here) }
}

/** Whether both clocks are known and tell the same, as far as clocks do. */
function doAgree({ here, server }: Clocks): boolean {
  return server !== undefined && Math.abs(here - server) <= toleranceMs
}

/** The server's time, which all machines share; this machine's where there is none. */
export function timeOf({ here, server }: Clocks): number {
  return server ?? here
}

/**
 * Where the clocks agree the server's decides, so that two machines decide the same. Where they do not, it takes one that
 * says so for a dispute, and none decides.
 *
 * @param moment Milliseconds since 1970; one that cannot be read (`NaN`) never comes.
 * @param past A time that the server itself has written down: it is later than that.
 */
export function arrivalOf(moment: number, clocks: Clocks, past = Number.NEGATIVE_INFINITY): Arrival {
  if (doAgree(clocks)) return timeOf(clocks) >= moment ? 'come' : 'to-come'
  return Math.max(clocks.here, clocks.server ?? past, past) >= moment ? 'disputed' : 'to-come'
}

/**
 * Whether both clocks are past the moment, however far apart they are: nothing is created for it any more, but nothing
 * is removed for it either.
 */
export function isUndisputed(moment: number, { here, server }: Clocks): boolean {
  return server !== undefined && Math.min(here, server) >= moment
}

/** @param what What cannot be told: `whether its grace is over`. */
export function blockedByClocks(what: string, clocks: Clocks): Blocked {
  return { code: 'clock', ...disputeOf(what, clocks) }
}

/** The same in words, with the two times. */
export function disputeOf(what: string, { here, server }: Clocks): { readonly reason: string; readonly hint: string } {
  if (server === undefined) {
    return {
      reason: `${what} cannot be told: it is ${timeText(here)} here, and no answer of the server says what time it is there`,
      hint: 'every answer of Kratos has a Date header: let it pass through the proxies in front of it',
    }
  }
  return {
    reason: `${what} cannot be told: it is ${timeText(here)} here, and ${timeText(server)} on the server`,
    hint: 'set the clock that is wrong',
  }
}

/** Also where nothing is decided by time: it will be one day, and days in messages are by a clock. */
export function clockWarnings(clocks: Clocks): Diagnostic[] {
  if (clocks.server === undefined || doAgree(clocks)) return []
  const { reason: summary, hint } = disputeOf('what day it is', clocks)
  return [{ severity: 'warning', code: 'IDC592', summary, hint }]
}

/** To the second: `2026-11-28T00:41:48Z`. */
function timeText(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}
