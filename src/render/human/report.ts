import type { Outcome, OutcomeKind, Report } from '../../model/report.ts'
import { escapeText } from '../escape.ts'
import type { Style } from '../style.ts'
import { renderLocation } from './change.ts'
import { actionLabel } from './symbols.ts'

export const outcomeTexts: Readonly<Record<OutcomeKind, string>> = {
  done: 'done',
  'already-done': 'already done',
  moved: 'moved',
  failed: 'failed',
  skipped: 'skipped',
  blocked: 'blocked',
}

export const outcomePaints: Readonly<Record<OutcomeKind, keyof Style>> = {
  done: 'added',
  'already-done': 'faint',
  moved: 'warning',
  failed: 'problem',
  skipped: 'warning',
  blocked: 'problem',
}

/** What became of each change, in order of execution, and a fixed last line. Ends with a line break. */
export function renderReport(report: Report, style: Style): string {
  const lines = report.outcomes.map((outcome) => renderOutcome(outcome, style))
  const interrupted = report.aborted
    ? 'Interrupted twice: what was under way was given up and may or may not have happened; plan again.'
    : report.interrupted
      ? 'Interrupted: what was under way is finished, nothing else was started.'
      : ''
  const problems = (report.problems ?? []).flatMap(({ message, hint }) => [
    style.problem(escapeText(message)),
    ...(hint === undefined ? [] : [`    hint: ${escapeText(hint)}`]),
  ])
  const blocks = [lines.join('\n'), style.warning(interrupted), problems.join('\n'), reportLine(report)]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
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
    actionLabel(action, outcome.outcome === 'blocked', style),
    style.strong(escapeText(key)),
    origin === undefined ? undefined : renderLocation(origin),
    style[outcomePaints[outcome.outcome]](outcomeTexts[outcome.outcome]),
  ]
  return [
    head.filter((part) => part !== undefined).join('  '),
    ...(reason === undefined ? [] : reason.split('\n').map((line) => `    ${escapeText(line)}`)),
    ...(paths === undefined || paths.length === 0 ? [] : [`    about: ${paths.map(escapeText).join(', ')}`]),
    ...(hint === undefined ? [] : [`    hint: ${escapeText(hint)}`]),
    ...(request_id === undefined ? [] : [style.faint(`    request id: ${escapeText(request_id)}`)]),
  ].join('\n')
}
