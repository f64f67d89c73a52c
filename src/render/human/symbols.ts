import type { Action, Change } from '../../model/change.ts'
import { disables } from '../../model/change-parts.ts'
import type { StartedChange } from '../../model/run.ts'
import type { Paint, Style } from '../style.ts'

/** Signs that stand beside colours, so that no colour is the only signal. */
export const signs = { arrow: '→', more: '…', refused: '✗', added: '+', removed: '-' } as const

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
  disable: 'problem',
  delete: 'removed',
  none: 'faint',
}

/** The symbol and the name of an action in one colour; `blocked`: the label if it is blocked and has no action. */
export function actionLabel(action: Action, blocked: BlockedLabel | undefined, style: Style): string {
  return style[blocked ? 'problem' : paints[action]](labelText(action, blocked))
}

/** The label of a change in a plan, plain and painted: an update that disables somebody is called so. */
export function changeLabel(change: Change): { readonly text: string; readonly paint: Paint } {
  const action = shownAction(change)
  const blocked = change.blocked && (change.blocked.code === 'kept' ? 'kept' : 'held')
  return { text: labelText(action, blocked), paint: blocked ? 'problem' : paints[action] }
}

/** What a change does to the person, for people: an update to `state: inactive` disables. */
export function shownAction(change: Change): Action {
  return disables(change) ? 'disable' : change.action
}

/** What a change did to the person, for people, as its plan called it. */
export function doneAction({ action, disables: didDisable }: StartedChange): Action {
  return didDisable ? 'disable' : action
}

function labelText(action: Action, blocked: BlockedLabel | undefined): string {
  if (blocked) return `${blockedSymbol} ${action === 'none' ? blocked : action}`
  return `${actionSymbols[action]} ${action === 'none' ? 'observe' : action}`
}
