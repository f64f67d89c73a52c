import type { CalendarDay } from '../model/calendar-day.ts'
import type { Change } from '../model/change.ts'
import { idOf } from '../model/change-parts.ts'
import { countPrivileged } from '../model/count-privileged.ts'
import {
  type BaselineEntry,
  type DriftCounts,
  type DriftedIdentity,
  type DriftedUnmanaged,
  type DriftItem,
  type DriftKind,
  type DriftView,
  driftKinds,
  isOutside,
  isRecent,
  type LiveFacts,
} from '../model/drift.ts'
import type { Plan } from '../model/plan.ts'
import { present } from '../model/present.ts'
import { type BaselineJudge, createBaselineJudge } from './baseline-judge.ts'
import { type FoundDrift, findDrift } from './find-drift.ts'
import { privilegedDrift } from './privileged-drift.ts'
import { type SightingCounter, sightedOf } from './sightings.ts'

export interface DriftOptions {
  /** Entries of the baseline; empty without one. */
  readonly entries: readonly BaselineEntry[]
  readonly today: CalendarDay
  /** Observed differences also count as drift. */
  readonly includeObserved: boolean
  /** Only a part of the folder was read, so an entry that matches nothing may still be needed. */
  readonly partial: boolean
  /** `--min-sightings`: drift is reported once it was seen in so many runs in a row. */
  readonly sightings?: { readonly counter: SightingCounter; readonly needed: number }
}

const noFacts: LiveFacts = { live: 0, managed: 0, moved: [] }

/**
 * Extracts the drift since the last apply from a plan that was made with `drift`, with the baseline's verdicts. Pending changes
 * are counted but not listed.
 */
export function judgeDrift(plan: Plan, options: DriftOptions): DriftView {
  const facts = plan.drift ?? noFacts
  const judge = createBaselineJudge(options.entries, options.today)
  const moved = new Map(facts.moved.map((identity) => [identity.id, identity]))
  const identities: DriftedIdentity[] = []
  let pending = 0
  for (const change of plan.changes) {
    const found = findDrift(change, moved.get(idOf(change) ?? ''))
    if (found.length > 0) identities.push(judgeIdentity(change, found, judge, options))
    const hasMoved = found.some(({ observed }) => observed === undefined)
    if (!hasMoved && change.action !== 'none' && change.blocked === undefined) pending += 1
  }
  const unmanaged = (facts.unmanaged ?? []).map((identity): DriftedUnmanaged => {
    const subject = { id: identity.id }
    const item = { kind: 'unmanaged', subject, counts: true, verdict: judge.judge(subject) } as const
    return { ...identity, item: { ...item, ...sightingsOf(item, undefined, options) } }
  })
  return {
    identities,
    unmanaged,
    counts: countDrift({ identities, unmanaged, pending, facts }),
    ...present({ privileged: countPrivileged(identities) }),
    ...present({ minSightings: options.sightings?.needed }),
    unmatched: judge.unmatched().filter((entry) => canTell(entry, plan, options)),
  }
}

function judgeIdentity(
  change: Change,
  found: readonly FoundDrift[],
  judge: BaselineJudge,
  options: DriftOptions,
): DriftedIdentity {
  const items = found.map(({ former, ...rest }): DriftItem => {
    const counts = rest.observed === undefined || options.includeObserved
    const item = { ...rest, counts, verdict: judge.judge(rest.subject, former) }
    return { ...item, ...sightingsOf(item, change, options) }
  })
  const kinds = new Set(items.filter(isOutside).map(({ kind }) => kind))
  return {
    change,
    items,
    kinds: driftKinds.filter((kind) => kinds.has(kind)),
    ...present({ privileged: privilegedDrift(change, items) }),
  }
}

/** Nothing where nobody waits: without `--min-sightings`, and for what the next run could not recognise. */
function sightingsOf(
  { subject, counts }: Pick<DriftItem, 'subject' | 'counts'>,
  change: Change | undefined,
  { sightings }: DriftOptions,
): Pick<DriftItem, 'sightings'> {
  const sighted = sightings && sightedOf(subject, change && (idOf(change) ?? formerIdOf(change)))
  if (sightings === undefined || sighted === undefined) return {}
  const seen = sightings.counter.see(sighted, counts)
  return counts ? { sightings: { seen, needed: sightings.needed } } : {}
}

function formerIdOf(change: Change): string | undefined {
  return change.action === 'create' ? change.former_id : undefined
}

function countDrift(view: {
  identities: readonly DriftedIdentity[]
  unmanaged: readonly DriftedUnmanaged[]
  pending: number
  facts: LiveFacts
}): DriftCounts {
  const { identities, unmanaged, pending, facts } = view
  const all = [...identities.map(({ items }) => items), ...unmanaged.map(({ item }) => [item])]
  const drifted = all.filter((items) => items.some(isOutside))
  const quiet = all.filter((items) => items.some(({ counts }) => counts) && !items.some(isOutside))
  const ofKind = (kind: DriftKind) =>
    drifted.filter((items) => items.some((item) => item.kind === kind && isOutside(item))).length
  const kinds = Object.fromEntries(driftKinds.map((kind) => [kind, ofKind(kind)])) as Record<DriftKind, number>
  return {
    drifted: drifted.length,
    kinds,
    accepted: quiet.filter((items) => !items.some(isWaiting)).length,
    recent: quiet.filter((items) => items.some(isWaiting)).length,
    observed: identities.filter(({ items }) => items.some(({ observed }) => observed)).length,
    pending,
    coverage: facts.live === 0 ? 100 : Math.floor((100 * facts.managed) / facts.live),
  }
}

/** Whether a difference would be drift if it had been seen more often. */
function isWaiting(item: DriftItem): boolean {
  return item.counts && item.verdict.kind !== 'accepted' && isRecent(item)
}

/** Whether an unmatched entry is really obsolete, because this run has looked for its difference. */
function canTell({ subject }: BaselineEntry, plan: Plan, { partial }: DriftOptions): boolean {
  if (partial || plan.selection !== undefined) return false
  if ('id' in subject) return plan.drift?.unmanaged !== undefined
  if (!('kind' in subject) || subject.kind !== 'missing') return true
  // Without an inventory, a missing identity cannot be told from a new one.
  return !plan.changes.some(({ action, key }) => action === 'create' && key === subject.key)
}
