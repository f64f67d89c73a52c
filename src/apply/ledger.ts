import { IdctlError, ServerUnavailable } from '../errors.ts'
import type { Change, UpdateChange } from '../model/change.ts'
import type { IdentityKey } from '../model/identity.ts'
import { noOutcomes } from '../model/outcome-counts.ts'
import type { Outcome, Report } from '../model/report.ts'
import { type ApplyContext, ChangeEnds, type Ending, type Standing } from './context.ts'
import { rememberOutcome } from './remember.ts'

/** Shown for a bug in the place of its message, which may quote data. */
export const ownFailure = 'idctl itself failed'

/** Whether a change may start, must wait for one that has not ended, or never can. */
export type Readiness = 'ready' | 'waits' | { readonly never: string }

const interrupted = 'not started: interrupted'

/** The person is left at a temporary value: that must not look like a change that merely did not start. */
function asStranded(ending: Ending): Ending {
  if (ending.outcome === 'done' || ending.outcome === 'already-done') return ending
  return {
    ...ending,
    outcome: 'failed',
    reason: `stands aside at a temporary value: ${ending.reason ?? ending.outcome}`,
    hint: 'the mark keeps what is to come: plan and apply again',
  }
}

/** Keeps the outcomes of a run, and knows whether anything may still start. */
export class Ledger {
  readonly #context: ApplyContext
  readonly #outcomes: Outcome[] = []
  readonly #succeeded = new Map<IdentityKey, boolean>()
  readonly #asides = new Map<IdentityKey, Standing | 'failed'>()
  /** Those whose first write is sent or about to be, and whether one had an effect or may have had. */
  readonly #started = new WeakMap<Change, { hasEffect: boolean }>()
  #failures = 0
  #halted: string | undefined
  #unavailable: ServerUnavailable | undefined
  #bug: { readonly error: unknown } | undefined

  constructor(context: ApplyContext) {
    this.#context = context
  }

  /** A write of the change is about to be sent. */
  start(change: Change): void {
    if (this.#started.has(change)) return
    this.#started.set(change, { hasEffect: false })
    const { key, action } = change
    this.#context.onStart?.({ key, action, ...idOf(change) })
  }

  /** A write of these changes was not plainly refused. */
  noteEffect(changes: readonly Change[]): void {
    for (const change of changes) this.#started.set(change, { hasEffect: true })
  }

  /** Notes the outcome of a change: exactly one each. */
  settle(change: Change, end: Ending): void {
    const stands = this.#asides.get(change.key) === 'aside' && 'aside' in change && change.aside !== undefined
    const ending = stands ? asStranded(end) : end
    const outcome: Outcome = {
      key: change.key,
      action: change.action,
      ...idOf(change),
      ...(change.origin === undefined ? {} : { origin: change.origin }),
      ...(change.blocked?.orphan ? { orphan: true } : {}),
      ...ending,
    }
    this.#outcomes.push(outcome)
    if (outcome.outcome === 'failed') this.#failures += 1
    this.noteEnd(change.key, outcome.outcome === 'done' || outcome.outcome === 'already-done')
    rememberOutcome(this.#context.inventory, change, outcome.outcome)
    this.#context.onOutcome(outcome)
  }

  /** A change without an outcome of its own (nothing to write) has ended too. */
  noteEnd(key: IdentityKey, succeeded: boolean): void {
    this.#succeeded.set(key, succeeded && this.#succeeded.get(key) !== false)
  }

  /** Runs the first half of a change in a swap; if that fails, the change has ended. Never throws. */
  async runAside(change: UpdateChange, work: () => Promise<Standing | Ending>): Promise<void> {
    const stopped = this.stopReason()
    const skipped: Ending = { outcome: 'skipped', reason: stopped ?? '' }
    const ended = (error: unknown) => this.endingOf(error, [change])
    const result = stopped === undefined ? await work().catch(ended) : skipped
    this.#asides.set(change.key, typeof result === 'string' ? result : 'failed')
    if (typeof result !== 'string') this.settle(change, result)
  }

  /** The move aside failed, and the change with it. */
  endedAside(change: Change): boolean {
    return 'aside' in change && change.aside !== undefined && this.#asides.get(change.key) === 'failed'
  }

  readiness(change: Change): Readiness {
    for (const key of change.after_aside ?? []) {
      if (this.#asides.get(key) === 'failed') return { never: `needs "${key}" to move aside, which was not done` }
      if (!this.#asides.has(key)) return 'waits'
    }
    for (const key of change.after ?? []) {
      if (this.#succeeded.get(key) === false) return { never: `needs the change of "${key}", which was not done` }
    }
    return (change.after ?? []).every((key) => this.#succeeded.has(key)) ? 'ready' : 'waits'
  }

  /** Why nothing further may start; `undefined` while it may. */
  stopReason(): string | undefined {
    const { stop, abort, maxFailures, inventory } = this.#context
    if (this.#halted !== undefined) return `not started: ${this.#halted}`
    if (inventory?.failure !== undefined) return `not started: ${inventory.failure.message}`
    if (stop.aborted || abort.aborted) return interrupted
    if (maxFailures === undefined || this.#failures < Math.max(1, maxFailures)) return undefined
    return `not started: the limit of ${maxFailures} failures was reached`
  }

  /** Lets what is under way finish and starts nothing more. The first reason stays. */
  halt(reason: string): void {
    this.#halted ??= reason
  }

  /** Whether the first interrupt ended a wait: what is given up so was not sent. */
  isStopped(error: unknown): boolean {
    const { stop } = this.#context
    return stop.aborted && error === stop.reason
  }

  /** How changes end whose next write was not sent any more. */
  givenUp(changes: readonly Change[]): Ending {
    if (!changes.some((change) => this.#started.get(change)?.hasEffect)) {
      return { outcome: 'skipped', reason: interrupted }
    }
    return { outcome: 'failed', reason: 'interrupted before it was finished', hint: 'plan again' }
  }

  /** Runs one change to its outcome, unless nothing may start any more. Never throws. */
  async run(change: Change, work: () => Promise<Ending>): Promise<void> {
    const stopped = this.stopReason()
    if (stopped !== undefined) return this.settle(change, { outcome: 'skipped', reason: stopped })
    this.settle(change, await work().catch((error: unknown) => this.endingOf(error, [change])))
  }

  /** The outcome that a throw stands for. Our own bugs stop the run and are thrown once everything has ended. */
  endingOf(error: unknown, changes: readonly Change[] = []): Ending {
    if (error instanceof ChangeEnds) return error.ending
    if (this.isStopped(error)) return this.givenUp(changes)
    if (this.#context.abort.aborted) {
      return { outcome: 'failed', reason: 'aborted while it was under way', hint: 'plan again to see its effect' }
    }
    if (error instanceof IdctlError) {
      const { message: reason, hint } = this.outageOf(error)
      return { outcome: 'failed', reason, ...(hint === undefined ? {} : { hint }) }
    }
    this.#bug ??= { error }
    this.halt(ownFailure)
    return { outcome: 'failed', reason: ownFailure }
  }

  /**
   * Where the server is gone nothing more starts. It is told once, however many meet it: the others would only tell it some
   * seconds later.
   */
  outageOf(error: IdctlError): IdctlError {
    if (!(error instanceof ServerUnavailable)) return error
    this.#unavailable ??= error
    this.halt(this.#unavailable.message)
    return this.#unavailable
  }

  /** @throws whatever was our own bug on the way */
  report(): Report {
    if (this.#bug !== undefined) throw this.#bug.error
    const counts = noOutcomes()
    for (const { outcome } of this.#outcomes) counts[outcome] += 1
    const { stop, abort } = this.#context
    const report = {
      outcomes: this.#outcomes,
      counts,
      interrupted: stop.aborted || abort.aborted,
      ...(this.#unavailable && { unavailable: this.#unavailable.message }),
    }
    return abort.aborted ? { ...report, aborted: true } : report
  }
}

function idOf(change: Change): { id?: string } {
  return 'id' in change && change.id !== undefined ? { id: change.id } : {}
}
