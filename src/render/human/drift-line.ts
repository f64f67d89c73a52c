import type { Change } from '../../model/change.ts'
import type { DriftedIdentity, DriftKind, DriftView } from '../../model/drift.ts'
import type { Plan } from '../../model/plan.ts'

/** Groups of drifted identities. Each identity is in exactly one, so that the counts add up. */
const groups = ['missing', 'unmarked', 'both', 'person', 'tool'] as const
type DriftGroup = (typeof groups)[number]

/** Kratos does not record writers, so these texts claim no more than the kind of leaf shows. */
const headTexts: Readonly<Record<DriftGroup, string>> = {
  missing: 'missing',
  unmarked: 'unmarked',
  both: 'people can change a part of this themselves',
  person: 'people can change this themselves',
  tool: 'only the admin API can change this',
}

const countTexts: Readonly<Record<DriftGroup, string>> = {
  missing: 'missing',
  unmarked: 'unmarked',
  both: 'where people can change a part of it themselves',
  person: 'where people can change it themselves',
  tool: 'where only the admin API can',
}

/** The text for an identity's head line that sums up its kinds of drift. */
export function kindsText(kinds: readonly DriftKind[]): string {
  return headTexts[groupOf(kinds)]
}

/**
 * The last line. Every document, every identity with our mark and every other live identity is in exactly one of its counts.
 * Only observed differences are counted in addition.
 */
export function driftLine(plan: Plan, view: DriftView): string {
  const { drifted, accepted, pending, coverage } = view.counts
  const judged = view.identities.filter(isJudged).map(({ change }) => change)
  // A plan counts an identity with nothing but observed differences as unchanged.
  const told = judged.filter(({ action, blocked }) => action === 'none' && blocked === undefined).length
  const isBlocked = ({ blocked }: Change) => blocked !== undefined
  const blocked = plan.changes.filter(isBlocked).length - judged.filter(isBlocked).length
  const parts = [
    `${drifted} drifted${groupsText(view)}`,
    `${accepted} accepted`,
    `${pending} pending`,
    `${plan.summary.unchanged - told} unchanged`,
    ...(blocked === 0 ? [] : [`${blocked} blocked`]),
    // With `--include-unmanaged` each of them is already counted as drifted or accepted.
    ...(plan.drift?.unmanaged === undefined ? [`${plan.summary.unmanaged} unmanaged`] : []),
  ]
  const { observed } = view.counts
  const note = observed === 0 ? '' : `; ${observed} of them with observed differences`
  return `Drift: ${parts.join(', ')}${note}; coverage ${coverage} %.`
}

function isJudged({ items }: DriftedIdentity): boolean {
  return items.some(({ counts }) => counts)
}

function groupsText({ identities, unmanaged }: DriftView): string {
  const counts = new Map<string, number>()
  for (const { kinds } of identities) {
    if (kinds.length === 0) continue
    const group = groupOf(kinds)
    counts.set(group, (counts.get(group) ?? 0) + 1)
  }
  const strangers = unmanaged.filter(
    ({ item: { counts: isCounted, verdict } }) => isCounted && verdict.kind !== 'accepted',
  )
  const parts = [
    ...groups.flatMap((group) => (counts.has(group) ? [`${counts.get(group)} ${countTexts[group]}`] : [])),
    ...(strangers.length === 0 ? [] : [`${strangers.length} unmanaged`]),
  ]
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}

function groupOf(kinds: readonly DriftKind[]): DriftGroup {
  if (kinds.includes('missing')) return 'missing'
  if (kinds.includes('unmarked')) return 'unmarked'
  if (kinds.includes('person') && kinds.includes('tool')) return 'both'
  return kinds.includes('person') ? 'person' : 'tool'
}
