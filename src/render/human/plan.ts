import { guardFlag } from '../../model/guard-flag.ts'
import type { GuardVerdict, NoPlan, Plan, PlanSummary } from '../../model/plan.ts'
import { escapeText } from '../escape.ts'
import { explainLostPlaces, explainVerdict } from '../guard-text.ts'
import type { Style } from '../style.ts'
import { renderAccess } from './access.ts'
import { renderChange } from './change.ts'
import { countDiagnostics, renderDiagnostics, type SnippetReader } from './diagnostics.ts'
import { inDisplayOrder } from './symbols.ts'

/** A plan for people; only the last line when nothing changes. Ends with a line break. */
export function renderPlan(plan: Plan, style: Style, readSnippet: SnippetReader): string {
  const problems = renderDiagnostics(plan.diagnostics, style, readSnippet)
  const changes = inDisplayOrder(plan.changes).map((change) => renderChange(change, style))
  const header = `Workspace ${escapeText(plan.workspace)} on ${escapeText(plan.target)}${selectionText(plan.selection)}`
  const blocks = [
    problems,
    changes.length > 0 ? style.faint(header) : '',
    ...changes,
    renderAccess(plan.access ?? [], style),
    plan.guards
      .filter(({ tripped }) => tripped)
      .map((verdict) => renderVerdict(verdict, style))
      .join('\n'),
    summaryLine(plan.summary),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

/** The diagnostics that prevent a plan. Ends with a line break. */
export function renderNoPlan({ diagnostics }: NoPlan, style: Style, readSnippet: SnippetReader): string {
  const problems = renderDiagnostics(diagnostics, style, readSnippet)
  return `${problems}\n\n${countDiagnostics(diagnostics)}; there is no plan until the errors are gone.\n`
}

/** The fixed last line of every plan. */
function summaryLine(summary: PlanSummary): string {
  return (
    `Plan: ${summary.create} to create, ${summary.update} to update, ${summary.adopt} to adopt, ` +
    `${summary.release} to release, ${summary.disable} to disable, ${summary.delete} to delete, ` +
    `${summary.blocked} blocked; ${summary.drifted} drifted, ${summary.unchanged} unchanged, ${summary.unmanaged} unmanaged.`
  )
}

/** The commit that a saved plan was made from, then a blank line; `''` when unknown. */
export function renderMadeFrom({ made_from: from }: Pick<Plan, 'made_from'>, style: Style): string {
  if (from === undefined) return ''
  const tree = { clean: '', changed: ', with changes that are in no commit' } as const
  const text = `Made from commit ${from.commit}${from.tree === undefined ? '' : tree[from.tree]}`
  return `${style.faint(text)}\n\n`
}

/** A guard that refuses the plan: count, limit, the rule that sets it, and the consent that lifts it. */
function renderVerdict(verdict: GuardVerdict, style: Style): string {
  const { guard, count } = verdict
  const places = explainLostPlaces(verdict)
  return (
    `${style.problem(`Refused by the guard ${guard}:`)} ${escapeText(explainVerdict(verdict) + places)}` +
    `${places === '' ? '.' : ''} To consent: ${guardFlag(guard)}=${count}`
  )
}

function selectionText(selection: string | undefined): string {
  return selection === undefined ? '' : `, only ${escapeText(selection)}`
}
