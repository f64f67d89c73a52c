import type { Blocked, Change, FieldChange } from '../../model/change.ts'
import { invitationOf, replacedBy, waitsOf } from '../../model/change-parts.ts'
import type { SourceLocation } from '../../model/diagnostic.ts'
import { present } from '../../model/present.ts'
import { causeText, isWithoutWayIn, notesOf, noWayIn } from '../human/change.ts'
import { reasonText } from '../human/change-head.ts'
import { shownAction } from '../human/symbols.ts'
import { newWayIn, renderInvitation } from '../human/way-in.ts'

/** Who a change is about, what it does, why, and where that is written. Texts may be anybody's: each format escapes them in its own way. */
export interface ChangeRow {
  /** `delete`, or `blocked adopt`. */
  readonly action: string
  readonly key: string
  /** By which people know the person. */
  readonly name?: string
  /** Login identifiers that neither key nor name says. */
  readonly accounts: readonly string[]
  readonly at?: SourceLocation
  /** `document is gone`; absent for somebody new. */
  readonly reason?: string
  /** Of a removal: the key of the document that gets a new account. */
  readonly replacedBy?: string
  /** Of a creation: the key of the account that goes. */
  readonly replaces?: string
  readonly leaves: readonly LeafRow[]
  /** `way in: code email`, `invite: recovery link`. */
  readonly ways: readonly string[]
  readonly notes: readonly string[]
  readonly refusals: readonly (Pick<Blocked, 'reason' | 'hint'> & { readonly label: 'blocked' | 'waits' })[]
}

/** A leaf of a change. */
export interface LeafRow {
  readonly field: FieldChange
  /** `new`: of a creation, where nothing was before; `observed` is not written, and `waiting` not this time. */
  readonly kind: 'new' | 'changed' | 'waiting' | 'observed'
  /** `drift`, where that is not the reason of the row. */
  readonly cause?: string
}

export function changeRow(change: Change): ChangeRow {
  const { key, display, identifiers = [], origin, blocked, action } = change
  const waits = waitsOf(change)
  const goes = action === 'create' ? change.replaces?.key : undefined
  return {
    action: actionText(change),
    key,
    ...present({
      name: display === key ? undefined : display,
      at: origin,
      reason: reasonText(change) || undefined,
      replacedBy: replacedBy(change),
      replaces: goes,
    }),
    // The leaves of a creation say them.
    accounts: action === 'create' ? [] : identifiers.filter((one) => one !== key && one !== display),
    leaves: leavesOf(change),
    ways: waysOf(change),
    notes: notesOf(change),
    refusals: [
      ...(blocked === undefined ? [] : [{ label: 'blocked' as const, ...refusalOf(blocked) }]),
      ...(waits === undefined ? [] : [{ label: 'waits' as const, ...refusalOf(waits) }]),
    ],
  }
}

function actionText(change: Change): string {
  const { blocked } = change
  const action = shownAction(change)
  if (blocked === undefined) return action === 'none' ? 'observe' : action
  if (action !== 'none') return `blocked ${action}`
  return blocked.code === 'kept' ? 'kept' : 'held'
}

function refusalOf({ reason, hint }: Pick<Blocked, 'reason' | 'hint'>): Pick<Blocked, 'reason' | 'hint'> {
  return { reason, ...present({ hint }) }
}

function leavesOf(change: Change): LeafRow[] {
  const row = (kind: LeafRow['kind']) => (field: FieldChange) => ({
    field,
    kind,
    ...present({ cause: kind === 'new' || kind === 'observed' ? undefined : causeText(field, change) || undefined }),
  })
  return [
    ...change.fields.map(row(change.action === 'create' ? 'new' : 'changed')),
    ...(waitsOf(change)?.fields ?? []).map(row('waiting')),
    ...(change.observed ?? []).map(row('observed')),
  ]
}

function waysOf(change: Change): string[] {
  const invitation = invitationOf(change)
  const invite = invitation === undefined ? [] : [`invite: ${renderInvitation(invitation)}`]
  if (change.action !== 'create') return invite
  return [isWithoutWayIn(change.way_in) ? noWayIn : newWayIn(change), ...invite]
}
