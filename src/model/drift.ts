import type { CalendarDay } from './calendar-day.ts'
import type { Change, FieldChange } from './change.ts'
import type { SourceLocation } from './diagnostic.ts'
import type { IdentityKey } from './identity.ts'
import type { JsonPointer } from './json.ts'
import type { PrivilegedCounts, PrivilegedValues } from './privileged.ts'

/**
 * Who may have caused a difference, judged by the leaf because Kratos does not record writers: the person through
 * self-service, or only a client of the admin API (`tool`). The other kinds are about an identity as a whole.
 */
export const driftKinds = ['person', 'tool', 'missing', 'unmarked', 'unmanaged'] as const
export type DriftKind = (typeof driftKinds)[number]

/** Drift of a whole identity that has a key, as a baseline names it. */
export const wholeDrifts = ['missing', 'unmarked', 'reactivated'] as const
export type WholeDrift = (typeof wholeDrifts)[number]

/** A pseudonym of a live value, keyed with the identity's id and salt so that a baseline does not let anybody guess the value. */
export type LiveDigest = string

/** What drift needs to know about live beyond the changes. Never in a plan file. */
export interface LiveFacts {
  /** Number of live identities; `managed` counts those with this workspace's mark. */
  readonly live: number
  readonly managed: number
  readonly moved: readonly MovedIdentity[]
  /** Present only when requested. */
  readonly unmanaged?: readonly UnmanagedIdentity[]
  /** Ids of those whom a run over a part of the folder compared; absent: everybody. */
  readonly compared?: readonly string[]
}

export interface MovedIdentity extends LiveDigests {
  readonly id: string
  /** The digests of earlier idctl versions, keyed with the id alone. Absent when the identity has no salt. */
  readonly former?: LiveDigests
  /** Leaves that `accept` would refuse to write, for a reason that a change does not tell. Absent: none. */
  readonly refused?: readonly JsonPointer[]
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

/** Who accepts a difference, why, and the last day on which it is accepted. */
export interface DriftAcceptance {
  readonly owner: string
  readonly reason: string
  readonly expires: CalendarDay
}

export interface BaselineEntry {
  readonly subject: DriftSubject
  readonly acceptance: DriftAcceptance
  /** Index in the list, from 0. */
  readonly index: number
  readonly at: SourceLocation
}

/** What the baseline says about one difference. */
export type Verdict =
  | { readonly kind: 'open' }
  /** `outdated`: the entry accepts another live value than the one that live has now. */
  | { readonly kind: 'accepted' | 'expired' | 'outdated'; readonly entry: BaselineEntry }

/** One difference. Differences of `observe` leaves count only on request. */
export interface DriftItem {
  readonly kind: DriftKind
  readonly subject: DriftSubject
  /** Absent for an identity as a whole. */
  readonly field?: FieldChange
  readonly observed?: true
  /** `accept` would not write the live value: a document cannot say it, or it stands where others use it, too. */
  readonly unwritable?: true
  readonly counts: boolean
  readonly verdict: Verdict
  /** With `--min-sightings`: in how many runs in a row it was seen, and how many it takes until it is reported. */
  readonly sightings?: { readonly seen: number; readonly needed: number }
}

/** Whether a difference counts as drift, is not accepted, and was seen often enough. */
export function isOutside(item: DriftItem): boolean {
  return item.counts && item.verdict.kind !== 'accepted' && !isRecent(item)
}

/** Whether a difference was seen too few times to be reported. */
export function isRecent({ sightings }: Pick<DriftItem, 'sightings'>): boolean {
  return sightings !== undefined && sightings.seen < sightings.needed
}

export interface DriftedIdentity {
  /** The planned change that would undo the drift. */
  readonly change: Change
  readonly items: readonly DriftItem[]
  /** Kinds of the items that count and are not accepted. */
  readonly kinds: readonly DriftKind[]
  /** The privileged values that the person has gained and lost in live. Those of the change say what would undo it. */
  readonly privileged?: readonly PrivilegedValues[]
}

export interface DriftedUnmanaged extends UnmanagedIdentity {
  readonly item: DriftItem
}

export interface DriftCounts {
  /** Identities with drift that the baseline does not accept. */
  readonly drifted: number
  /** `drifted` by kind; one identity can count in several. */
  readonly kinds: Readonly<Record<DriftKind, number>>
  /** Identities whose drift is all accepted. */
  readonly accepted: number
  /** Identities whose drift is accepted or recent, and not all of it accepted. */
  readonly recent: number
  /** Identities with an observed difference. */
  readonly observed: number
  /** Changes that wait for the next apply and are not drift. */
  readonly pending: number
  /** Managed identities among all that are live, in whole per cent; 100 means all. */
  readonly coverage: number
}

/** The drift since the last apply, judged against a baseline. */
export interface DriftView {
  /** In the order of the plan. */
  readonly identities: readonly DriftedIdentity[]
  readonly unmanaged: readonly DriftedUnmanaged[]
  readonly counts: DriftCounts
  /** Who gained and lost privileged values in live; absent if nobody did. */
  readonly privileged?: PrivilegedCounts
  /** `--min-sightings`. */
  readonly minSightings?: number
  /** Entries of the baseline that match no difference that this run could see. */
  readonly unmatched: readonly BaselineEntry[]
}

/** The changes made to a baseline file. */
export interface BaselineUpdate {
  readonly file: string
  readonly added: readonly DriftSubject[]
  readonly dropped: readonly { readonly entry: BaselineEntry; readonly why: string }[]
  readonly kept: readonly BaselineEntry[]
}
