import type { Change } from '../../model/change.ts'
import type { NoPlan, Plan } from '../../model/plan.ts'
import type { Detail } from '../detail.ts'
import { escapeText } from '../escape.ts'
import type { Sheet } from '../format.ts'
import { flow, sentence } from '../layout/flow.ts'
import { shorten } from '../layout/width.ts'
import type { Style } from '../style.ts'
import { renderAccess } from './access.ts'
import { type AlikeChanges, foldAlike } from './alike.ts'
import { notesOf, type RowSheet, renderChange } from './change.ts'
import { indent, layHeads } from './change-head.ts'
import { countDiagnostics, explainLine, renderDiagnostics } from './diagnostics.ts'
import { type Section, sectionsOf } from './sections.ts'
import { renderValue } from './value.ts'
import { verdictLines } from './verdict.ts'
import { renderWayIn } from './way-in.ts'

type PlanSheet = Pick<Sheet, 'style' | 'readSnippet' | 'detail' | 'next'>

/**
 * A plan for people, in parts, row by row: there may be hundreds of thousands. Only the verdict when nothing changes, and with `--summary`
 * beside the diagnostics. The last part ends with a line break.
 */
export function* renderPlan(plan: Plan, sheet: PlanSheet): Generator<string> {
  const { style, detail, next } = sheet
  const problems = renderDiagnostics(plan.diagnostics, style, sheet.readSnippet, detail)
  if (problems !== '') yield `${problems}\n\n${explainLine(plan.diagnostics, style)}\n\n`
  const isBrief = detail === 'summary'
  if (plan.changes.length > 0)
    yield `${flow([{ text: headText(plan), paint: 'faint' }], '', '  ', style).join('\n')}\n\n`
  if (!isBrief) yield* renderSections(sectionsOf(plan.changes), style, detail)
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
export function renderMadeFrom({ made_from: from }: Pick<Plan, 'made_from'>, style: Style): string {
  if (from === undefined) return ''
  const tree = { clean: '', changed: ', with changes that are in no commit' } as const
  const branch = from.branch === undefined ? '' : ` of branch ${escapeText(from.branch)}`
  const text = `Made from commit ${from.commit}${branch}${from.tree === undefined ? '' : tree[from.tree]}`
  return `${style.faint(text)}\n\n`
}

/** Workspace, target and `--only`. */
export function headText({ workspace, target, selection }: Plan): string {
  const only = selection === undefined ? '' : `, only ${escapeText(selection)}`
  return `Workspace ${escapeText(workspace)} on ${escapeText(target)}${only}`
}

function* renderSections(sections: readonly Section[], style: Style, detail: Detail): Generator<string> {
  const folded = sections.map((section) => ({
    ...section,
    said: saidByAll(section.changes),
    groups: detail === 'full' ? undefined : foldAlike(section.changes),
  }))
  const heads = layHeads(
    folded.flatMap(({ groups, changes }) => groups?.flatMap(({ shown }) => shown) ?? changes),
    style,
  )
  for (const { title, count, said, groups, changes } of folded) {
    yield `${[`${style.strong(title)} (${count})`, ...said.flatMap((text) => allLines(text, style))].join('\n')}\n`
    const row = { heads, style, detail, said: new Set(said) }
    if (groups === undefined) yield* renderRows(changes, row)
    for (const group of groups ?? []) {
      yield* renderRows(group.shown, row)
      if (group.more > 0) yield `${moreLines(group, style).join('\n')}\n`
    }
    yield '\n'
  }
}

function* renderRows(changes: readonly Change[], row: RowSheet): Generator<string> {
  for (const change of changes) yield renderChange(change, row)
}

/** What several rows would all say, in the same words: it is said once. */
function saidByAll(changes: readonly Change[]): readonly string[] {
  const [first, ...others] = changes
  if (first === undefined || others.length === 0) return []
  return notesOf(first).filter((text) => others.every((change) => notesOf(change).includes(text)))
}

function allLines(text: string, style: Style): string[] {
  return flow(sentence(`note: ${escapeText(text)}`, 'warning'), '  ', '    ', style)
}

/** Leaves that a line about folded rows names. */
const mostNamed = 3

/** Says of rows that are not shown how many they are, and what they have in common with those above. */
export function moreLines(
  { shown: [first], more, common, varied, edits }: AlikeChanges,
  style: Style,
  before = indent,
): string[] {
  const named = common.slice(0, mostNamed).map(({ path, before, after }) => {
    const to = renderValue(after, { most: 32 })
    const isNew = first?.action === 'create' || before === undefined
    return `${escapeText(path)} ${isNew ? to : `${renderValue(before, { most: 32 })} → ${to}`}`
  })
  const ways = first?.action === 'create' ? [`way in: ${renderWayIn(first.way_in)}`] : []
  const counted = varied.map(({ path, values }) => {
    const each = values.map(({ value, count }) => `${renderValue(value, { most: 32 })} (${count})`)
    return `${escapeText(path)} ${each.join(' or ')}`
  })
  const edited = edits.map(({ path, before, after }) => {
    return `${escapeText(path)} …${escapeText(shorten(before, 32))} → …${escapeText(shorten(after, 32))}`
  })
  const about = [...edited, ...named, ...counted, ...ways]
  const text = `… ${more} more like these${about.length === 0 ? '' : `: ${about.join(', ')}`}; all: --full`
  return flow([{ text, paint: 'faint' }], before, `${before}  `, style)
}
