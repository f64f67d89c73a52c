import type { DriftedIdentity, DriftedUnmanaged, DriftItem, DriftView } from '../../../model/drift.ts'
import { hiddenValue } from '../../../model/sensitive.ts'
import { foldDrift, foldStrangers } from '../../human/drift-fold.ts'
import { driftLine, everybodyIn } from '../../human/drift-line.ts'
import { wholeTexts } from '../../human/drift-row.ts'
import { type DriftSection, driftSections } from '../../human/drift-sections.ts'
import { verdictNote } from '../../human/drift-verdict.ts'
import { moreText } from '../../human/more-lines.ts'
import { driftedWords, gatherPrivileged, privilegedText } from '../../human/privileged.ts'
import { sidesOf } from '../../human/sides.ts'
import { changeRow } from '../change-row.ts'
import type { ReportSheet, ReportSubject } from '../report-format.ts'
import { sidesText } from './change-text.ts'
import { clip } from './clip.ts'
import { diagnosticSection } from './diagnostics.ts'
import type { Section } from './document.ts'
import type { Form, Item } from './fit.ts'
import { code, prose } from './inert.ts'
import { personText, privilegedSection } from './privileged.ts'
import { detailsForm, keyText, listForm, named, nameText, placeText, plainLine, rowText, sentence } from './rows.ts'
import { vitalSection } from './vital-section.ts'

type DriftSubject = Extract<ReportSubject, { kind: 'drift' }>

/** The counts of everybody, and what people can do about it. */
export function driftLead({ found: { plan, view, update }, answers }: DriftSubject): string[] {
  const where = `Workspace ${named(plan.workspace)} on ${named(plan.target)}`
  const only = plan.selection === undefined ? '' : `, only ${named(plan.selection)}`
  return [
    `**${prose(driftLine(everybodyIn(plan, view), view.counts))}**`,
    ...(view.privileged === undefined
      ? []
      : [prose(`Privileged values: ${privilegedText(view.privileged, driftedWords)}.`)]),
    ...(answers.length === 0 ? [] : [answers.map(answerText).join(' · ')]),
    ...(update === undefined
      ? []
      : [`Baseline ${named(update.file)}: ${update.added.length} added, ${update.dropped.length} dropped.`]),
    `${where}${only}. Values are file → live.`,
  ]
}

/** `Undo: idctl apply`. */
function answerText(answer: string): string {
  const [, word = '', command = answer] = /^(\w+): (.*)$/s.exec(answer) ?? []
  return `${word === '' ? '' : `${word}: `}${code(clip(command, 1000))}`
}

export function driftParts({ found: { plan, view } }: DriftSubject, sheet: ReportSheet): Section[] {
  return [
    ...privilegedSections(view, sheet),
    ...driftSections(view).map((section) =>
      isQuiet(section) ? quietSection(section, sheet) : openSection(section, sheet),
    ),
    ...diagnosticSection(plan.diagnostics, sheet),
  ]
}

function privilegedSections({ identities, privileged }: DriftView, sheet: ReportSheet): Section[] {
  if (privileged === undefined) return []
  const groups = gatherPrivileged(driftedWords)
  for (const [index, identity] of identities.entries()) groups.add(identity, index)
  return [
    privilegedSection(
      groups,
      privilegedText(privileged, driftedWords),
      (index) => identities[index]?.change,
      (row) => personText(row, sheet),
    ),
  ]
}

/** What is no drift, or is listed by ids alone. */
function isQuiet({ title }: DriftSection): boolean {
  return title === 'Observed' || title === 'Accepted' || title === 'Unmanaged'
}

function openSection(section: DriftSection, sheet: ReportSheet): Section {
  const { title, count, meaning, identities } = section
  const isFolded = foldDrift(identities).some(({ alike }) => alike.more > 0)
  return vitalSection({
    title,
    count,
    said: [sentence(meaning)],
    people: () => identities,
    first: isFolded ? [foldedForm(section, listForm, sheet)] : [],
    rows: [(identity) => driftRow(identity, section, sheet), (identity) => rowText(headOf(identity, sheet))],
    line: ({ change }) => plainLine([change.key, ...(change.display === undefined ? [] : [change.display])]),
    word: ({ change }) => change.key,
  })
}

function quietSection(section: DriftSection, sheet: ReportSheet): Section {
  const { title, count } = section
  return {
    title,
    count,
    isVital: false,
    forms: [foldedForm(section, detailsForm, sheet)],
  }
}

function foldedForm(section: DriftSection, form: typeof listForm, sheet: ReportSheet): Form {
  const { title, count, meaning, identities, strangers } = section
  function* items(): Generator<Item> {
    for (const { shown, first, alike } of foldDrift(identities)) {
      for (const identity of shown) yield { text: driftRow(identity, section, sheet), count: 1 }
      if (alike.more > 0) yield { text: rowText([sentence(moreText(first, alike))]), count: alike.more }
    }
    for (const { shown, more } of foldStrangers(strangers)) {
      for (const stranger of shown) yield { text: strangerRow(stranger), count: 1 }
      if (more > 0) yield { text: rowText([`… ${more} more like these`]), count: more }
    }
  }
  return form(`${title} (${count})`, items, [sentence(meaning)])
}

function headOf({ change }: DriftedIdentity, sheet: ReportSheet): string[] {
  const { key, name, accounts, at } = changeRow(change)
  return [
    `**${keyText(key)}**${name === undefined ? '' : ` ${nameText(name)}`}`,
    accounts.slice(0, 2).map(keyText).join(', '),
    at === undefined ? '' : placeText(at, sheet),
  ]
}

const mostItems = 20

function driftRow(identity: DriftedIdentity, { title }: DriftSection, sheet: ReportSheet): string {
  const { change, items } = identity
  const { refusals } = changeRow(change)
  const more = items.length - mostItems
  return rowText(headOf(identity, sheet), [
    ...items.slice(0, mostItems).flatMap((item) => itemText(item, title)),
    ...(more > 0 ? [`${more} more values`] : []),
    ...refusals.map(({ label, reason, hint }) => {
      return `**${label}**: ${sentence(reason)}${hint === undefined ? '' : `; hint: ${sentence(hint)}`}`
    }),
  ])
}

/** What moved, and what the baseline says of it. */
function itemText(item: DriftItem, title: DriftSection['title']): string[] {
  const { field, subject, observed } = item
  const note = verdictNote(item)
  const notes = [
    ...(field?.cause === 'both' ? ['the file changed, too'] : []),
    ...(observed && title !== 'Observed' ? ['observed'] : []),
    ...(note === undefined ? [] : [note.text]),
  ].map((text) => ` (${sentence(text)})`)
  if (field !== undefined) {
    const { path, before, after, sensitive } = field
    // What happened: from the value of the file, which a plan has as `after`, to the live one.
    const pieces = sensitive ? sidesOf(hiddenValue, hiddenValue, 60, false) : sidesOf(after, before, 60, false)
    return [`${code(clip(path, 400))} ${sidesText(pieces)}${notes.join('')}`]
  }
  const [own, text] = 'kind' in subject ? wholeTexts[subject.kind] : [title, '']
  const what = own === title ? '' : text
  return what === '' && notes.length === 0 ? [] : [`${what}${notes.join('')}`.trim()]
}

function strangerRow({ id, foreign, item }: DriftedUnmanaged): string {
  const note = verdictNote(item)
  return rowText([
    keyText(id),
    ...(foreign ? ['marked by another workspace'] : []),
    ...(note ? [sentence(note.text)] : []),
  ])
}
