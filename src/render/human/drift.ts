import type { BaselineUpdate, DriftSubject, DriftView } from '../../model/drift.ts'
import type { NoPlan } from '../../model/plan.ts'
import type { Detail } from '../detail.ts'
import { escapeText } from '../escape.ts'
import type { DriftFound, Sheet } from '../format.ts'
import { flow } from '../layout/flow.ts'
import type { Style } from '../style.ts'
import { layHeads } from './change-head.ts'
import { countDiagnostics, explainLine, renderDiagnostics } from './diagnostics.ts'
import { foldDrift, foldStrangers } from './drift-fold.ts'
import { driftLine, type Everybody, everybodyIn } from './drift-line.ts'
import { driftLook, driftRow, hanging, strangerRow } from './drift-row.ts'
import { type DriftSection, driftSections } from './drift-sections.ts'
import { commonNote } from './drift-verdict.ts'
import { moreLine, moreLines } from './more-lines.ts'
import { headText } from './plan.ts'
import { driftedWords, gatherPrivileged, privilegedText, renderPrivileged } from './privileged.ts'
import { behindRowIndent, rowIndent } from './row-indent.ts'

type DriftSheet = Pick<Sheet, 'style' | 'readSnippet' | 'detail' | 'answers'>

/**
 * The drift since the last apply, by kind, and the counts of everybody; only those when nothing moved. With `--summary` the sections
 * without their rows. Ends with a line break.
 */
export function renderDrift({ plan, view, update }: DriftFound, sheet: DriftSheet): string {
  const { style, detail, answers = [] } = sheet
  const everybody = everybodyIn(plan, view)
  const sections = driftSections(view)
  const blocks = [
    ...problemBlocks(plan.diagnostics, sheet),
    ...(sections.length === 0 ? [] : [headLines(headText(plan), everybody, plan.selection === undefined, style)]),
    ...sectionBlocks(sections, style, detail),
    ...(detail === 'summary' ? [] : privilegedBlocks(view, style)),
    ...(update === undefined ? [] : [updateLines(update, style)]),
    [
      ...flow([{ text: driftLine(everybody, view.counts), paint: 'strong' }], '', '  ', style),
      ...privilegedLines(view, style),
      ...answerLines(answers, style),
    ],
  ]
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

/** The diagnostics that prevent finding drift. Ends with a line break. */
export function renderNoDrift({ diagnostics }: NoPlan, { style, readSnippet, detail }: DriftSheet): string {
  const problems = renderDiagnostics(diagnostics, style, readSnippet, detail)
  return `${problems}\n\n${countDiagnostics(diagnostics)}; drift cannot be told until the errors are gone.\n${explainLine(diagnostics, style)}\n`
}

function problemBlocks(diagnostics: NoPlan['diagnostics'], { style, readSnippet, detail }: DriftSheet): string[][] {
  const problems = renderDiagnostics(diagnostics, style, readSnippet, detail)
  return problems === '' ? [] : [[problems], [explainLine(diagnostics, style)]]
}

/** Workspace and target, how many of whom, and what the arrow means. */
function headLines(where: string, everybody: Everybody, isWhole: boolean, style: Style): string[] {
  const total = Object.values(everybody).reduce((sum, count) => sum + count, 0)
  const { drifted } = everybody
  const many = `${drifted === 0 ? 'none' : drifted}${isWhole ? ` of ${total}` : ''} drifted`
  return flow([{ text: `${where}: ${many}; values are file → live`, paint: 'faint' }], '', '  ', style)
}

function sectionBlocks(sections: readonly DriftSection[], style: Style, detail: Detail): string[][] {
  if (detail === 'summary') {
    const titles = sections.flatMap((section) => titleLines(section, style))
    return titles.length === 0 ? [] : [titles]
  }
  const folded = sections.map((section) => ({
    section,
    said: saidByAll(section),
    groups:
      detail === 'full'
        ? [{ shown: section.identities, alike: undefined, first: undefined }]
        : foldDrift(section.identities),
    strangers: detail === 'full' ? [{ shown: section.strangers, more: 0 }] : foldStrangers(section.strangers),
  }))
  const shown = folded.flatMap(({ groups }) => groups.flatMap((group) => group.shown.map(({ change }) => change)))
  const heads = layHeads(shown, behindRowIndent(style), driftLook)
  return folded.map(({ section, said, groups, strangers }) => [
    ...titleLines(section, style),
    ...(said === undefined ? [] : flow([{ ...said, prose: true }], rowIndent, hanging, style)),
    ...groups.flatMap((group) => [
      ...group.shown.flatMap((identity) =>
        driftRow(identity, { heads, style, detail, title: section.title, said: said?.text }),
      ),
      ...(group.alike === undefined || group.alike.more === 0
        ? []
        : moreLines(group.first, group.alike, style, rowIndent)),
    ]),
    ...strangers.flatMap((group) => [
      ...group.shown.flatMap((one) => strangerRow(one, said?.text, style)),
      ...(group.more === 0 ? [] : [moreLine(group.more, rowIndent, style)]),
    ]),
  ])
}

/** Everybody who has gained or lost a privileged value, whatever section they are in and however much is folded there. */
function privilegedBlocks({ identities, privileged }: DriftView, style: Style): string[][] {
  if (privileged === undefined) return []
  const groups = gatherPrivileged(driftedWords)
  for (const [index, identity] of identities.entries()) groups.add(identity, index)
  const changeAt = (index: number) => identities[index]?.change
  const shown = groups.places.flatMap((index) => changeAt(index) ?? [])
  const heads = layHeads(shown, behindRowIndent(style), driftLook)
  const lines = renderPrivileged(groups, privilegedText(privileged, driftedWords), { heads, style, changeAt })
  return [[[...lines].join('').trimEnd()]]
}

function privilegedLines({ privileged }: DriftView, style: Style): string[] {
  if (privileged === undefined) return []
  return flow([{ text: `Privileged values: ${privilegedText(privileged, driftedWords)}.` }], '', '  ', style)
}

function titleLines({ title, count, meaning }: DriftSection, style: Style): string[] {
  return flow(
    [
      { text: `${title} (${count}):`, paint: 'strong' },
      { text: meaning, paint: 'faint', prose: true },
    ],
    '',
    '  ',
    style,
  )
}

/** What the baseline says of all rows of a section, in the same words: it is said once. */
function saidByAll({ count, identities, strangers }: DriftSection): ReturnType<typeof commonNote> {
  const items = [...identities.flatMap((identity) => identity.items), ...strangers.map(({ item }) => item)]
  return count === 1 ? undefined : commonNote(items)
}

function updateLines({ file, added, dropped, kept }: BaselineUpdate, style: Style): string[] {
  const counts = [
    ...(added.length === 0 ? [] : [`${added.length} added`]),
    ...(dropped.length === 0 ? [] : [`${dropped.length} dropped`]),
    ...(kept.length === 0 ? [] : [`${kept.length} kept`]),
  ]
  const told = counts.length === 0 ? 'it accepts nothing' : counts.join(', ')
  return [
    ...flow([{ text: `Baseline ${escapeText(file)}: ${told}.` }], '', '  ', style),
    ...dropped.flatMap(({ entry, why }) =>
      flow([{ text: `dropped ${subjectText(entry.subject)}: ${why}`, prose: true }], rowIndent, hanging, style),
    ),
  ]
}

function subjectText(subject: DriftSubject): string {
  if ('id' in subject) return escapeText(subject.id)
  return `${escapeText(subject.key)} ${'path' in subject ? escapeText(subject.path) : subject.kind}`
}

/** What people can do about it, on one line where it fits. */
function answerLines(answers: readonly string[], style: Style): string[] {
  if (answers.length === 0) return []
  const pieces = answers.map((text, index) => ({
    text: escapeText(index < answers.length - 1 ? `${text} ·` : text),
  }))
  return flow(pieces, '', '  ', style)
}
