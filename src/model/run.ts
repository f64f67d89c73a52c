import type { ExitName } from '../errors.ts'
import type { Action } from './change.ts'
import type { IdentityKey } from './identity.ts'
import type { Outcome, OutcomeKind } from './report.ts'

/** How an interrupt was meant: start nothing more, or give up what is under way as well. */
export type InterruptLevel = 'stop' | 'abort'

/** What a run is: one command that executes a plan. */
export interface RunHeader {
  /** Sorts by time: `20261124T143000.123Z-1a2b3c`. */
  readonly run: string
  readonly idctl_version: string
  readonly command: string
  readonly target: string
  readonly workspace: string
  /** RFC 3339, UTC. */
  readonly started_at: string
  /** Of the plan file that it was given. */
  readonly plan_digest?: string
  /** Executed with `--mask`: keys and ids in it are pseudonyms. */
  readonly masked?: true
}

/** A change whose first write is about to be sent. */
export interface StartedChange {
  readonly key: IdentityKey
  readonly action: Action
  /** A creation has none yet. */
  readonly id?: string
}

/** One change as a journal tells it, in the order in which they started or ended. Never a value of the person's. */
export interface RunChange extends StartedChange {
  /** Absent: the journal ends while it was under way, so it may or may not have happened. */
  readonly outcome?: OutcomeKind
  /** By which Kratos' own log can be searched. */
  readonly request_id?: string
}

/** A run as its journal tells it, without its changes. */
export interface RunSummary extends RunHeader {
  readonly counts: Readonly<Record<OutcomeKind, number>>
  readonly under_way: number
  readonly interrupted?: InterruptLevel
  /** Absent: killed, or still running. */
  readonly end?: { readonly at: string; readonly exit: ExitName; readonly why?: string }
  /** Records that could not be written, and lines that cannot be read: what they would tell is not known. */
  readonly missing: number
}

export interface RunStory extends RunSummary {
  readonly changes: readonly RunChange[]
}

/** A file between the journals that tells nothing, and why. */
export interface UnreadableRun {
  readonly run: string
  readonly problem: string
}

/** Where an execution tells what it does. Nothing of it throws: a run does not depend on being written down. */
export interface RunLog {
  start(change: StartedChange): void
  outcome(outcome: Outcome): void
  interrupted(level: InterruptLevel): void
  /** The last word; `why`: the server went away in the middle. */
  end(exit: ExitName, why?: string): void
}
