import type { RunChange, RunStory, RunSummary, UnreadableRun } from '../../../model/run.ts'
import { shardText } from '../../../model/shard.ts'
import { plural } from '../../human/diagnostics.ts'
import { agoText } from '../../human/duration.ts'
import { outcomeTexts } from '../../human/outcome-texts.ts'
import { shortRun } from '../../human/report.ts'
import { endedText, isDone, whyNotDone } from '../../human/run-not-done.ts'
import { changeTexts, commandOf, nextStep, remarksOn, resultText, timeOf, tookOf } from '../../human/runs.ts'
import { actionLabel, doneAction } from '../../human/symbols.ts'
import { plainStyle } from '../../style.ts'
import { actionLabels } from './change-item.ts'
import { type Facet, tally } from './facet.ts'
import { type Html, html, prose } from './markup.ts'
import type { Page, Section } from './page.ts'
import { headFacts } from './plan-page.ts'
import { badge, labelled, rowOf, who } from './row.ts'

/** Runs, newest first. */
export function runsPage(runs: readonly (RunSummary | UnreadableRun)[], now: Date): Page {
  const results = tally()
  for (const run of runs) results.add(resultName(run))
  const names = [...new Set(runs.map(resultName))]
  return {
    verdict: runs.length === 0 ? 'No runs.' : `${plural(runs.length, 'run')}, newest first.`,
    facts: [],
    alerts: [],
    facets: [{ name: 'result', title: 'Result', values: results.finish(new Map(names.map((name) => [name, name]))) }],
    sections: sectionOf('Runs', runs, (run) => ('problem' in run ? unreadableItem(run) : runItem(run, now))),
  }
}

/** One run with its changes: first what was not done as planned. */
export function storyPage(run: RunStory): Page {
  const { command, started_at, end, idctl_version, commit, plan_digest, shard, changes } = run
  const ended = end === undefined ? '' : `, ended ${timeOf(end.at)} (${tookOf(run)})`
  return {
    verdict: resultText(run),
    facts: [
      ...headFacts(run),
      { name: 'Run', text: html`${run.run}` },
      { name: 'Command', text: html`${command}` },
      { name: 'Started', text: html`${timeOf(started_at)}${ended}` },
      { name: 'idctl of the run', text: html`${idctl_version}` },
      ...(commit === undefined ? [] : [{ name: 'Commit', text: html`${commit.slice(0, 12)}` }]),
      ...(shard === undefined ? [] : [{ name: 'Shard of the plan', text: html`${shardText(shard)}` }]),
      ...(plan_digest === undefined ? [] : [{ name: 'Digest of the plan file', text: html`${plan_digest}` }]),
    ],
    alerts: [...remarksOn(run), ...nextStep(run)].map((text) => html`<p>${prose(text)}</p>`),
    facets: storyFacets(changes),
    sections: [
      ...sectionOf(
        'Not done',
        changes.filter((change) => !isDone(change)),
        changeOfRun,
      ),
      ...sectionOf('Done', changes.filter(isDone), changeOfRun),
    ],
  }
}

function sectionOf<Item>(title: string, items: readonly Item[], rowFor: (item: Item) => Html): Section[] {
  if (items.length === 0) return []
  return [
    {
      title,
      count: items.length,
      about: [],
      *rows() {
        for (const item of items) yield rowFor(item)
      },
    },
  ]
}

function resultName(run: RunSummary | UnreadableRun): string {
  return 'problem' in run ? 'unreadable' : (run.end?.exit ?? 'unfinished')
}

function runItem(run: RunSummary, now: Date): Html {
  const { target, started_at, commit } = run
  const took = tookOf(run)
  const facts = [
    ...changeTexts(run),
    ...(took === '' ? [] : [`took ${took}`]),
    ...(commit === undefined ? [] : [`commit ${commit.slice(0, 7)}`]),
  ]
  return rowOf({
    data: html`data-result="${resultName(run)}"`,
    head: html`${badge(resultName(run), resultName(run))}${who(shortRun(run.run), `${commandOf(run)} on ${target}`, facts.join(', '))}`,
    place: html`<span class="place" title="${timeOf(started_at)}">${agoText(new Date(started_at), now)}</span>`,
    body: [],
    isOpen: false,
  })
}

function unreadableItem({ run, problem }: UnreadableRun): Html {
  return rowOf({
    data: html`data-result="unreadable"`,
    head: html`${badge('unreadable', 'unreadable')}${who(shortRun(run), undefined)}`,
    body: [labelled('cannot be read', problem, 'blocked')],
    isOpen: true,
  })
}

const underWay = 'under-way'

function storyFacets(changes: readonly RunChange[]): Facet[] {
  const outcomes = tally()
  const actions = tally()
  for (const change of changes) {
    outcomes.add(change.outcome ?? underWay)
    actions.add(doneAction(change))
  }
  const labels = new Map([[underWay, 'under way'], ...Object.entries(outcomeTexts)])
  return [
    { name: 'outcome', title: 'Outcome', values: outcomes.finish(labels) },
    { name: 'action', title: 'Action', values: actions.finish(actionLabels) },
  ]
}

function changeOfRun(change: RunChange): Html {
  const { key, id, outcome, request_id } = change
  const action = doneAction(change)
  const wasExecuted = outcome === 'done' || outcome === 'already-done'
  const ended = endedText(change)
  const why = whyNotDone(change)
  return rowOf({
    data: html`data-outcome="${outcome ?? underWay}" data-action="${action}"`,
    head: html`${badge(wasExecuted ? action : (outcome ?? 'failed'), actionLabel(action, outcome === 'blocked' ? 'held' : undefined, plainStyle).trim())}${who(key, undefined, ended, request_id === undefined ? '' : `request id ${request_id}`)}`,
    place: html`<span class="place">${id}</span>`,
    body: [
      ...(why === undefined ? [] : [html`<p class="said">${prose(why.reason)}</p>`]),
      ...(why?.hint === undefined ? [] : [labelled('hint', why.hint)]),
    ],
    isOpen: why !== undefined,
  })
}
