import type { Action, Change } from '../../model/change.ts'
import { replacedBy } from '../../model/change-parts.ts'
import { push } from '../../model/push.ts'
import type { Paint, Style } from '../style.ts'

/** The symbol in front of a row; a space for `none`, which only reports. */
const actionSymbols: Readonly<Record<Action, string>> = {
  create: '+',
  update: '~',
  adopt: '<',
  release: 'o',
  disable: '!',
  delete: '-',
  none: ' ',
}

const blockedSymbol = 'x'

/** Label of a blocked row without an action. `held`: idctl does not act on it; `kept`: idctl.yaml says that it stays. */
export type BlockedLabel = 'held' | 'kept'

const paints: Readonly<Record<Action, Paint>> = {
  create: 'added',
  update: 'changed',
  adopt: 'changed',
  release: 'warning',
  disable: 'warning',
  delete: 'removed',
  none: 'faint',
}

/** The symbol and the name of an action in one colour; `blocked`: the label if it is blocked and has no action. */
export function actionLabel(action: Action, blocked: BlockedLabel | undefined, style: Style): string {
  if (blocked) return style.problem(`${blockedSymbol} ${action === 'none' ? blocked : action}`)
  return style[paints[action]](`${actionSymbols[action]} ${action === 'none' ? 'observed' : action}`)
}

/**
 * Sorts rows by severity, the most severe first; rows of equal severity stay in execution order. The creation of a replacement
 * follows its removal directly.
 */
export function inDisplayOrder(changes: readonly Change[]): readonly Change[] {
  const sorted = changes.toSorted((left, right) => displayRank(left) - displayRank(right))
  const going = new Set(sorted.flatMap((change) => (replacedBy(change) === undefined ? [] : [change.key])))
  const comers = new Map<string, Change[]>()
  const others = sorted.filter((change) => {
    const goes = change.action === 'create' ? change.replaces?.key : undefined
    if (goes === undefined || !going.has(goes)) return true
    push(comers, goes, change)
    return false
  })
  return others.flatMap((change) => [change, ...(comers.get(change.key) ?? [])])
}

function displayRank(change: Change): number {
  if (change.blocked !== undefined) return 0
  if (change.action === 'update') return (change.counts.identifier_changes ?? 0) > 0 ? 4 : 5
  const ranks = { delete: 1, disable: 2, release: 3, adopt: 6, create: 7, none: 8 } as const
  return ranks[change.action]
}
