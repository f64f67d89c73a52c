import type { Change } from './change.ts'
import type { GuardName, WayIn } from './change-codes.ts'
import type { TreeState } from './checkout.ts'
import type { Diagnostic, SourceLocation } from './diagnostic.ts'
import type { LiveFacts } from './drift.ts'
import type { IdentityKey, IdentityState } from './identity.ts'
import type { JsonPointer } from './json.ts'
import type { RuleVerdict } from './rule.ts'

export interface PlanSummary {
  readonly create: number
  readonly update: number
  readonly adopt: number
  readonly release: number
  readonly disable: number
  readonly delete: number
  readonly blocked: number
  /** Changes with at least one drifted leaf; they are also counted under their action. */
  readonly drifted: number
  /** Identities with an observed difference. */
  readonly observed: number
  readonly unchanged: number
  /** People of the unchanged whose marks have a former origin, which their next write renews. Absent = none. */
  readonly former_origins?: number
  /** Live identities without this workspace's mark that no document claims. */
  readonly unmanaged: number
}

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

/** Guard → the count up to which the user consents. Absent = no consent. */
export type Consents = Readonly<Partial<Record<GuardName, number>>>

/** The most that a guard allows: max(floor, min(cap, ⌊percent × managed / 100⌋)). */
export interface GuardLimit {
  readonly percent: number
  readonly floor: number
  /** Upper bound of the share, because a per cent of many identities is a lot. Absent = no bound. */
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
  /** For `removals`: files and folders that lose all their people. */
  readonly lost_places?: readonly LostPlace[]
}

/** A file or folder whose people, several of them, would all be removed by one plan. */
export interface LostPlace {
  readonly place: string
  readonly people: number
}

/** The files that a plan was made from. */
export interface MadeFrom {
  /** Full hash of HEAD. */
  readonly commit: string
  /** State of idctl.yaml, documents, schemas and the files that they refer to; absent when git could not say. */
  readonly tree?: TreeState
  /** The branch that was checked out; absent when none was. */
  readonly branch?: string
  /** Their contents, to compare them with those of another commit; absent when some are outside the checkout. Never shown. */
  readonly files?: FilesOfPlan
}

/** What a plan was made from, so that the same files can be found in another commit. Paths start at the root of the checkout, with `/`. */
export interface FilesOfPlan {
  /** Of the paths and git's hashes of all files. */
  readonly digest: string
  /** All files below these that documents are read from. */
  readonly folders: readonly string[]
  /** The other files: idctl.yaml, schemas, and what documents refer to. */
  readonly others: readonly string[]
}

/** The request that a plan answers. */
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
  /** Absent when the files are in no git checkout. */
  readonly made_from?: MadeFrom
  /** Ids of a few identities that the plan keeps: a server that has none of them is not the one that was planned for. */
  readonly witness?: readonly string[]
  readonly summary: PlanSummary
  /** In execution order. */
  readonly changes: readonly Change[]
  readonly guards: readonly GuardVerdict[]
  /** What the rules of idctl.yaml said; absent if there are none, and in plans of earlier versions. */
  readonly rules?: readonly RuleVerdict[]
  /** Number of identities with this workspace's mark: guards take their per cent of it. */
  readonly managed?: number
  /** Warnings only: an error prevents a plan. */
  readonly diagnostics: readonly Diagnostic[]
  /** Paths of traits in the changes, and of the objects above them, whose names a schema declares: they name no people. */
  readonly declared?: readonly JsonPointer[]
  /** `--ways-in`: every identity with a document or this workspace's mark. Only for display, never in a plan file. */
  readonly access?: readonly Access[]
  /** Input of `judgeDrift`, when the plan is made for `drift`. Never in a plan file. */
  readonly drift?: LiveFacts
}

/** A plan, or why there is none. */
export type Planned = { readonly ok: true; readonly plan: Plan } | NoPlan

/** Errors prevented a plan, so the necessary changes are unknown. */
export interface NoPlan {
  readonly ok: false
  readonly head: PlanHead
  /** At least one of them is an error. */
  readonly diagnostics: readonly Diagnostic[]
}

/** How the person of one identity can sign in, as far as a listing without secrets shows. */
export interface Access {
  readonly key: IdentityKey
  /** The name by which people know the person, as in a change. */
  readonly display?: string
  /** Absent for an identity that the plan creates. */
  readonly id?: string
  readonly origin: SourceLocation
  /** Nobody can sign in to an inactive identity. */
  readonly state: IdentityState
  readonly way_in: readonly WayIn[]
  /** Ways in that may exist: only reading secrets would tell. */
  readonly not_known: readonly WayIn[]
}
