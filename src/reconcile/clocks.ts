import type { Blocked } from '../model/change.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { ServerTime } from '../model/server-time.ts'

/** If two clocks differ by more than this, one of them is wrong. */
const toleranceMs = 5 * 60_000

/** The time of this machine and that of the server, in milliseconds since 1970. */
export interface Clocks {
  readonly here: number
  /** Absent if the server's answers have no `Date` header. */
  readonly server?: number
}

/**
 * Whether a moment has come. `disputed`: one clock says so, but the other one differs too much or is not known.
 */
export type Arrival = 'to-come' | 'come' | 'disputed'

/** @param now the time of this machine when the run began; a later answer of the server is more exact */
export function clocksOf(now: Date, seen: ServerTime | undefined): Clocks {
  if (seen === undefined) return { here: now.getTime() }
  return { ...seen, here: Math.max(now.getTime(), seen.here) }
}

/** Whether both clocks are known and differ by no more than `toleranceMs`. */
function doAgree({ here, server }: Clocks): boolean {
  return server !== undefined && Math.abs(here - server) <= toleranceMs
}

/** The server's time, because all machines share it; this machine's if the server tells none. */
export function timeOf({ here, server }: Clocks): number {
  return server ?? here
}

/**
 * If the clocks agree, the server's decides, so that all machines decide the same. If they do not, a moment that one of them says has come
 * is disputed.
 *
 * @param moment milliseconds since 1970; an unreadable one (`NaN`) never comes
 * @param past a time that the server has recorded itself, so it must be later now
 */
export function arrivalOf(moment: number, clocks: Clocks, past = Number.NEGATIVE_INFINITY): Arrival {
  if (doAgree(clocks)) return timeOf(clocks) >= moment ? 'come' : 'to-come'
  return Math.max(clocks.here, clocks.server ?? past, past) >= moment ? 'disputed' : 'to-come'
}

/**
 * Whether both clocks are past the moment, however much they differ. Then nothing is created any more, but nothing is removed either.
 */
export function isUndisputed(moment: number, { here, server }: Clocks): boolean {
  return server !== undefined && Math.min(here, server) >= moment
}

/** @param what the open question: `whether its grace is over` */
export function blockedByClocks(what: string, clocks: Clocks): Blocked {
  return { code: 'clock', ...disputeOf(what, clocks) }
}

/** Reason and hint of a dispute, with both times. */
export function disputeOf(what: string, { here, server }: Clocks): { readonly reason: string; readonly hint: string } {
  if (server === undefined) {
    return {
      reason: `it is uncertain ${what}: it is ${timeText(here)} here, and no answer of the server says what time it is there`,
      hint: 'every answer of Kratos has a Date header: let it pass through the proxies in front of it',
    }
  }
  return {
    reason: `it is uncertain ${what}: it is ${timeText(here)} here, and ${timeText(server)} on the server`,
    hint: 'set the clock that is wrong',
  }
}

/** Warns even if no decision depends on time: a later one will, and the days in messages come from a clock. */
export function clockWarnings(clocks: Clocks): Diagnostic[] {
  if (clocks.server === undefined || doAgree(clocks)) return []
  const { reason: summary, hint } = disputeOf('what day it is', clocks)
  return [{ severity: 'warning', code: 'IDC592', summary, hint }]
}

/** ISO time without milliseconds: `2026-11-28T00:41:48Z`. */
function timeText(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}
