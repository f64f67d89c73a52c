import type { FieldChange } from '../../model/change.ts'
import type { BaselineUpdate, DriftedIdentity, DriftedUnmanaged, DriftItem, DriftSubject } from '../../model/drift.ts'
import type { NoPlan } from '../../model/plan.ts'
import { hiddenValue } from '../../model/sensitive.ts'
import { escapeText } from '../escape.ts'
import type { DriftFound } from '../format.ts'
import type { Style } from '../style.ts'
import { countDiagnostics, renderDiagnostics, type SnippetReader } from './diagnostics.ts'
import { driftLine, kindsText } from './drift-line.ts'
import { renderLocation } from './location.ts'
import { renderValue } from './value.ts'

/** The drift since the last apply and a fixed last line; only that line when there is no drift. Ends with a line break. */
export function renderDrift({ plan, view, update }: DriftFound, style: Style, readSnippet: SnippetReader): string {
  const problems = renderDiagnostics(plan.diagnostics, style, readSnippet)
  const isQuiet = view.identities.length === 0 && view.unmanaged.length === 0
  const blocks = [
    problems,
    isQuiet ? '' : style.faint(`Workspace ${escapeText(plan.workspace)} on ${escapeText(plan.target)}`),
    ...view.identities.map((identity) => renderDrifted(identity, style)),
    view.unmanaged.map((identity) => renderUnmanaged(identity, style)).join('\n'),
    update === undefined ? '' : renderUpdate(update),
    driftLine(plan, view),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

/** The diagnostics that prevent finding drift. Ends with a line break. */
export function renderNoDrift({ diagnostics }: NoPlan, style: Style, readSnippet: SnippetReader): string {
  const problems = renderDiagnostics(diagnostics, style, readSnippet)
  return `${problems}\n\n${countDiagnostics(diagnostics)}; drift cannot be told until the errors are gone.\n`
}

function renderDrifted({ change, items, kinds }: DriftedIdentity, style: Style): string {
  const head = [
    style.strong(escapeText(change.key)),
    change.origin && renderLocation(change.origin),
    kinds.length === 0 ? undefined : style.faint(`(${kindsText(kinds)})`),
  ]
  const isTold = items.some(({ subject }) => 'kind' in subject && subject.kind === 'reactivated')
  return [
    head.filter((part) => part !== undefined).join('  '),
    ...items.map((item) => `    ${renderItem(item, style)}${verdictText(item, style)}`),
    ...(change.blocked === undefined || isTold ? [] : [`    ${style.problem(escapeText(change.blocked.reason))}`]),
  ].join('\n')
}

function renderItem({ field, subject, observed }: DriftItem, style: Style): string {
  if (field !== undefined) {
    const note = observed ? '  (observed)' : field.cause === 'both' ? '  (the file moved too)' : ''
    return `${renderSides(field)}${note}`
  }
  if (!('kind' in subject)) return ''
  return style.problem(wholeTexts[subject.kind])
}

const wholeTexts = {
  missing: 'gone: it was applied before, and no identity has its mark any more',
  unmarked: 'no mark: never adopted, or another tool wiped it',
  reactivated: 'idctl disabled it when its document left; somebody has activated it again since',
} as const

/** `before` of a planned leaf is the live value, and `after` that of the file. */
function renderSides(field: FieldChange): string {
  const side = (value: FieldChange['before']): string => (field.sensitive ? hiddenValue : renderValue(value))
  return `${escapeText(field.path)}: live ${side(field.before)}, file ${side(field.after)}`
}

function renderUnmanaged({ id, foreign, item }: DriftedUnmanaged, style: Style): string {
  const note = foreign ? '(unmanaged; marked by another workspace)' : '(unmanaged)'
  return `${style.strong(escapeText(id))}  ${style.faint(note)}${verdictText(item, style)}`
}

function verdictText({ verdict }: DriftItem, style: Style): string {
  if (verdict.kind === 'open') return ''
  const { owner, reason, expires } = verdict.entry.acceptance
  const name = escapeText(owner)
  if (verdict.kind === 'accepted') return style.faint(`  (accepted by ${name} until ${expires}: ${escapeText(reason)})`)
  if (verdict.kind === 'expired') return style.warning(`  (the acceptance of ${name} expired on ${expires})`)
  return style.warning(`  (live has moved on since ${name} accepted it)`)
}

function renderUpdate({ file, added, dropped, kept }: BaselineUpdate): string {
  return [
    `Baseline ${escapeText(file)}: ${added.length} added, ${dropped.length} dropped, ${kept.length} kept.`,
    ...added.map((subject) => `    added    ${subjectText(subject)}`),
    ...dropped.map(({ entry, why }) => `    dropped  ${subjectText(entry.subject)}: ${why}`),
  ].join('\n')
}

function subjectText(subject: DriftSubject): string {
  if ('id' in subject) return escapeText(subject.id)
  return `${escapeText(subject.key)}  ${'path' in subject ? escapeText(subject.path) : subject.kind}`
}
