import type { Change } from '../../model/change.ts'
import { replacedBy } from '../../model/change-parts.ts'
import { push } from '../../model/push.ts'
import { shownAction } from './symbols.ts'

export interface Section {
  readonly title: string
  /** Number of people, or of replacements. */
  readonly count: number
  readonly changes: readonly Change[]
}

/** The sections of a plan in their order: what costs most comes first. */
const titles = [
  'Blocked',
  'Replaced',
  'Removed',
  'Access',
  'Released',
  'Sign-in changes',
  'Other updates',
  'Adopted',
  'New',
  'Observed',
] as const
type Title = (typeof titles)[number]

/**
 * The changes of a plan by section; empty sections are left out. Inside a section they stay in execution order. The creation of a
 * replacement follows its removal directly.
 */
export function sectionsOf(changes: readonly Change[]): readonly Section[] {
  const going = new Set(changes.flatMap((change) => (isReplaced(change) ? [change.key] : [])))
  const comers = new Map<string, Change[]>()
  const byTitle = new Map<Title, Change[]>()
  for (const change of changes) {
    const goes = change.action === 'create' && !change.blocked ? change.replaces?.key : undefined
    if (goes !== undefined && going.has(goes)) push(comers, goes, change)
    else push(byTitle, titleOf(change), change)
  }
  return titles.flatMap((title) => {
    const found = byTitle.get(title)
    if (found === undefined) return []
    return [
      { title, count: found.length, changes: found.flatMap((change) => [change, ...(comers.get(change.key) ?? [])]) },
    ]
  })
}

function isReplaced(change: Change): boolean {
  return change.blocked === undefined && replacedBy(change) !== undefined
}

function titleOf(change: Change): Title {
  if (change.blocked !== undefined) return 'Blocked'
  if (isReplaced(change)) return 'Replaced'
  switch (shownAction(change)) {
    case 'delete':
      return 'Removed'
    case 'disable':
      return 'Access'
    case 'release':
      return 'Released'
    case 'update':
      return (change.counts.identifier_changes ?? 0) > 0 ? 'Sign-in changes' : 'Other updates'
    case 'adopt':
      return 'Adopted'
    case 'create':
      return 'New'
    case 'none':
      return 'Observed'
  }
}
