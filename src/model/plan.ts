import type { Change, GuardName } from './change.ts'
import type { Diagnostic } from './diagnostic.ts'

export interface PlanSummary {
  readonly create: number
  readonly update: number
  readonly adopt: number
  readonly release: number
  readonly disable: number
  readonly delete: number
  readonly blocked: number
  /** Changes with at least one leaf that moved live; overlaps `update`. */
  readonly drifted: number
  /** Identities with an observed difference. */
  readonly observed: number
  readonly unchanged: number
  /** Live identities without our mark that no document claims. */
  readonly unmanaged: number
}

/** Consent by number: at most that many. Absent = none. */
export type Consents = Readonly<Partial<Record<GuardName, number>>>

export interface GuardVerdict {
  readonly guard: GuardName
  readonly count: number
  readonly limit: number
  /** What sets the limit, for the message: `guards.removals of idctl.yaml: 5 % of 60, at least 3`. */
  readonly rule: string
  readonly consent?: number
  readonly tripped: boolean
}

export interface Plan {
  readonly target: string
  readonly workspace: string
  /** `--only` as given. */
  readonly selection?: string
  readonly consents: Consents
  readonly summary: PlanSummary
  /** In order of execution. */
  readonly changes: readonly Change[]
  readonly guards: readonly GuardVerdict[]
  readonly diagnostics: readonly Diagnostic[]
}
