import type { CalendarDay } from '../model/calendar-day.ts'
import type { Change } from '../model/change.ts'
import { idOf } from '../model/change-parts.ts'
import {
  type BaselineEntry,
  type DriftCounts,
  type DriftedIdentity,
  type DriftedUnmanaged,
  type DriftItem,
  type DriftKind,
  type DriftView,
  driftKinds,
  type LiveFacts,
} from '../model/drift.ts'
import type { Plan } from '../model/plan.ts'
import { type BaselineJudge, createBaselineJudge } from './baseline-judge.ts'
import { type FoundDrift, findDrift } from './find-drift.ts'

export interface DriftOptions {
  /** Of a baseline; none without one. */
  readonly entries: readonly BaselineEntry[]
  readonly today: CalendarDay
  /** Observed differences count as drift, too. */
  readonly includeObserved: boolean
  /** Only a part of the folder was read: what no document of it speaks of is no news. */
  readonly partial: boolean
}

const noFacts: LiveFacts = { live: 0, managed: 0, moved: [] }

/**
 * What moved live since the last apply, taken out of a plan that was made with `drift`, and what the baseline says of it.
 * What is merely pending is counted and left out.
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
    return { ...identity, item: { kind: 'unmanaged', subject, counts: true, verdict: judge.judge(subject) } }
  })
  return {
    identities,
    unmanaged,
    counts: countDrift({ identities, unmanaged, pending, facts }),
    unmatched: judge.unmatched().filter((entry) => canTell(entry, plan, options)),
  }
}

/** Whether a difference is drift that nobody has accepted. */
export function isOutside({ counts, verdict }: DriftItem): boolean {
  return counts && verdict.kind !== 'accepted'
}

function judgeIdentity(
  change: Change,
  found: readonly FoundDrift[],
  judge: BaselineJudge,
  { includeObserved }: DriftOptions,
): DriftedIdentity {
  const items = found.map(
    ({ former, ...item }): DriftItem => ({
      ...item,
      counts: item.observed === undefined || includeObserved,
      verdict: judge.judge(item.subject, former),
    }),
  )
  const kinds = new Set(items.filter(isOutside).map(({ kind }) => kind))
  return { change, items, kinds: driftKinds.filter((kind) => kinds.has(kind)) }
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
  const ofKind = (kind: DriftKind) =>
    drifted.filter((items) => items.some((item) => item.kind === kind && isOutside(item))).length
  const kinds = Object.fromEntries(driftKinds.map((kind) => [kind, ofKind(kind)])) as Record<DriftKind, number>
  return {
    drifted: drifted.length,
    kinds,
    accepted: all.filter((items) => items.some(({ counts }) => counts) && !items.some(isOutside)).length,
    observed: identities.filter(({ items }) => items.some(({ observed }) => observed)).length,
    pending,
    coverage: facts.live === 0 ? 100 : Math.floor((100 * facts.managed) / facts.live),
  }
}

/** Whether an entry that no difference named is really out of date: not where this run did not look. */
function canTell({ subject }: BaselineEntry, plan: Plan, { partial }: DriftOptions): boolean {
  if (partial || plan.selection !== undefined) return false
  if ('id' in subject) return plan.drift?.unmanaged !== undefined
  if (!('kind' in subject) || subject.kind !== 'missing') return true
  // Without an inventory, one that is missing looks like one that is new.
  return !plan.changes.some(({ action, key }) => action === 'create' && key === subject.key)
}
