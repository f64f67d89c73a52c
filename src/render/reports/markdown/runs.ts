import type { RunChange, RunStory, RunSummary, UnreadableRun } from '../../../model/run.ts'
import { shardText } from '../../../model/shard.ts'
import { agoText } from '../../human/duration.ts'
import { shortRun } from '../../human/report.ts'
import { endedText, isDone, whyNotDone } from '../../human/run-not-done.ts'
import { changeTexts, commandOf, nextStep, remarksOn, resultText, timeOf, tookOf } from '../../human/runs.ts'
import { doneAction } from '../../human/symbols.ts'
import { clip } from './clip.ts'
import type { Section } from './document.ts'
import { cell } from './inert.ts'
import { detailsForm, keyText, named, plainLine, rowText, sentence } from './rows.ts'
import { vitalSection } from './vital-section.ts'

/** What the run was, how it ended, and what comes next. */
export function storyLead(run: RunStory): string[] {
  const { command, target, workspace, idctl_version, plan_digest, commit, shard, end, started_at } = run
  const ended = end === undefined ? '' : `, ended ${timeOf(end.at)} (${tookOf(run)})`
  return [
    `**${sentence(resultText(run))}**`,
    ...remarksOn(run).map(sentence),
    ...nextStep(run).map(sentence),
    [
      `Run ${named(run.run)}: ${named(command)} on ${named(target)}, workspace ${named(workspace)}`,
      `started ${sentence(`${timeOf(started_at)}${ended}`)}, idctl ${named(idctl_version)}`,
      ...(commit === undefined ? [] : [`from commit ${named(commit.slice(0, 12))}`]),
      ...(shard === undefined ? [] : [`shard ${shardText(shard)} of the plan`]),
      ...(plan_digest === undefined ? [] : [`plan file with digest ${named(plan_digest)}`]),
    ].join('; '),
  ]
}

/** First what was not done as planned. */
export function storySections({ changes }: RunStory): Section[] {
  const open = changes.filter((change) => !isDone(change))
  const done = changes.filter(isDone)
  return [
    ...(open.length === 0 ? [] : [changesSection('Not done', open)]),
    ...(done.length === 0 ? [] : [inDetails(changesSection('Done', done))]),
  ]
}

function changesSection(title: string, changes: readonly RunChange[]): Section {
  const row = (change: RunChange) => {
    const { key, id, request_id } = change
    return rowText([
      `**${doneAction(change)}** ${keyText(key)}`,
      endedText(change),
      sentence(whyNotDone(change)?.reason ?? ''),
      id === undefined ? '' : keyText(id),
      request_id === undefined ? '' : `request id: ${keyText(request_id)}`,
    ])
  }
  return vitalSection({
    title,
    count: changes.length,
    people: () => changes,
    rows: [row],
    line: (change) => plainLine([change.key, `${doneAction(change)} ${endedText(change)}`]),
    word: ({ key }) => key,
  })
}

/** What went well is there to be looked up. */
function inDetails(section: Section): Section {
  const { title, count, forms } = section
  const folded = forms.slice(0, 1).map(({ items }) => detailsForm(`${title} (${count})`, items))
  return { ...section, isVital: false, forms: [...folded, ...forms.slice(1)] }
}

const columns: readonly [string, (run: RunSummary, now: Date) => string][] = [
  ['run', ({ run }) => cell(clip(shortRun(run), 60))],
  ['when', ({ started_at }, now) => agoText(new Date(started_at), now)],
  ['took', (run) => tookOf(run)],
  ['command', (run) => cell(clip(commandOf(run), 60))],
  ['target', ({ target }) => cell(clip(target, 100))],
  ['commit', ({ commit = '' }) => cell(clip(commit.slice(0, 7), 60))],
  ['result', ({ end }) => end?.exit ?? 'unfinished'],
  ['changes', (run) => changeTexts(run).join(', ')],
]

/** The newest first, as a table; those that cannot be read after it. */
export function runsSections(runs: readonly (RunSummary | UnreadableRun)[], now: Date): Section[] {
  const readable = runs.filter((run): run is RunSummary => !('problem' in run))
  const unreadable = runs.filter((run): run is UnreadableRun => 'problem' in run)
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  const table: Section = {
    title: 'Runs',
    count: readable.length,
    isVital: false,
    forms: [
      {
        head: line(columns.map(([title]) => title)) + line(columns.map(() => '---')),
        *items() {
          for (const run of readable) yield { text: line(columns.map(([, text]) => text(run, now))), count: 1 }
        },
        tail: '\n',
      },
    ],
  }
  return [
    ...(readable.length === 0 ? [] : [table]),
    ...(unreadable.length === 0
      ? []
      : [
          vitalSection({
            title: 'Cannot be read',
            count: unreadable.length,
            people: () => unreadable,
            rows: [({ run, problem }) => rowText([keyText(run), sentence(problem)])],
            line: ({ run }) => plainLine([run]),
            word: ({ run }) => run,
          }),
        ]),
  ]
}
