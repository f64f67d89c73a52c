import type { DriftedIdentity, DriftedUnmanaged, DriftItem, DriftView } from '../../../model/drift.ts'
import { hiddenValue } from '../../../model/sensitive.ts'
import { driftLine, everybodyIn } from '../../human/drift-line.ts'
import { wholeTexts } from '../../human/drift-row.ts'
import { type DriftSection, driftSections } from '../../human/drift-sections.ts'
import { verdictNote } from '../../human/drift-verdict.ts'
import { driftedWords, gatherPrivileged, privilegedText } from '../../human/privileged.ts'
import { changeRow } from '../change-row.ts'
import type { ReportSheet, ReportSubject } from '../report-format.ts'
import { refusals } from './change-item.ts'
import { fromTo, leafList, type ShownLeaf } from './leaves.ts'
import { type Html, html, prose } from './markup.ts'
import type { Fact, Page, Section } from './page.ts'
import { headFacts } from './plan-page.ts'
import { privilegedAlert, privilegedSection } from './privileged.ts'
import { problemFact, problemSections, severityFacet } from './problems.ts'
import { placeOf, rowOf, who } from './row.ts'

export function driftPage(
  { found: { plan, view, update }, answers }: Extract<ReportSubject, { kind: 'drift' }>,
  sheet: ReportSheet,
): Page {
  const sections = driftSections(view)
  const baseline: Fact[] =
    update === undefined
      ? []
      : [
          {
            name: 'Baseline',
            text: html`${update.file}: ${update.added.length} added, ${update.dropped.length} dropped`,
          },
        ]
  return {
    verdict: driftLine(everybodyIn(plan, view), view.counts),
    facts: [...headFacts(plan), ...baseline, ...problemFact(plan.diagnostics)],
    alerts: [
      ...(view.privileged === undefined ? [] : [privilegedAlert(privilegedText(view.privileged, driftedWords))]),
      ...(answers.length === 0 ? [] : [html`${answers.map(answerLine)}`]),
    ],
    facets: [
      {
        name: 'kind',
        title: 'Kind',
        values: sections.map(({ title, count }) => ({ value: kindOf(title), label: title, count })),
      },
      severityFacet(plan.diagnostics),
    ],
    sections: [
      ...sections.map((section) => driftSection(section, sheet)),
      ...privilegedSections(view, sheet),
      ...problemSections(plan.diagnostics, sheet),
    ],
  }
}

function privilegedSections({ identities, privileged }: DriftView, sheet: ReportSheet): Section[] {
  if (privileged === undefined) return []
  const groups = gatherPrivileged(driftedWords)
  for (const [index, identity] of identities.entries()) groups.add(identity, index)
  const look = { sheet, changeAt: (index: number) => identities[index]?.change }
  return [privilegedSection(groups, privilegedText(privileged, driftedWords), look)]
}

/** `Undo: idctl apply`: the command is to be copied. */
function answerLine(answer: string): Html {
  const [, word = '', command = answer] = /^(\w+): (.*)$/s.exec(answer) ?? []
  return html`<p class="answer">${word === '' ? '' : `${word}: `}<code>${command}</code></p>`
}

function kindOf(title: DriftSection['title']): string {
  return title.toLowerCase().replaceAll(' ', '-')
}

function driftSection(section: DriftSection, sheet: ReportSheet): Section {
  const { title, count, meaning, identities, strangers } = section
  return {
    title,
    count,
    about: [prose(meaning)],
    *rows() {
      for (const identity of identities) yield driftItem(identity, section, sheet)
      for (const stranger of strangers) yield strangerItem(stranger, section)
    },
  }
}

function driftItem({ change, items }: DriftedIdentity, { title }: DriftSection, sheet: ReportSheet): Html {
  const row = changeRow(change)
  return rowOf({
    data: html`data-kind="${kindOf(title)}"`,
    head: html`${who(row.key, row.name, row.accounts.join(', '))}`,
    place: placeOf(row.at, sheet),
    body: [
      ...items.flatMap((item) => wholeLine(item, title)),
      ...leafList(items.flatMap((item) => driftedLeaf(item, title))),
      ...refusals(row),
    ],
    isOpen: true,
    isFlush: true,
  })
}

/** One identity that nobody manages. It is listed without personal data. */
function strangerItem({ id, foreign, item }: DriftedUnmanaged, { title }: DriftSection): Html {
  const notes = [...(foreign ? ['marked by another workspace'] : []), ...notesOf(item)]
  return rowOf({
    data: html`data-kind="${kindOf(title)}"`,
    head: html`${who(id, undefined, ...notes)}`,
    body: [],
    isOpen: false,
    isFlush: true,
  })
}

/** Drift of the identity as a whole, where the section does not say it. */
function wholeLine(item: DriftItem, title: DriftSection['title']): Html[] {
  const { subject, field } = item
  if (field !== undefined || !('kind' in subject)) return []
  const [own, text] = wholeTexts[subject.kind]
  const said = [...(own === title ? [] : [text]), ...notesOf(item)]
  return said.map((one) => html`<p class="said">${prose(one)}</p>`)
}

/** What happened: from the value of the file, which a plan has as `after`, to the live one. */
function driftedLeaf(item: DriftItem, title: DriftSection['title']): ShownLeaf[] {
  const { field, observed } = item
  if (field === undefined) return []
  const { path, before, after, cause, sensitive } = field
  return [
    {
      path,
      value: sensitive ? fromTo(hiddenValue, hiddenValue) : fromTo(after, before),
      notes: [
        ...(cause === 'both' ? ['the file changed, too'] : []),
        ...(observed && title !== 'Observed' ? ['observed'] : []),
        ...notesOf(item),
      ],
    },
  ]
}

function notesOf(item: DriftItem): string[] {
  const note = verdictNote(item)
  return note === undefined ? [] : [note.text]
}
