import type { Change, FieldChange } from '../../model/change.ts'
import type { Plan } from '../../model/plan.ts'
import { driftView } from '../drift-view.ts'
import { escapeText } from '../escape.ts'
import { isMasked, masked } from '../mask.ts'
import type { Style } from '../style.ts'
import { renderLocation, renderValue } from './change.ts'
import { countDiagnostics, renderDiagnostics, type SnippetReader } from './diagnostics.ts'

/** What moved live since the last apply, and a fixed last line; without drift that line alone. Ends with a line break. */
export function renderDrift(plan: Plan, style: Style, readSnippet: SnippetReader): string {
  const problems = renderDiagnostics(plan.diagnostics, style, readSnippet)
  if (plan.diagnostics.some(({ severity }) => severity === 'error')) {
    return `${problems}\n\n${countDiagnostics(plan.diagnostics)}; drift cannot be told until the errors are gone.\n`
  }
  const view = driftView(plan)
  const blocks = [
    problems,
    view.changes.length > 0 ? style.faint(`Workspace ${escapeText(plan.workspace)} on ${escapeText(plan.target)}`) : '',
    ...view.changes.map((change) => renderDriftedChange(change, style)),
    `Drift: ${view.drifted} drifted, ${view.observed} observed; ${view.pending} pending, ` +
      `${plan.summary.unchanged} unchanged, ${plan.summary.unmanaged} unmanaged.`,
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

function renderDriftedChange(change: Change, style: Style): string {
  const head = [style.strong(escapeText(change.key)), change.origin && renderLocation(change.origin), noteOf(change)]
  return [
    head.filter((part) => part !== undefined).join('  '),
    ...change.fields.map(
      (field) => `    ${renderSides(field)}${field.cause === 'both' ? '  (the file moved too)' : ''}`,
    ),
    ...(change.observed ?? []).map((field) => `    ${renderSides(field)}  (observed)`),
    ...(change.blocked === undefined ? [] : [`    ${style.problem(escapeText(change.blocked.reason))}`]),
  ].join('\n')
}

function noteOf(change: Change): string | undefined {
  if (change.action === 'create' && change.recreates) return '(was applied before, and is gone)'
  return change.reason === 'unmarked' ? '(no mark: never adopted, or another tool wiped it)' : undefined
}

/** In a plan live is the side before and the file the side after. */
function renderSides(field: FieldChange): string {
  const side = (value: FieldChange['before']): string => (isMasked(field) ? masked : renderValue(value))
  return `${escapeText(field.path)}: live ${side(field.before)}, file ${side(field.after)}`
}
