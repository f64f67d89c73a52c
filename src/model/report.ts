import type { Action } from './change.ts'
import type { BlockedCode } from './change-codes.ts'
import type { SourceLocation } from './diagnostic.ts'
import type { EndingCode } from './endings.ts'
import type { IdentityKey } from './identity.ts'
import type { JsonPointer } from './json.ts'

/** Result of one change. */
export type OutcomeKind =
  | 'done'
  /** Live was already as the change wants it. */
  | 'already-done'
  /** Live is no longer what the plan saw; nothing was written. */
  | 'moved'
  | 'failed'
  /** Never started: a change that it needs failed, the failure limit was reached, or the run was interrupted. */
  | 'skipped'
  | 'blocked'

/** Why a change did not come to its good end: of the table of endings, or why the plan had blocked it. */
export type OutcomeCode = EndingCode | BlockedCode

export interface Outcome {
  readonly key: IdentityKey
  readonly action: Action
  readonly outcome: OutcomeKind
  readonly id?: string
  readonly origin?: SourceLocation
  /** With every outcome but `done` and `already-done`, and with these where something `waits`. */
  readonly code?: OutcomeCode
  /** Kratos' own words, or ours; never a secret or a trait value beyond what Kratos' reason holds. */
  readonly reason?: string
  readonly hint?: string
  /** Pointers in the file that Kratos' reason is about, when it names them. */
  readonly paths?: readonly JsonPointer[]
  readonly request_id?: string
  /** Done, but for leaves that wait (`waits` of the change): `code` says why, and the run is not complete. */
  readonly waits?: true
  /** A blocked orphan: it stays, and does not make the run incomplete. */
  readonly orphan?: true
}

/** What went wrong beside the changes themselves. */
export interface RunProblem {
  readonly message: string
  readonly hint?: string
}

export interface Report {
  readonly outcomes: readonly Outcome[]
  /** The run is not complete, whatever became of its changes. Absent = none. */
  readonly problems?: readonly RunProblem[]
  readonly counts: Readonly<Record<OutcomeKind, number>>
  readonly interrupted: boolean
  /** The server went away in the middle: since when, and how. Nothing more was started then. */
  readonly unavailable?: string
  /** Interrupted twice: what was under way was given up as well. */
  readonly aborted?: true
}
