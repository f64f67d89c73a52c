import type { Action } from './change.ts'
import type { ExitName } from './exit-codes.ts'
import type { IdentityKey } from './identity.ts'
import type { Outcome, OutcomeKind } from './report.ts'
import type { Shard, ShardOfPlan } from './shard.ts'

/** `stop`: start no more changes; `abort`: also give up the changes in progress. */
export type InterruptLevel = 'stop' | 'abort'

/** Describes a run: one command that executes a plan. */
export interface RunHeader {
  /** Sorts by time: `20261124T143000.123Z-1a2b3c`. */
  readonly run: string
  readonly idctl_version: string
  readonly command: string
  readonly target: string
  readonly workspace: string
  /** RFC 3339, UTC. */
  readonly started_at: string
  /** Digest of the plan file, when the command was given one. */
  readonly plan_digest?: string
  /** Full hash of the commit that the plan was made from. */
  readonly commit?: string
  /** Absent when it executed the whole plan. */
  readonly shard?: Shard
  /** The run used `--mask`: keys and ids in its journal are pseudonyms. */
  readonly masked?: true
}

/** What a report tells of its run besides the outcomes. */
export interface RunFacts {
  /** Absent for a run without a journal. */
  readonly run?: string
  /** Name of the command. */
  readonly command: string
  readonly milliseconds: number
  /** Absent when it executed the whole plan. */
  readonly shard?: ShardOfPlan
}

/** A change whose first write is about to be sent. */
export interface StartedChange {
  readonly key: IdentityKey
  readonly action: Action
  /** An update that makes the person inactive. */
  readonly disables?: true
  /** Absent for a creation. */
  readonly id?: string
}

/** One change as a journal records it, in the order in which they started or ended. Holds no values of the identity. */
export interface RunChange extends StartedChange, Pick<Outcome, 'origin' | 'code' | 'waits'> {
  /** Absent when the journal ends before the change did: the change may or may not have been made. */
  readonly outcome?: OutcomeKind
  /** To search Kratos' log for. */
  readonly request_id?: string
}

/** A run as its journal records it, without its changes. */
export interface RunSummary extends RunHeader {
  readonly counts: Readonly<Record<OutcomeKind, number>>
  readonly under_way: number
  readonly interrupted?: InterruptLevel
  /** Absent when the run was killed or is still running. */
  readonly end?: { readonly at: string; readonly exit: ExitName; readonly why?: string }
  /** Number of records that could not be written and of lines that cannot be read. */
  readonly missing: number
}

export interface RunStory extends RunSummary {
  readonly changes: readonly RunChange[]
}

/** A file in the journal folder that cannot be read as a journal, and why. */
export interface UnreadableRun {
  readonly run: string
  readonly problem: string
}

/** Records what a run does. No method throws: a run goes on when its journal cannot be written. */
export interface RunLog {
  start(change: StartedChange): void
  outcome(outcome: Outcome): void
  interrupted(level: InterruptLevel): void
  /** Writes the last record; `why`: how the server became unavailable during the run. */
  end(exit: ExitName, why?: string): void
}
