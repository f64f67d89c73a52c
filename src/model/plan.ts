import type { Change } from './change.ts'
import type { GuardName, WayIn } from './change-codes.ts'
import type { TreeState } from './checkout.ts'
import type { Diagnostic, SourceLocation } from './diagnostic.ts'
import type { LiveFacts } from './drift.ts'
import type { IdentityKey, IdentityState } from './identity.ts'
import type { JsonPointer } from './json.ts'

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

/** Of a plan without anybody in it. */
export const noChanges: PlanSummary = {
  create: 0,
  update: 0,
  adopt: 0,
  release: 0,
  disable: 0,
  delete: 0,
  blocked: 0,
  drifted: 0,
  observed: 0,
  unchanged: 0,
  unmanaged: 0,
}

/** How many changes a plan would execute. */
export function plannedChanges({ create, update, adopt, release, disable, delete: deletions }: PlanSummary): number {
  return create + update + adopt + release + disable + deletions
}

/** Consent by number: at most that many. Absent = none. */
export type Consents = Readonly<Partial<Record<GuardName, number>>>

/** What a guard lets pass: max(floor, min(cap, ⌊percent × managed / 100⌋)). */
export interface GuardLimit {
  readonly percent: number
  readonly floor: number
  /** A share of many is many: the most that `percent` may come to. Absent = no bound. */
  readonly cap?: number
}

export type GuardLimits = Readonly<Record<GuardName, GuardLimit>>

export interface GuardVerdict {
  readonly guard: GuardName
  readonly count: number
  readonly limit: number
  /** What sets the limit, for the message: `guards.removals: 5 % of 60 managed, at least 3`. */
  readonly rule: string
  readonly consent?: number
  readonly tripped: boolean
  /** Of `removals`: where everybody goes. */
  readonly lost_places?: readonly LostPlace[]
}

/** A file or folder that several people came from, who are all to be removed at once. */
export interface LostPlace {
  readonly place: string
  readonly people: number
}

/** The files that a plan was made from. */
export interface MadeFrom {
  /** Full hash of HEAD. */
  readonly commit: string
  /** Of idctl.yaml, documents, schemas and the files that they refer to; absent where git did not tell. */
  readonly tree?: TreeState
}

/** What was asked for. */
export interface PlanHead {
  readonly target: string
  readonly workspace: string
  /** `--only` as given. */
  readonly selection?: string
  /** `--write-credentials` as given: adopted identities whose credentials the files may write. */
  readonly write_credentials?: readonly IdentityKey[]
  readonly consents: Consents
}

export interface Plan extends PlanHead {
  /** Absent: from no git checkout. */
  readonly made_from?: MadeFrom
  /** Ids of a few people whom the plan saw and does not remove: a server that has none of them is another one. */
  readonly witness?: readonly string[]
  readonly summary: PlanSummary
  /** In order of execution. */
  readonly changes: readonly Change[]
  readonly guards: readonly GuardVerdict[]
  /** Our marks in the whole listing, by which guards have their shares. */
  readonly managed?: number
  /** Warnings: with an error there is no plan. */
  readonly diagnostics: readonly Diagnostic[]
  /** Traits in the changes, and the objects above them, whose names an identity schema declares: no names of people. */
  readonly declared?: readonly JsonPointer[]
  /** `--ways-in`: every identity that a document or a mark of ours speaks of. Only shown, never in a plan file. */
  readonly access?: readonly Access[]
  /** For `judgeDrift`, where a plan was made for it. Never in a plan file. */
  readonly drift?: LiveFacts
}

/** A plan, or why there is none. */
export type Planned = { readonly ok: true; readonly plan: Plan } | NoPlan

/** Something is wrong: nothing is known of what would have to be done. */
export interface NoPlan {
  readonly ok: false
  readonly head: PlanHead
  /** With an error among them. */
  readonly diagnostics: readonly Diagnostic[]
}

/** How the person of one identity can sign in, as far as a listing without secrets tells. */
export interface Access {
  readonly key: IdentityKey
  /** Absent for one that is to be created. */
  readonly id?: string
  readonly origin: SourceLocation
  /** Nobody signs in to an inactive one. */
  readonly state: IdentityState
  readonly way_in: readonly WayIn[]
  /** Ways that may be there or not: only reading secrets would tell. */
  readonly not_known: readonly WayIn[]
}
