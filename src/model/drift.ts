import type { CalendarDay } from './calendar-day.ts'
import type { Change, FieldChange } from './change.ts'
import type { SourceLocation } from './diagnostic.ts'
import type { IdentityKey } from './identity.ts'
import type { JsonPointer } from './json.ts'

/**
 * Who can have made a difference, as far as the leaf tells (Kratos does not record who wrote): the person in self-service,
 * or only somebody with the admin API; and what can be wrong with an identity as a whole.
 */
export const driftKinds = ['person', 'tool', 'missing', 'unmarked', 'unmanaged'] as const
export type DriftKind = (typeof driftKinds)[number]

/** Drift of a whole identity that has a key, as a baseline names it. */
export const wholeDrifts = ['missing', 'unmarked', 'reactivated'] as const
export type WholeDrift = (typeof wholeDrifts)[number]

/** Stands for what live holds: a pseudonym under the id and the salt of the identity, so that nobody looks it up in a baseline. */
export type LiveDigest = string

/** What drift has to know of live beside the changes. Never in a plan file. */
export interface LiveFacts {
  /** All live identities, and our marks among them. */
  readonly live: number
  readonly managed: number
  readonly moved: readonly MovedIdentity[]
  /** Live identities without our mark that no document claims; only when asked for. */
  readonly unmanaged?: readonly UnmanagedIdentity[]
}

export interface MovedIdentity extends LiveDigests {
  readonly id: string
  /** What baselines of an earlier idctl have: under the id alone. Absent where there is no salt. */
  readonly former?: LiveDigests
}

export interface LiveDigests {
  readonly leaves: Readonly<Record<JsonPointer, LiveDigest>>
  readonly whole?: LiveDigest
}

export interface UnmanagedIdentity {
  readonly id: string
  /** It carries the mark of another workspace. */
  readonly foreign?: true
}

/** What an entry of a baseline is about. Without `live` it accepts whatever live holds there. */
export type DriftSubject =
  | { readonly key: IdentityKey; readonly path: JsonPointer; readonly live?: LiveDigest }
  | { readonly key: IdentityKey; readonly kind: WholeDrift; readonly live?: LiveDigest }
  | { readonly id: string }

/** Who says that a difference may stay, why, and until when (that day included). */
export interface DriftAcceptance {
  readonly owner: string
  readonly reason: string
  readonly expires: CalendarDay
}

export interface BaselineEntry {
  readonly subject: DriftSubject
  readonly acceptance: DriftAcceptance
  /** Its place in the list, from 0. */
  readonly index: number
  readonly at: SourceLocation
}

/** What the baseline says of one difference. */
export type Verdict =
  | { readonly kind: 'open' }
  /** `outdated`: something else was accepted, and live is no longer that. */
  | { readonly kind: 'accepted' | 'expired' | 'outdated'; readonly entry: BaselineEntry }

/** One difference. Observed ones count only when asked for. */
export interface DriftItem {
  readonly kind: DriftKind
  readonly subject: DriftSubject
  /** Absent for an identity as a whole. */
  readonly field?: FieldChange
  readonly observed?: true
  readonly counts: boolean
  readonly verdict: Verdict
}

export interface DriftedIdentity {
  /** What would bring live back. */
  readonly change: Change
  readonly items: readonly DriftItem[]
  /** Of what counts and is not accepted. */
  readonly kinds: readonly DriftKind[]
}

export interface DriftedUnmanaged extends UnmanagedIdentity {
  readonly item: DriftItem
}

export interface DriftCounts {
  /** Identities with drift outside the baseline. */
  readonly drifted: number
  /** The same by kind; one identity can be of several. */
  readonly kinds: Readonly<Record<DriftKind, number>>
  /** Identities whose drift is accepted, all of it. */
  readonly accepted: number
  /** Identities with an observed difference. */
  readonly observed: number
  /** Changes that wait for the next apply and are not drift. */
  readonly pending: number
  /** Managed identities among all that are live, in whole per cent; 100 means all. */
  readonly coverage: number
}

/** What moved live since the last apply, judged against a baseline. */
export interface DriftView {
  /** In the order of the plan. */
  readonly identities: readonly DriftedIdentity[]
  readonly unmanaged: readonly DriftedUnmanaged[]
  readonly counts: DriftCounts
  /** Entries of the baseline that match nothing, as far as this run could tell. */
  readonly unmatched: readonly BaselineEntry[]
}

/** What became of a baseline file. */
export interface BaselineUpdate {
  readonly file: string
  readonly added: readonly DriftSubject[]
  readonly dropped: readonly { readonly entry: BaselineEntry; readonly why: string }[]
  readonly kept: readonly BaselineEntry[]
}
