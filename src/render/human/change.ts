import type { Blocked, Change, FieldChange } from '../../model/change.ts'
import type { Reason } from '../../model/change-codes.ts'
import { invitationOf, waitsOf } from '../../model/change-parts.ts'
import type { SourceLocation } from '../../model/diagnostic.ts'
import type { Json } from '../../model/json.ts'
import { hiddenValue } from '../../model/sensitive.ts'
import { escapeJsonText, escapeText } from '../escape.ts'
import type { Style } from '../style.ts'
import { actionLabel } from './symbols.ts'
import { renderInvitation, renderWayIn } from './way-in.ts'

const reasonTexts: Readonly<Record<Reason, string>> = {
  pending: 'pending',
  drift: 'drift',
  both: 'both',
  new: 'new',
  removed: 'removed from file',
  mark: 'mark',
  'document-gone': 'document is gone',
  expired: 'expired',
  'grace-over': 'grace period is over',
  restored: 'document is back',
  todo: 'follow-up is owed',
  unmarked: 'unmarked',
  asked: 'asked for',
}

const indent = '    '

/** One row of a plan: the change, its leaves and its consequences. */
export function renderChange(change: Change, style: Style): string {
  const head = [
    actionLabel(change.action, change.blocked && (change.blocked.code === 'kept' ? 'kept' : 'held'), style),
    style.strong(escapeText(change.key)),
    change.origin === undefined ? undefined : renderLocation(change.origin),
    style.faint(`(${reasonTexts[change.reason]})`),
  ]
  return [
    head.filter((part) => part !== undefined).join('  '),
    ...accountLines(change),
    ...change.fields.map((field) => indent + renderField(field, change)),
    ...waitingLines(change),
    ...(change.observed ?? []).map((field) => `${indent}${renderObserved(field)}`),
    ...wayInLines(change, style),
    ...inviteLines(change),
    ...consequencesOf(change).map(({ text }) => indent + style.warning(`note: ${escapeText(text)}`)),
    ...refusalLines('blocked', change.blocked, style),
    ...refusalLines('waits', waitsOf(change), style),
  ].join('\n')
}

/** The login identifiers of the account, except one that is the key and in the row already. */
function accountLines({ action, key, identifiers }: Change): string[] {
  // The leaves of a creation say them.
  if (action === 'create') return []
  const others = (identifiers ?? []).filter((identifier) => identifier !== key)
  return others.length === 0 ? [] : [`${indent}account: ${others.map(escapeText).join(', ')}`]
}

/** `file:line`. */
export function renderLocation(at: SourceLocation): string {
  return at.line === 0 ? escapeText(at.file) : `${escapeText(at.file)}:${at.line}`
}

/** Characters of a value that a row shows: people can put megabytes into their own traits. */
const longestValue = 1000

/** A JSON value on one line, safe to print, cut after `longestValue` characters. */
export function renderValue(value: Json | undefined): string {
  if (value === undefined) return '(absent)'
  const text = JSON.stringify(value)
  if (text.length <= longestValue) return escapeJsonText(text)
  const beginning = text.slice(0, longestValue).replace(/[\uD800-\uDBFF]$/, '')
  return `${escapeJsonText(beginning)}… (${text.length} characters; --json has all of them)`
}

function renderField(field: FieldChange, change: Change): string {
  const cause = field.cause === change.reason || field.cause === 'new' ? '' : `  (${reasonTexts[field.cause]})`
  return `${escapeText(field.path)}: ${renderSides(field, change.action === 'create')}${cause}`
}

function renderObserved({ path, before, after }: FieldChange): string {
  return `${escapeText(path)}: observed, live ${sideText(before)}, file ${sideText(after)}`
}

function renderSides({ before, after, reference }: FieldChange, onlyAfter: boolean): string {
  if (onlyAfter || reference !== undefined) return sideText(after)
  return `${sideText(before)} → ${sideText(after)}`
}

function sideText(value: Json | undefined): string {
  return value === hiddenValue ? hiddenValue : renderValue(value)
}

function wayInLines(change: Change, style: Style): string[] {
  if (change.action !== 'create') return []
  const none = change.way_in.length === 0 || change.way_in.every((way) => way === 'none')
  if (none) return [indent + style.warning('note: no way in: this person cannot sign in')]
  return [`${indent}way in: ${renderWayIn(change.way_in)}`]
}

function inviteLines(change: Change): string[] {
  const invitation = invitationOf(change)
  return invitation === undefined ? [] : [`${indent}invite: ${renderInvitation(invitation)}`]
}

/** The consequences to show; none for an orphan, which stays as it is. */
function consequencesOf({ blocked, consequences }: Change): Change['consequences'] {
  return blocked?.orphan ? [] : consequences
}

function waitingLines(change: Change): string[] {
  return (waitsOf(change)?.fields ?? []).map((field) => `${indent}${renderField(field, change)}  (waits)`)
}

function refusalLines(
  word: 'blocked' | 'waits',
  why: Omit<Blocked, 'orphan' | 'still'> | undefined,
  style: Style,
): string[] {
  if (why === undefined) return []
  const { reason, hint } = why
  return [
    indent + style.problem(`${word}: ${escapeText(reason)}`),
    ...(hint === undefined ? [] : [`${indent}hint: ${escapeText(hint)}`]),
  ]
}
