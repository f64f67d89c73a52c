import type { Change } from '../../model/change.ts'
import type { NoPlan } from '../../model/plan.ts'
import type { Detail } from '../detail.ts'
import { escapeText } from '../escape.ts'
import type { Sheet } from '../format.ts'
import { flow } from '../layout/flow.ts'
import type { ShownChanges } from '../masking/shown-changes.ts'
import type { ShownPlan } from '../masking/shown-plan.ts'
import type { Style } from '../style.ts'
import { renderAccess } from './access.ts'
import { type AlikeChanges, gatherAlikes } from './alike.ts'
import { type RowSheet, renderChange } from './change.ts'
import { type HeadLook, type Heads, layHeads, planLook } from './change-head.ts'
import { countDiagnostics, explainLine, renderDiagnostics } from './diagnostics.ts'
import { labelledLines } from './labelled-lines.ts'
import { moreLines } from './more-lines.ts'
import { gatherPrivileged, plannedWords, privilegedText, renderPrivileged } from './privileged.ts'
import { behindRowIndent } from './row-indent.ts'
import { gatherSections, type Section } from './sections.ts'
import { verdictLines } from './verdict.ts'

type PlanSheet = Pick<Sheet, 'style' | 'readSnippet' | 'detail' | 'next'>

/**
 * A plan for people, in parts, row by row: there may be hundreds of thousands. Between its passes over the changes it keeps small facts
 * about them, and not the changes. Only the verdict when nothing changes, and with `--summary`
 * beside the diagnostics. The last part ends with a line break.
 */
export function* renderPlan(plan: ShownPlan, sheet: PlanSheet): Generator<string> {
  const { style, detail, next = [] } = sheet
  const problems = renderDiagnostics(plan.diagnostics, style, sheet.readSnippet, detail)
  if (problems !== '') yield `${problems}\n\n${explainLine(plan.diagnostics, style)}\n\n`
  const isBrief = detail === 'summary'
  if (plan.changes.length > 0)
    yield `${flow([{ text: headText(plan), paint: 'faint' }], '', '  ', style).join('\n')}\n\n`
  if (!isBrief) {
    yield* renderSections(plan.changes, style, detail)
    yield* renderPrivilegedOf(plan, style)
  }
  const access = isBrief ? '' : renderAccess(plan.access ?? [], style)
  if (access !== '') yield `${access}\n\n`
  yield `${verdictLines(plan, next, style).join('\n')}\n`
}

/** The diagnostics that prevent a plan. Ends with a line break. */
export function renderNoPlan({ diagnostics }: NoPlan, { style, readSnippet, detail }: PlanSheet): string {
  const problems = renderDiagnostics(diagnostics, style, readSnippet, detail)
  return `${problems}\n\n${countDiagnostics(diagnostics)}; there is no plan until the errors are gone.\n${explainLine(diagnostics, style)}\n`
}

/** The commit that a saved plan was made from, then a blank line; `''` when unknown. */
export function renderMadeFrom({ made_from: from }: Pick<ShownPlan, 'made_from'>, style: Style): string {
  if (from === undefined) return ''
  const tree = { clean: '', changed: ', with changes that are in no commit' } as const
  const branch = from.branch === undefined ? '' : ` of branch ${escapeText(from.branch)}`
  const text = `Made from commit ${from.commit}${branch}${from.tree === undefined ? '' : tree[from.tree]}`
  return `${style.faint(text)}\n\n`
}

/** Workspace, target and `--only`. */
export function headText({
  workspace,
  target,
  selection,
}: Pick<ShownPlan, 'workspace' | 'target' | 'selection'>): string {
  const only = selection === undefined ? '' : `, only ${escapeText(selection)}`
  return `Workspace ${escapeText(workspace)} on ${escapeText(target)}${only}`
}

function* renderSections(changes: ShownChanges, style: Style, detail: Detail): Generator<string> {
  const { heads, sections } = detail === 'full' ? surveyWhole(changes, style) : surveyFolded(changes, style)
  for (const { title, count, said, hints, groups } of sections) {
    const above = [
      ...said.flatMap((text) => labelledLines('note', text, 'warning', '  ', style)),
      ...hints.flatMap(({ text, count: rows }) => labelledLines(`hint for ${rows}`, text, undefined, '  ', style)),
    ]
    yield `${[`${style.strong(title)} (${count})`, ...above].join('\n')}\n`
    const row = { heads, style, detail, said: new Set([...said, ...hints.map(({ text }) => text)]) }
    for (const group of groups) yield* renderGroup(changes, group, row)
    yield '\n'
  }
}

const privilegedLook: HeadLook = { ...planLook, reason: () => '' }

/** Nothing where no change touches a privileged value. Nobody in it is ever folded. */
function* renderPrivilegedOf({ changes, privileged }: ShownPlan, style: Style): Generator<string> {
  if (privileged === undefined) return
  const groups = gatherPrivileged(plannedWords)
  for (const [index, change] of changes.entries()) groups.add(change, index)
  const heads = layHeads(readAgain(changes, groups.places), behindRowIndent(style), privilegedLook)
  const said = privilegedText(privileged, plannedWords)
  yield* renderPrivileged(groups, said, { heads, style, changeAt: (index) => changes.at(index) })
  yield '\n'
}

/** What must be known before the first row. */
interface Survey {
  readonly heads: Heads
  readonly sections: readonly (Section & { readonly groups: Iterable<AlikeChanges> })[]
}

function surveyWhole(changes: ShownChanges, style: Style): Survey {
  const sections = gatherSections()
  const heads = layHeads(passing(changes, sections.add), style)
  return { heads, sections: sections.finish().map((section) => ({ ...section, groups: eachAlone(section) })) }
}

function surveyFolded(changes: ShownChanges, style: Style): Survey {
  const sections = gatherSections()
  const alikes = gatherAlikes()
  for (const [index, change] of changes.entries()) {
    sections.add(change, index)
    alikes.add(change, index)
  }
  const at = (index: number) => changes.at(index)
  const folded = sections.finish().map((section) => ({ ...section, groups: alikes.fold(section.rows, at) }))
  const shown = folded.flatMap(({ groups }) => groups.flatMap((group) => group.shown))
  return { heads: layHeads(readAgain(changes, shown), style), sections: folded }
}

function* passing(changes: ShownChanges, note: (change: Change, index: number) => void): Generator<Change> {
  for (const [index, change] of changes.entries()) {
    note(change, index)
    yield change
  }
}

function* eachAlone({ rows }: Section): Generator<AlikeChanges> {
  for (const index of rows) yield { shown: [index], more: 0, common: [], varied: [], edits: [] }
}

function* readAgain(changes: ShownChanges, places: readonly number[]): Generator<Change> {
  for (const index of places) {
    const change = changes.at(index)
    if (change !== undefined) yield change
  }
}

function* renderGroup(changes: ShownChanges, group: AlikeChanges, row: RowSheet): Generator<string> {
  for (const change of readAgain(changes, group.shown)) yield renderChange(change, row)
  if (group.more === 0) return
  for (const first of readAgain(changes, group.shown.slice(0, 1))) {
    yield `${moreLines(first, group, row.style).join('\n')}\n`
  }
}
