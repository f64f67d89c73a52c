import type { Action } from './change.ts'
import { type BlockedCode, blockedCodes } from './change-codes.ts'
import type { SourceLocation } from './diagnostic.ts'
import { type EndingCode, endings } from './endings.ts'
import type { IdentityKey } from './identity.ts'
import type { JsonPointer } from './json.ts'

/** Result of one change. */
export type OutcomeKind =
  | 'done'
  /** Live already had what the change wants. */
  | 'already-done'
  /** Live is no longer what the plan saw; nothing was written. */
  | 'moved'
  | 'failed'
  /** Not started: a change that it depends on failed, the failure limit was reached, or the run was interrupted. */
  | 'skipped'
  | 'blocked'

/** Why a change was not completed: a code of `endings`, or the code with which the plan blocked it. */
export type OutcomeCode = EndingCode | BlockedCode

export const outcomeCodes: ReadonlySet<string> = new Set<OutcomeCode>([
  ...(Object.keys(endings) as EndingCode[]),
  ...blockedCodes,
])

export function isOutcomeCode(code: string): code is OutcomeCode {
  return outcomeCodes.has(code)
}

export interface Outcome {
  readonly key: IdentityKey
  readonly action: Action
  /** An update that makes the person inactive. */
  readonly disables?: true
  readonly outcome: OutcomeKind
  readonly id?: string
  readonly origin?: SourceLocation
  /** Present unless the outcome is `done` or `already-done` without `waits`. */
  readonly code?: OutcomeCode
  /** Kratos' reason or our text. Holds no secret, and no trait value except those in Kratos' reason. */
  readonly reason?: string
  readonly hint?: string
  /** The document's pointers that Kratos' reason names. */
  readonly paths?: readonly JsonPointer[]
  readonly request_id?: string
  /** Done except for leaves that wait (`UpdateChange.waits`): `code` says why, and the run is not complete. */
  readonly waits?: true
  /** A blocked orphan: it stays, and the run still counts as complete. */
  readonly orphan?: true
}

/** A problem of the run that belongs to no change. */
export interface RunProblem {
  readonly message: string
  readonly hint?: string
}

export interface Report {
  readonly outcomes: readonly Outcome[]
  /** Any problem makes the run incomplete, even when all changes are done. Absent = none. */
  readonly problems?: readonly RunProblem[]
  readonly counts: Readonly<Record<OutcomeKind, number>>
  readonly interrupted: boolean
  /** Why the server became unavailable during the run, and since when. No change was started after that. */
  readonly unavailable?: string
  /** Interrupted twice: the changes in progress were aborted as well. */
  readonly aborted?: true
}
