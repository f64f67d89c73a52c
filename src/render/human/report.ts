import { present } from '../../model/present.ts'
import type { Outcome, OutcomeKind, Report } from '../../model/report.ts'
import { escapeText } from '../escape.ts'
import type { Paint, Style } from '../style.ts'
import { type AlikeOutcomes, foldOutcomes } from './fold-outcomes.ts'
import { renderLocation } from './location.ts'
import { actionLabel } from './symbols.ts'

export const outcomeTexts: Readonly<Record<OutcomeKind, string>> = {
  done: 'done',
  'already-done': 'already done',
  moved: 'moved',
  failed: 'failed',
  skipped: 'skipped',
  blocked: 'blocked',
}

export const outcomePaints: Readonly<Record<OutcomeKind, Paint>> = {
  done: 'added',
  'already-done': 'faint',
  moved: 'warning',
  failed: 'problem',
  skipped: 'warning',
  blocked: 'problem',
}

/** The outcome of each change in execution order, and a fixed last line. Ends with a line break. */
export function renderReport(report: Report, style: Style): string {
  const { single, alike } = foldOutcomes(report.outcomes.map((outcome) => withoutOutage(outcome, report)))
  const lines = [
    ...single.map((outcome) => renderOutcome(outcome, style)),
    ...alike.map((group) => renderAlike(group, style)),
  ]
  const problems = (report.problems ?? []).flatMap(({ message, hint }) => [
    style.problem(escapeText(message)),
    ...(hint === undefined ? [] : [`    hint: ${escapeText(hint)}`]),
  ])
  const blocks = [
    lines.join('\n'),
    style.warning(interruptionText(report)),
    outageText(report),
    problems.join('\n'),
    reportLine(report),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

function interruptionText({ interrupted, aborted, counts }: Report): string {
  if (aborted) {
    return 'Interrupted twice: what was under way was given up and may or may not have happened; plan again.'
  }
  if (!interrupted) return ''
  return counts.skipped === 0
    ? 'Interrupted when everything was under way already: all of it is finished.'
    : 'Interrupted: what was under way is finished, nothing else was started.'
}

/** A server outage is reported once, not per change. */
function outageText({ unavailable, outcomes }: Report): string {
  if (unavailable === undefined) return ''
  const hint =
    outcomes.find(({ reason }) => reason === unavailable)?.hint ?? 'once the server is back, run the same command again'
  const said = `The server answers nobody any more: ${escapeText(unavailable)}`
  return `${said}\n    hint: ${escapeText(hint)}; what is done stays done`
}

/** The outcome without the text about the outage, which `outageText` shows. */
function withoutOutage(outcome: Outcome, { unavailable }: Report): Outcome {
  const { reason, hint, ...rest } = outcome
  if (unavailable === undefined || reason === undefined || !reason.endsWith(unavailable)) return outcome
  const left = reason.slice(0, -unavailable.length).replace(/: $/, '')
  return left === '' ? rest : { ...rest, reason: left, ...present({ hint }) }
}

/** One block for all outcomes of a group. */
function renderAlike({ outcome, reason, hint, keys, more }: AlikeOutcomes, style: Style): string {
  const count = keys.length + more
  return [
    `${style[outcomePaints[outcome]](`${count} ${outcomeTexts[outcome]}`)}: ${escapeText(reason)}`,
    `    ${keys.map(escapeText).join(', ')} and ${more} more (\`idctl runs --last\` shows each of them)`,
    ...(hint === undefined ? [] : [`    hint: ${escapeText(hint)}`]),
  ].join('\n')
}

/** The fixed last line of every report. */
function reportLine({ counts }: Report): string {
  return (
    `Apply: ${counts.done} done, ${counts['already-done']} already done, ${counts.moved} moved, ` +
    `${counts.failed} failed, ${counts.skipped} skipped, ${counts.blocked} blocked.`
  )
}

function renderOutcome(outcome: Outcome, style: Style): string {
  const { key, action, origin, reason, hint, paths, request_id } = outcome
  const head = [
    actionLabel(action, outcome.outcome === 'blocked' ? (outcome.code === 'kept' ? 'kept' : 'held') : undefined, style),
    style.strong(escapeText(key)),
    origin === undefined ? undefined : renderLocation(origin),
    outcome.waits
      ? style.warning(`${outcomeTexts[outcome.outcome]} in part`)
      : style[outcomePaints[outcome.outcome]](outcomeTexts[outcome.outcome]),
  ]
  return [
    head.filter((part) => part !== undefined).join('  '),
    ...(reason === undefined ? [] : reason.split('\n').map((line) => `    ${escapeText(line)}`)),
    ...(paths === undefined || paths.length === 0 ? [] : [`    about: ${paths.map(escapeText).join(', ')}`]),
    ...(hint === undefined ? [] : [`    hint: ${escapeText(hint)}`]),
    ...(request_id === undefined ? [] : [style.faint(`    request id: ${escapeText(request_id)}`)]),
  ].join('\n')
}
