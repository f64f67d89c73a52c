import { IdctlError, ServerUnavailable } from '../errors.ts'
import type { Change, UpdateChange } from '../model/change.ts'
import { asideOf, idOf, updateDisables, waitsOf } from '../model/change-parts.ts'
import type { IdentityKey } from '../model/identity.ts'
import { noOutcomes } from '../model/outcome-counts.ts'
import { present } from '../model/present.ts'
import type { Outcome, Report } from '../model/report.ts'
import type { ApplyContext } from './context.ts'
import { type BadEnding, ChangeEnds, type Ending, failed, skipped } from './ending.ts'
import { rememberOutcome } from './remember.ts'

/** Shown instead of the message of a bug, because that message may quote data. */
export const ownFailure = failed('own-failure')

/** The result of a move aside. `there`: it was not needed, because a write of the change itself has been done already. */
export type AsideState = 'aside' | 'there'

/** Whether a change may start, must wait for one that has not ended, or never can. */
export type Readiness = 'ready' | 'waits' | { readonly never: BadEnding }

const interrupted = skipped('interrupted-before-start')

/** The ending of a change that leaves its person with a temporary value, so that it does not look like a change that never started. */
function asStranded(ending: Ending): Ending {
  if (!('code' in ending)) return ending
  return { ...ending, ...failed('stands-aside', { cause: ending.reason }) }
}

/** Adds to a good ending why some leaves are not written yet. */
function withWaits(
  ending: Ending,
  change: Change,
): Ending | (Ending & Pick<Outcome, 'waits' | 'code' | 'reason' | 'hint'>) {
  const waits = waitsOf(change)
  if (waits === undefined || 'code' in ending) return ending
  const { code, reason, hint } = waits
  return { ...ending, waits: true, code, reason, ...present({ hint }) }
}

/** Keeps the outcomes of a run, and knows whether anything may still start. */
export class Ledger {
  readonly #context: ApplyContext
  readonly #outcomes: Outcome[] = []
  readonly #succeeded = new Map<IdentityKey, boolean>()
  readonly #asides = new Map<IdentityKey, AsideState | 'failed'>()
  /** The changes whose first write has been or is being sent, and whether a write had, or may have had, an effect. */
  readonly #started = new WeakMap<Change, { hasEffect: boolean }>()
  #failures = 0
  #halted: string | undefined
  #unavailable: ServerUnavailable | undefined
  #bug: { readonly error: unknown } | undefined

  constructor(context: ApplyContext) {
    this.#context = context
  }

  /** Must be called before each write of the change is sent. */
  start(change: Change): void {
    if (this.#started.has(change)) return
    this.#started.set(change, { hasEffect: false })
    const { key, action } = change
    this.#context.onStart?.({ key, action, ...present({ disables: updateDisables(change), id: idOf(change) }) })
  }

  /** Notes that a write of these changes had, or may have had, an effect. */
  noteEffect(changes: readonly Change[]): void {
    for (const change of changes) this.#started.set(change, { hasEffect: true })
  }

  /** Notes the outcome of a change. Must be called exactly once for each. */
  settle(change: Change, end: Ending): void {
    const stands = this.#asides.get(change.key) === 'aside' && asideOf(change) !== undefined
    const ending = stands ? asStranded(end) : end
    const outcome: Outcome = {
      key: change.key,
      action: change.action,
      ...present({ disables: updateDisables(change), id: idOf(change) }),
      ...present({ origin: change.origin, orphan: change.blocked?.orphan }),
      ...withWaits(ending, change),
    }
    this.#outcomes.push(outcome)
    if (outcome.outcome === 'failed') this.#failures += 1
    this.noteEnd(change.key, outcome.outcome === 'done' || outcome.outcome === 'already-done')
    rememberOutcome(this.#context.inventory, change, outcome.outcome)
    this.#context.onOutcome(outcome)
  }

  /** Notes that a change without an outcome (nothing to write) has ended. */
  noteEnd(key: IdentityKey, succeeded: boolean): void {
    this.#succeeded.set(key, succeeded && this.#succeeded.get(key) !== false)
  }

  /** Runs the first half of a change in a swap; if that fails, the change has ended. Never throws. */
  async runAside(change: UpdateChange, work: () => Promise<AsideState | Ending>): Promise<void> {
    const stopped = this.stopReason()
    const ended = (error: unknown) => this.endingOf(error, [change])
    const result = stopped ?? (await work().catch(ended))
    this.#asides.set(change.key, typeof result === 'string' ? result : 'failed')
    if (typeof result !== 'string') this.settle(change, result)
  }

  /** Whether the move aside of the change failed, so that the change has ended. */
  endedAside(change: Change): boolean {
    return asideOf(change) !== undefined && this.#asides.get(change.key) === 'failed'
  }

  readiness(change: Change): Readiness {
    for (const key of change.after_aside ?? []) {
      if (this.#asides.get(key) === 'failed') return { never: skipped('needs-aside-failed', { key }) }
      if (!this.#asides.has(key)) return 'waits'
    }
    for (const key of change.after ?? []) {
      if (this.#succeeded.get(key) === false) return { never: skipped('needs-failed', { key }) }
    }
    return (change.after ?? []).every((key) => this.#succeeded.has(key)) ? 'ready' : 'waits'
  }

  /** Why no further change may start; `undefined` while changes may start. */
  stopReason(): BadEnding | undefined {
    const { stop, abort, maxFailures, inventory } = this.#context
    if (this.#halted !== undefined) return skipped('not-started', { why: this.#halted })
    if (inventory?.failure !== undefined) return skipped('not-started', { why: inventory.failure.message })
    if (stop.aborted || abort.aborted) return interrupted
    if (maxFailures === undefined || this.#failures < Math.max(1, maxFailures)) return undefined
    return skipped('failure-limit', { limit: `${maxFailures}` })
  }

  /** Lets no further change start; changes under way finish. The first reason is kept. */
  halt(reason: string): void {
    this.#halted ??= reason
  }

  /** Whether the error is the first interrupt, which ended a wait: the request that waited was never sent. */
  isStopped(error: unknown): boolean {
    const { stop } = this.#context
    return stop.aborted && error === stop.reason
  }

  /** The ending of changes whose next write was not sent because of an interrupt. */
  givenUp(changes: readonly Change[]): BadEnding {
    if (!changes.some((change) => this.#started.get(change)?.hasEffect)) return interrupted
    return failed('interrupted-unfinished')
  }

  /** Runs one change to its outcome, unless nothing may start any more. Never throws. */
  async run(change: Change, work: () => Promise<Ending>): Promise<void> {
    const stopped = this.stopReason()
    if (stopped !== undefined) return this.settle(change, stopped)
    this.settle(change, await work().catch((error: unknown) => this.endingOf(error, [change])))
  }

  /** The outcome for a thrown error. A bug of idctl stops the run and is thrown once everything has ended. */
  endingOf(error: unknown, changes: readonly Change[] = []): BadEnding {
    if (error instanceof ChangeEnds) return error.ending
    if (this.isStopped(error)) return this.givenUp(changes)
    if (this.#context.abort.aborted) return failed('aborted')
    if (error instanceof IdctlError) {
      const { message, hint } = this.outageOf(error)
      return failed('operation-failed', { message, advice: hint })
    }
    this.#bug ??= { error }
    this.halt(ownFailure.reason)
    return ownFailure
  }

  /**
   * Halts the run if the server is gone. All changes that meet the outage get the error of the first one, because later errors
   * differ only in the time.
   */
  outageOf(error: IdctlError): IdctlError {
    if (!(error instanceof ServerUnavailable)) return error
    this.#unavailable ??= error
    this.halt(this.#unavailable.message)
    return this.#unavailable
  }

  /** @throws a bug of idctl that `endingOf` has met */
  report(): Report {
    if (this.#bug !== undefined) throw this.#bug.error
    const counts = noOutcomes()
    for (const { outcome } of this.#outcomes) counts[outcome] += 1
    const { stop, abort } = this.#context
    const report = {
      outcomes: this.#outcomes,
      counts,
      interrupted: stop.aborted || abort.aborted,
      ...present({ unavailable: this.#unavailable?.message }),
    }
    return abort.aborted ? { ...report, aborted: true } : report
  }
}
