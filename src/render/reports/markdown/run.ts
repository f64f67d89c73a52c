import { push } from '../../../model/push.ts'
import type { Outcome, Report } from '../../../model/report.ts'
import { groupOf, isNotDone, withoutOutage } from '../../human/fold-outcomes.ts'
import { outcomeTexts } from '../../human/outcome-texts.ts'
import { interruptionText, nextStep, reportPieces } from '../../human/report.ts'
import { doneAction } from '../../human/symbols.ts'
import type { ReportSheet, ReportSubject } from '../report-format.ts'
import { diagnosticSection } from './diagnostics.ts'
import type { Section } from './document.ts'
import type { Form, Item } from './fit.ts'
import { prose } from './inert.ts'
import { keyText, listForm, named, placeText, plainLine, rowText, sentence } from './rows.ts'
import { vitalSection } from './vital-section.ts'

type RunSubject = Extract<ReportSubject, { kind: 'run' }>

/** How it ended in counts, and what comes next. */
export function runLead({ report, facts, place }: RunSubject): string[] {
  const { unavailable } = report
  const outage =
    unavailable === undefined ? undefined : withoutOutage(report.outcomes.filter(isNotDone), unavailable).outage
  const interruption = interruptionText(report)
  return [
    `**${prose(
      reportPieces(report, facts)
        .map(({ text }) => text)
        .join(' '),
    )}**`,
    ...(unavailable === undefined ? [] : [`✗ The server became unavailable: ${sentence(unavailable)}`]),
    ...(interruption === '' ? [] : [interruption]),
    ...doneText(report),
    ...nextStep(report, facts, outage).map(sentence),
    `Workspace ${named(place.workspace)} on ${named(place.target)}`,
  ]
}

/** `Done: 3 create, 1 delete.` */
function doneText({ outcomes }: Report): string[] {
  const counts = new Map<string, number>()
  for (const outcome of outcomes) {
    const action = doneAction(outcome)
    if (outcome.outcome === 'done') counts.set(action, (counts.get(action) ?? 0) + 1)
  }
  if (counts.size === 0) return []
  return [`Done: ${[...counts].map(([action, count]) => `${count} ${action}`).join(', ')}.`]
}

export function runSections({ report, plan }: RunSubject, sheet: ReportSheet): Section[] {
  const open = report.outcomes.filter(isNotDone)
  const gone = report.outcomes.filter((outcome) => !isNotDone(outcome) && isRemoval(outcome))
  return [
    ...(open.length === 0 ? [] : [openSection(open, sheet)]),
    ...problemSection(report),
    ...(gone.length === 0 ? [] : [goneSection(gone, sheet)]),
    ...(plan === undefined ? [] : diagnosticSection(plan.diagnostics, sheet)),
  ]
}

function isRemoval(outcome: Outcome): boolean {
  return ['delete', 'disable', 'release'].includes(doneAction(outcome))
}

const notDone = 'Not done'

function openSection(outcomes: readonly Outcome[], sheet: ReportSheet): Section {
  return vitalSection({
    title: notDone,
    count: outcomes.length,
    people: () => outcomes,
    first: [groupedForm(outcomes, sheet)],
    rows: [(outcome) => rowText(headOf(outcome, sheet))],
    line: (outcome) => plainLine([outcome.key, `${doneAction(outcome)} ${outcomeTexts[outcome.outcome]}`]),
    word: ({ key }) => key,
  })
}

/** What has one reason is told once, with all its keys. */
function groupedForm(outcomes: readonly Outcome[], sheet: ReportSheet): Form {
  const groups = new Map<string, Outcome[]>()
  for (const outcome of outcomes) push(groups, groupOf(outcome), outcome)
  function* items(): Generator<Item> {
    for (const members of groups.values()) yield { text: groupText(members, sheet), count: members.length }
  }
  return listForm(`${notDone} (${outcomes.length})`, items)
}

const mostAlone = 2

function groupText(members: readonly Outcome[], sheet: ReportSheet): string {
  const [first] = members
  if (first === undefined) return ''
  if (members.length <= mostAlone)
    return members.map((outcome) => rowText(headOf(outcome, sheet), reasonsOf(outcome))).join('')
  const keys = members.map(({ key }) => keyText(key)).join(', ')
  // Each has its own request.
  const { request_id: _request, ...common } = first
  return rowText([`**${members.length} ${outcomeText(first)}**`], [...reasonsOf(common), keys])
}

function outcomeText({ outcome, waits }: Outcome): string {
  return `${outcomeTexts[outcome]}${waits ? ' in part' : ''}`
}

function headOf(outcome: Outcome, sheet: ReportSheet): string[] {
  const { key, origin } = outcome
  return [
    `**${doneAction(outcome)}** ${keyText(key)}`,
    origin === undefined ? '' : placeText(origin, sheet),
    `**${outcomeText(outcome)}**`,
  ]
}

/** Kratos gives some reasons in several lines. */
const mostLines = 5

function reasonsOf({ reason, hint, paths = [], request_id }: Outcome): string[] {
  return [
    ...(reason === undefined
      ? []
      : reason
          .split('\n', mostLines)
          .filter((line) => line.trim() !== '')
          .map(sentence)),
    ...(paths.length === 0 ? [] : [`about: ${paths.slice(0, mostLines).map(keyText).join(', ')}`]),
    ...(hint === undefined ? [] : [`hint: ${sentence(hint)}`]),
    ...(request_id === undefined ? [] : [`request id: ${keyText(request_id)}`]),
  ]
}

function problemSection({ problems = [] }: Report): Section[] {
  if (problems.length === 0) return []
  return [
    vitalSection({
      title: 'Problems of the run',
      count: problems.length,
      people: () => problems,
      rows: [
        ({ message, hint }) => rowText([sentence(message)], hint === undefined ? [] : [`hint: ${sentence(hint)}`]),
      ],
      line: ({ message }) => plainLine([message]),
      word: ({ message }) => message,
    }),
  ]
}

function goneSection(outcomes: readonly Outcome[], sheet: ReportSheet): Section {
  return vitalSection({
    title: 'Removed, disabled or released',
    count: outcomes.length,
    people: () => outcomes,
    rows: [(outcome) => rowText(headOf(outcome, sheet))],
    line: (outcome) => plainLine([outcome.key, doneAction(outcome)]),
    word: ({ key }) => key,
  })
}
