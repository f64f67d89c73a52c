import { exitCodes } from '../../model/exit-codes.ts'
import type { RunChange, RunStory, RunSummary, UnreadableRun } from '../../model/run.ts'
import { escapeText } from '../escape.ts'
import type { Style } from '../style.ts'
import { plural } from './diagnostics.ts'
import { outcomePaints, outcomeTexts } from './report.ts'
import { actionLabel } from './symbols.ts'

/** One line per run, newest first. Ends with a line break. */
export function renderRuns(runs: readonly (RunSummary | UnreadableRun)[], style: Style): string {
  if (runs.length === 0) return 'No runs.\n'
  return runs.map((run) => `${'problem' in run ? renderUnreadable(run, style) : renderLine(run, style)}\n`).join('')
}

/** One run with the outcomes of its changes. Ends with a line break. */
export function renderRun(run: RunStory, style: Style): string {
  const { command, target, workspace, idctl_version, plan_digest } = run
  const head = [
    `${style.strong(`Run ${run.run}`)}: ${escapeText(command)} on ${escapeText(target)}, workspace ${escapeText(workspace)}`,
    `Started ${timeOf(run.started_at)}${run.end === undefined ? '' : `, ended ${timeOf(run.end.at)}`}, idctl ${escapeText(idctl_version)}`,
    ...(plan_digest === undefined ? [] : [`Plan file with digest ${escapeText(plan_digest)}`]),
  ]
  const blocks = [
    head.join('\n'),
    run.changes.map((change) => renderChange(change, style)).join('\n'),
    style.warning(remarksOn(run).join('\n')),
    `Run: ${resultOf(run)}.`,
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

function renderLine(run: RunSummary, style: Style): string {
  const isFine = run.end?.exit === 'ok' && run.missing === 0
  const result = isFine ? resultOf(run) : style.warning(resultOf(run))
  return [style.strong(run.run), timeOf(run.started_at), escapeText(run.command), escapeText(run.target), result].join(
    '  ',
  )
}

function renderUnreadable({ run, problem }: UnreadableRun, style: Style): string {
  return `${style.strong(run)}  ${style.problem(`cannot be read: ${escapeText(problem)}`)}`
}

function renderChange({ key, action, id, outcome, request_id }: RunChange, style: Style): string {
  return [
    actionLabel(action, outcome === 'blocked' ? 'held' : undefined, style),
    style.strong(escapeText(key)),
    ...(id === undefined ? [] : [style.faint(escapeText(id))]),
    outcome === undefined ? style.problem('under way') : style[outcomePaints[outcome]](outcomeTexts[outcome]),
    ...(request_id === undefined ? [] : [style.faint(`request id: ${escapeText(request_id)}`)]),
  ].join('  ')
}

function remarksOn(run: RunSummary): string[] {
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

/** `incomplete (exit 5): 3 done, 1 failed`. */
function resultOf({ end, counts, under_way, missing }: RunSummary): string {
  const name = end === undefined ? 'unfinished' : end.exit === 'ok' ? 'ok' : `${end.exit} (exit ${exitCodes[end.exit]})`
  const parts = Object.entries(counts).flatMap(([outcome, count]) =>
    count === 0 ? [] : [`${count} ${outcomeTexts[outcome as keyof typeof counts]}`],
  )
  if (under_way > 0) parts.push(`${under_way} under way`)
  if (missing > 0) parts.push(`${missing} not known`)
  return parts.length === 0 ? `${name}: no change was begun` : `${name}: ${parts.join(', ')}`
}

/** `2026-11-24 14:30:00 UTC`. */
function timeOf(rfc3339: string): string {
  return `${escapeText(rfc3339).slice(0, 19).replace('T', ' ')} UTC`
}
