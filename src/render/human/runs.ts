import { exitCodes } from '../../model/exit-codes.ts'
import type { RunStory, RunSummary, UnreadableRun } from '../../model/run.ts'
import { shardText } from '../../model/shard.ts'
import type { Detail } from '../detail.ts'
import { escapeText } from '../escape.ts'
import { type ColumnRule, layTable } from '../layout/columns.ts'
import { flow, sentence } from '../layout/flow.ts'
import { padEnd, widthOf } from '../layout/width.ts'
import { wrapBehind } from '../layout/wrap.ts'
import type { Paint, Style } from '../style.ts'
import { plural } from './diagnostics.ts'
import { agoText, durationText } from './duration.ts'
import { outcomeTexts } from './outcome-texts.ts'
import { shortRun } from './report.ts'
import { renderRunChanges } from './run-changes.ts'

interface Column {
  readonly title: string
  readonly rule: ColumnRule
  /** Left out where the terminal has fewer columns. */
  readonly from?: number
  readonly cell: (run: RunSummary, now: Date) => string
}

const columns: readonly Column[] = [
  { title: 'RUN', rule: {}, cell: ({ run }) => shortRun(run) },
  { title: 'WHEN', rule: {}, cell: ({ started_at }, now) => agoText(new Date(started_at), now) },
  { title: 'TOOK', rule: { align: 'right' }, from: 80, cell: tookOf },
  { title: 'COMMAND', rule: {}, cell: (run) => escapeText(commandOf(run)) },
  { title: 'TARGET', rule: { least: 8 }, cell: ({ target }) => escapeText(target) },
  { title: 'COMMIT', rule: {}, from: 80, cell: ({ commit }) => escapeText(commit ?? '').slice(0, 7) },
  { title: 'RESULT', rule: {}, cell: ({ end }) => end?.exit ?? 'unfinished' },
]

/** With the shard of the plan, if it did not execute the whole. */
export function commandOf({ command, shard }: RunSummary): string {
  return shard === undefined ? command : `${command} ${shardText(shard)}`
}

/** A table of runs, newest first, and how to see one. Ends with a line break. */
export function renderRuns(runs: readonly (RunSummary | UnreadableRun)[], now: Date, style: Style): string {
  if (runs.length === 0) return 'No runs.\n'
  const readable = runs.filter((run): run is RunSummary => !('problem' in run))
  const table = layRuns(readable, now, style)
  const lines = table.rows.values()
  const body = runs.flatMap((run) => ('problem' in run ? [renderUnreadable(run, style)] : (lines.next().value ?? [])))
  const head = readable.length === 0 ? [] : table.head
  return `${[...head, ...body].join('\n')}\n\nWhat one of them did: \`idctl runs RUN\`\n`
}

/** Columns that the changes of a run get at least, where they need that many. */
const leastForChanges = 20
/** Where there is no room for them beside a run, they stand below it, under WHEN. */
const changesIndent = 8

/** The lines of the head and of each run. What a run changed goes on below itself where it has no room. */
function layRuns(
  runs: readonly RunSummary[],
  now: Date,
  style: Style,
): { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] } {
  const isUsed = ({ from = 0, cell }: Column) => style.width >= from && runs.some((run) => cell(run, now) !== '')
  const shown = columns.filter(isUsed)
  const texts = [shown.map(({ title }) => title), ...runs.map((run) => shown.map(({ cell }) => cell(run, now)))]
  const changes = [['CHANGES'], ...runs.map(changeTexts)]
  const widest = Math.max(...changes.map((parts) => widthOf(parts.join(', '))))
  const paint = (cell: string, row: number, column: number): string => {
    const run = runs[row - 1]
    if (run === undefined) return style.faint(cell)
    if (column === 0) return style.strong(cell)
    return shown[column]?.title === 'RESULT' ? style[resultPaint(run)](cell) : cell
  }
  const rules = shown.map(({ rule }) => rule)
  const beside = layTable(texts, rules, style.width - Math.min(widest, leastForChanges) - 2, paint)
  const indent = Math.max(...beside.map(widthOf)) + 2
  const isBelow = indent + leastForChanges > style.width
  const before = isBelow ? layTable(texts, rules, style.width, paint) : beside
  const [head = [], ...rows] = before.map((line, row) => {
    const parts = changes[row] ?? []
    if (isBelow) {
      const below = row === 0 ? [] : linesOf(parts, style.width - changesIndent)
      return [line.trimEnd(), ...below.map((text) => padEnd('', changesIndent) + text)]
    }
    const [first = '', ...rest] = linesOf(parts, style.width - indent)
    return [
      padEnd(line, indent) + (row === 0 ? style.faint(first) : first),
      ...rest.map((text) => padEnd('', indent) + text),
    ]
  })
  return { head, rows }
}

/** The parts in lines of so many columns; a part is never broken. */
function linesOf(parts: readonly string[], room: number): string[] {
  const lines: string[] = []
  for (const part of parts) {
    const line = lines.at(-1)
    if (line === undefined) lines.push(part)
    else if (widthOf(`${line}, ${part}`) < room) lines[lines.length - 1] = `${line}, ${part}`
    else lines.splice(-1, 1, `${line},`, part)
  }
  return lines
}

/** One run with the outcomes of its changes, those that are alike folded. Ends with a line break. */
export function renderRun(run: RunStory, detail: Detail, style: Style): string {
  const { command, target, workspace, idctl_version, plan_digest, commit, shard } = run
  const ended = run.end === undefined ? '' : `, ended ${timeOf(run.end.at)} (${tookOf(run)})`
  const about = `${escapeText(command)} on ${escapeText(target)}, workspace ${escapeText(workspace)}`
  const head = [
    ...flow([{ text: `Run ${run.run}:`, paint: 'strong' }, ...sentence(about)], '', '  ', style),
    ...wrapBehind(
      `Started ${timeOf(run.started_at)}${ended}, idctl ${escapeText(idctl_version)}`,
      style.width,
      '',
      '  ',
    ),
    ...(commit === undefined ? [] : [`Made from commit ${escapeText(commit)}`]),
    ...(shard === undefined ? [] : [`Shard ${shardText(shard)} of the plan`]),
    ...(plan_digest === undefined ? [] : [`Plan file with digest ${escapeText(plan_digest)}`]),
  ]
  const blocks = [
    head.join('\n'),
    ...renderRunChanges(run.changes, detail, style),
    style.warning(
      remarksOn(run)
        .flatMap((text) => wrapBehind(text, style.width, '', '  '))
        .join('\n'),
    ),
    [resultText(run), ...nextStep(run)].flatMap((text) => flow(sentence(text), '', '  ', style)).join('\n'),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

/** Paints of results that are not as they should be. */
const resultPaints: Readonly<Partial<Record<string, Paint>>> = { ok: 'added', incomplete: 'problem', error: 'problem' }

function resultPaint({ end, missing }: RunSummary): Paint {
  return missing > 0 || end === undefined ? 'warning' : (resultPaints[end.exit] ?? 'warning')
}

export function tookOf({ started_at, end }: RunSummary): string {
  return end === undefined ? '' : durationText(new Date(end.at).getTime() - new Date(started_at).getTime())
}

function renderUnreadable({ run, problem }: UnreadableRun, style: Style): string {
  return `${style.strong(shortRun(run))}  ${style.problem(`cannot be read: ${escapeText(problem)}`)}`
}

export function remarksOn(run: RunSummary): string[] {
  const { under_way, missing, end, interrupted } = run
  return [
    ...(interrupted === 'stop' ? ['Interrupted: nothing more was started.'] : []),
    ...(interrupted === 'abort' ? ['Interrupted twice: what was under way was given up, too.'] : []),
    ...(end?.why === undefined ? [] : [`The server went away, and nothing more was started: ${escapeText(end.why)}.`]),
    ...(end === undefined ? ['Its journal has no end: it was killed, or is still running.'] : []),
    ...(under_way > 0 ? ['What was under way may or may not have happened: the next plan tells.'] : []),
    ...(missing > 0 ? [`${plural(missing, 'record')} of its journal could not be written or cannot be read.`] : []),
  ]
}

/** `Result: incomplete (exit 5). 3 done, 1 failed.` The word is that of the list of runs. */
export function resultText(run: RunSummary): string {
  const { end } = run
  const name = end === undefined ? 'unfinished' : end.exit === 'ok' ? 'ok' : `${end.exit} (exit ${exitCodes[end.exit]})`
  const counts = changeTexts(run).join(', ')
  return `Result: ${name}. ${counts.charAt(0).toUpperCase()}${counts.slice(1)}.`
}

/** `3 done`, `1 failed`. */
export function changeTexts({ counts, under_way, missing }: RunSummary): string[] {
  const parts = Object.entries(counts).flatMap(([outcome, count]) =>
    count === 0 ? [] : [`${count} ${outcomeTexts[outcome as keyof typeof counts]}`],
  )
  if (under_way > 0) parts.push(`${under_way} under way`)
  if (missing > 0) parts.push(`${missing} not known`)
  return parts.length === 0 ? ['no change was begun'] : parts
}

/** What is left to do: `apply` makes its plan anew, and the other commands are asked by name. */
export function nextStep({ end, counts, under_way, command }: RunSummary): string[] {
  if (end?.exit === 'ok' || counts.failed + counts.moved + counts.skipped + under_way === 0) return []
  return command === 'apply'
    ? ['What was not done is in the next plan: `idctl plan`']
    : ['The same command tries it again.']
}

/** `2026-11-24 14:30:00 UTC`. */
export function timeOf(rfc3339: string): string {
  return `${escapeText(rfc3339).slice(0, 19).replace('T', ' ')} UTC`
}
