import type { Outcome, OutcomeKind, Report } from '../../../model/report.ts'
import { isNotDone, withoutOutage } from '../../human/fold-outcomes.ts'
import { outcomeTexts } from '../../human/outcome-texts.ts'
import { interruptionText, nextStep, reportPieces } from '../../human/report.ts'
import { actionLabel, doneAction } from '../../human/symbols.ts'
import type { ShownPlan } from '../../masking/shown-plan.ts'
import { plainStyle } from '../../style.ts'
import { changeRow } from '../change-row.ts'
import type { ReportSheet, ReportSubject } from '../report-format.ts'
import { actionLabels, leafOf } from './change-item.ts'
import { type Facet, tally } from './facet.ts'
import { leafList } from './leaves.ts'
import { type Html, html, prose } from './markup.ts'
import type { Page, Section } from './page.ts'
import { headFacts } from './plan-page.ts'
import { problemFact, problemSections, severityFacet } from './problems.ts'
import { badge, labelled, placeOf, rowOf, who } from './row.ts'

type RunSubject = Extract<ReportSubject, { kind: 'run' }>

export function runPage(subject: RunSubject, sheet: ReportSheet): Page {
  const { report, facts, place: where, plan } = subject
  const { run, ...others } = facts
  const diagnostics = plan?.diagnostics ?? []
  return {
    verdict: reportPieces(report, others)
      .map(({ text }) => text)
      .join(' '),
    facts: [
      ...headFacts(where),
      ...(run === undefined ? [] : [{ name: 'Run', text: html`${run}` }]),
      ...problemFact(diagnostics),
    ],
    alerts: alertsOf(subject),
    facets: [...facetsOf(report), severityFacet(diagnostics)],
    sections: [...outcomeSections(report, plan, sheet), ...problemSections(diagnostics, sheet)],
  }
}

/** What ended the run early, what went wrong beside the changes, and what comes next. */
function alertsOf({ report, facts }: RunSubject): Html[] {
  const { unavailable, problems = [], outcomes } = report
  const outage = unavailable === undefined ? undefined : withoutOutage(outcomes.filter(isNotDone), unavailable).outage
  const interruption = interruptionText(report)
  return [
    ...(unavailable === undefined ? [] : [html`<p><b>The server became unavailable</b> ${prose(unavailable)}</p>`]),
    ...(interruption === '' ? [] : [html`<p>${prose(interruption)}</p>`]),
    ...problems.map(
      ({ message, hint }) =>
        html`<p><b>Problem</b> ${prose(message)}</p>${hint === undefined ? [] : [labelled('hint', hint)]}`,
    ),
    ...nextStep(report, facts, outage).map((text) => html`<p>${prose(text)}</p>`),
  ]
}

/** What was not done comes first. */
const order = [
  'failed',
  'moved',
  'skipped',
  'blocked',
  'done',
  'already-done',
] as const satisfies readonly OutcomeKind[]

const outcomeLabels: ReadonlyMap<string, string> = new Map(order.map((kind) => [kind, outcomeTexts[kind]]))

function facetsOf({ outcomes }: Report): Facet[] {
  const kinds = tally()
  const actions = tally()
  for (const outcome of outcomes) {
    kinds.add(outcome.outcome)
    actions.add(doneAction(outcome))
  }
  return [
    { name: 'outcome', title: 'Outcome', values: kinds.finish(outcomeLabels) },
    { name: 'action', title: 'Action', values: actions.finish(actionLabels) },
  ]
}

const inPart = 'Done in part'

const titles: Readonly<Record<OutcomeKind, string>> = {
  failed: 'Failed',
  moved: 'Moved',
  skipped: 'Not started',
  blocked: 'Blocked',
  done: 'Done',
  'already-done': 'Already done',
}

function outcomeSections({ outcomes }: Report, plan: ShownPlan | undefined, sheet: ReportSheet): Section[] {
  const changeOf = lookUp(plan)
  const section = (title: string, own: readonly Outcome[]): Section[] => {
    if (own.length === 0) return []
    return [
      {
        title,
        count: own.length,
        about: [],
        *rows() {
          for (const outcome of own) yield outcomeItem(outcome, changeOf(outcome.key), sheet)
        },
      },
    ]
  }
  const whole = (kind: OutcomeKind) => outcomes.filter(({ outcome, waits }) => outcome === kind && !waits)
  return [
    ...order
      .filter((kind) => kind !== 'done' && kind !== 'already-done')
      .flatMap((kind) => section(titles[kind], whole(kind))),
    ...section(
      inPart,
      outcomes.filter(({ waits }) => waits),
    ),
    ...(['done', 'already-done'] as const).flatMap((kind) => section(titles[kind], whole(kind))),
  ]
}

/** Finds the change of an outcome, where the plan was made for this run. */
function lookUp(plan: ShownPlan | undefined): (key: string) => ReturnType<ShownPlan['changes']['at']> {
  const places = new Map<string, number>()
  if (plan !== undefined) for (const [index, { key }] of plan.changes.entries()) places.set(key, index)
  return (key) => plan?.changes.at(places.get(key) ?? -1)
}

function outcomeItem(outcome: Outcome, change: ReturnType<ShownPlan['changes']['at']>, sheet: ReportSheet): Html {
  const { key, origin, outcome: kind, waits } = outcome
  const row = change && changeRow(change)
  const ended = `${outcomeTexts[kind]}${waits ? ' in part' : ''}`
  const action = doneAction(outcome)
  const held = kind === 'blocked' ? (outcome.code === 'kept' ? 'kept' : 'held') : undefined
  return rowOf({
    data: html`data-outcome="${kind}" data-action="${action}"`,
    head: html`${badge(kind === 'done' || kind === 'already-done' ? action : kind, actionLabel(action, held, plainStyle).trim())}${who(key, row?.name, ended)}`,
    place: placeOf(origin, sheet),
    body: [...reasonsOf(outcome), ...leafList((row?.leaves ?? []).map(leafOf))],
    isOpen: isNotDone(outcome),
  })
}

/** Kratos gives some reasons in several lines. */
function reasonsOf({ reason = '', hint, paths = [], request_id }: Outcome): Html[] {
  return [
    ...reason.split('\n').flatMap((line) => (line.trim() === '' ? [] : [html`<p class="said">${prose(line)}</p>`])),
    ...(paths.length === 0 ? [] : [labelled('about', paths.join(', '))]),
    ...(hint === undefined ? [] : [labelled('hint', hint)]),
    ...(request_id === undefined ? [] : [labelled('request id', request_id)]),
  ]
}
