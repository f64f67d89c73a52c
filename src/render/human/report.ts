import type { OutcomeKind, Report } from '../../model/report.ts'
import type { RunFacts } from '../../model/run.ts'
import { shardText } from '../../model/shard.ts'
import { escapeText } from '../escape.ts'
import { flow, type Piece, sentence } from '../layout/flow.ts'
import { wrapBehind } from '../layout/wrap.ts'
import type { Style } from '../style.ts'
import { plural } from './diagnostics.ts'
import { durationText } from './duration.ts'
import { mostWhole } from './fold-group.ts'
import { type AlikeOutcomes, foldOutcomes, isNotDone, type Outage, withoutOutage } from './fold-outcomes.ts'
import { hintLines, outcomeIndent, pathLines, reasonLines, renderOutcomes } from './outcome-rows.ts'
import { outcomePaints, outcomeTexts } from './outcome-texts.ts'

/** What was not done, then what was, in counts, and the next step. Ends with a line break. */
export function renderReport(report: Report, facts: RunFacts, style: Style): string {
  const open = report.outcomes.filter(isNotDone)
  const { unavailable } = report
  const { others, outage } = unavailable === undefined ? { others: open } : withoutOutage(open, unavailable)
  const { single, alike } = foldOutcomes(others)
  const lines = [
    ...renderOutcomes(single, style),
    ...alike.map((group) => renderAlike(group, style)),
    ...(outage === undefined ? [] : [renderOutage(outage, style)]),
  ]
  const problems = (report.problems ?? []).flatMap(({ message, hint }) => [
    style.problem(escapeText(message)),
    ...(hint === undefined ? [] : hintLines(hint, style)),
  ])
  const blocks = [
    lines.join('\n'),
    style.warning(interruptionText(report)),
    problems.join('\n'),
    [
      ...reportLines(report, facts, style),
      ...nextStep(report, facts, outage).flatMap((text) => inLines(text, style)),
    ].join('\n'),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

/** `''` for a run that was not interrupted. */
export function interruptionText({ interrupted, aborted, counts }: Report): string {
  if (aborted) {
    return 'Interrupted twice: what was under way was given up and may or may not have happened; plan again.'
  }
  if (!interrupted) return ''
  return counts.skipped === 0
    ? 'Interrupted when everything was under way already: all of it is finished.'
    : 'Interrupted: what was under way is finished, nothing else was started.'
}

/** One line for all that a dead server prevented. */
function renderOutage({ cause, failed, notStarted }: Outage, style: Style): string {
  const counts = [
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(notStarted === 0 ? [] : [`${notStarted} not started`]),
  ]
  const head = counts.length === 0 ? 'The server answers nobody any more' : counts.join(', ')
  return wrapped(`${head}: ${escapeText(cause)}`, '', style)
    .map((line) => style.problem(line))
    .join('\n')
}

/** One block for all outcomes of a group. */
function renderAlike({ first, keys, more }: AlikeOutcomes, style: Style): string {
  const { outcome, reason, hint, paths, waits } = first
  const label = `${keys.length + more} ${outcomeTexts[outcome]}${waits ? ' in part' : ''}`
  return [
    `${style[waits ? 'warning' : outcomePaints[outcome]](label)}${reason === undefined ? '' : ':'}`,
    ...(reason === undefined ? [] : reasonLines(reason, style)),
    ...pathLines(paths, style),
    ...wrapped(`${keys.map(escapeText).join(', ')} and ${more} more`, outcomeIndent, style),
    ...(hint === undefined ? [] : hintLines(hint, style)),
  ].join('\n')
}

function wrapped(text: string, before: string, style: Style): string[] {
  return wrapBehind(text, style.width, before, outcomeIndent)
}

const order = ['done', 'already-done', 'moved', 'failed', 'skipped', 'blocked'] as const satisfies OutcomeKind[]

/** `299 done,` and `1 failed`; `[]` for none. */
function countPieces(counts: Report['counts']): Piece[] {
  const counted = order.filter((outcome) => counts[outcome] > 0)
  return counted.map((outcome, index) => {
    const text = `${counts[outcome]} ${outcomeTexts[outcome]}${index < counted.length - 1 ? ',' : ''}`
    return outcome === 'done' || outcome === 'already-done' ? { text } : { text, paint: outcomePaints[outcome] }
  })
}

/** The counts that end every report, before the next step. */
function reportLines(report: Report, facts: RunFacts, style: Style): string[] {
  return flow(reportPieces(report, facts), '', outcomeIndent, style)
}

/** How many changes ended how, how long the run took, and which it is. */
export function reportPieces({ counts, outcomes }: Report, { run, milliseconds, shard }: RunFacts): Piece[] {
  const told = countPieces(counts)
  const last = told.pop()
  const head =
    shard === undefined
      ? 'Apply:'
      : `Apply, shard ${shardText(shard)}, ${shard.changes} of ${plural(shard.planned, 'change')}:`
  if (last === undefined) return [...sentence(head), { text: 'nothing to do.', prose: true }]
  const inPart = outcomes.filter(({ waits }) => waits).length
  const part = inPart === 0 ? '' : `, ${inPart} of them in part,`
  // Only what is done folds there.
  const full = counts.done + counts['already-done'] > mostWhole ? ' --full' : ''
  return [
    ...sentence(head),
    ...told,
    { ...last, text: `${last.text}${part}` },
    { text: `in ${durationText(milliseconds)}.` },
    ...(run === undefined ? [] : sentence(`Run ${shortRun(run)}: \`idctl runs --last${full}\` shows each of them.`)),
  ]
}

function inLines(text: string, style: Style): string[] {
  return flow(sentence(text), '', outcomeIndent, style)
}

/** What people do next; none where everything is done. */
export function nextStep({ counts, unavailable }: Report, { command }: RunFacts, outage: Outage | undefined): string[] {
  if (unavailable !== undefined) {
    const hint = outage?.hint ?? 'when the server is back, the same command continues'
    return [`Nothing is lost: ${escapeText(hint)}.`]
  }
  const { failed, moved, skipped } = counts
  if (failed + moved + skipped === 0) return []
  const what =
    failed === 0 ? 'What was not done' : moved + skipped === 0 ? 'What failed' : 'What failed or was not done'
  // A plan does not know what was asked for by name: to release somebody, or to invite.
  return [
    command === 'apply' ? `${what} is in the next plan: \`idctl plan\`` : `${what}: the same command tries it again`,
  ]
}

/** The part of a run's id that is not its time. */
export function shortRun(run: string): string {
  return run.slice(run.lastIndexOf('-') + 1)
}
