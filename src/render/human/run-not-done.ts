import { hasDetails, isEndingCode } from '../../model/endings.ts'
import { present } from '../../model/present.ts'
import { push } from '../../model/push.ts'
import type { OutcomeKind } from '../../model/report.ts'
import type { RunChange } from '../../model/run.ts'
import { escapeText } from '../escape.ts'
import { wrapBehind } from '../layout/wrap.ts'
import { outcomeTexts } from '../masking/masked-texts.ts'
import type { Style } from '../style.ts'
import { plural } from './diagnostics.ts'
import { hintLines, outcomeHeads, outcomeIndent, reasonLines, requestLines } from './outcome-rows.ts'
import { outcomeTexts as endings } from './outcome-texts.ts'

/** A change that has ended, but not as planned, or not whole. */
export type NotDone = RunChange & { readonly outcome: OutcomeKind }

export function isNotDone(change: RunChange): change is NotDone {
  const { outcome, waits } = change
  return outcome !== undefined && (waits === true || (outcome !== 'done' && outcome !== 'already-done'))
}

/** Whether a change has ended as planned, and whole. */
export function isDone(change: RunChange): boolean {
  return change.outcome !== undefined && !isNotDone(change)
}

/** How a change of a run ended, in a word or two. */
export function endedText({ outcome, waits }: RunChange): string {
  return outcome === undefined ? 'under way' : `${endings[outcome]}${waits ? ' in part' : ''}`
}

/** Stands in a reason for what only the report of the run said. */
const unsaid = '…'

/**
 * A row for each change, and below those that did not come about for the same reason that reason, once. The reasons are those of the
 * report of the run without what may name people or quote values.
 */
export function renderNotDone(changes: readonly NotDone[], style: Style): string {
  const groups = new Map<string, NotDone[]>()
  for (const change of changes) push(groups, groupOf(change), change)
  const sorted = [...groups.values()].flat()
  const heads = outcomeHeads(sorted, style)
  return sorted
    .flatMap((change, index) => {
      const group = groups.get(groupOf(change)) ?? []
      const why = change === group.at(-1) ? whyLines(change, group.length, style) : []
      const ids = [...idLines(change, style), ...requestLines(change.request_id, style)]
      return [...(heads[index] ?? []), ...(group.length === 1 ? [...why, ...ids] : [...ids, ...why])]
    })
    .concat(sorted.some(losesWords) ? ['', ...wrapBehind(lostWords, style.width, '', '')] : [])
    .join('\n')
}

const lostWords =
  'Reasons are shorter here than in the report of the run: a journal keeps no values and no words of Kratos.'

function losesWords({ code }: NotDone): boolean {
  return code !== undefined && isEndingCode(code) && hasDetails(code)
}

function groupOf({ outcome, code, waits }: NotDone): string {
  return `${outcome} ${code} ${waits}`
}

/** Whom Kratos' log is about; nothing was sent for those that were not begun. */
function idLines({ id, outcome, action }: NotDone, style: Style): string[] {
  const wasTried = outcome === 'failed' || outcome === 'moved' || action === 'delete'
  return id === undefined || !wasTried ? [] : [style.faint(`${outcomeIndent}id: ${escapeText(id)}`)]
}

function whyLines(change: NotDone, count: number, style: Style): string[] {
  const why = whyNotDone(change)
  if (why === undefined) return []
  const before = count === 1 ? '' : `these ${plural(count, 'change')}: `
  return [
    ...reasonLines(`${before}${why.reason}`, style),
    ...(why.hint === undefined ? [] : hintLines(why.hint, style)),
  ]
}

/** `undefined` for journals of older versions, which have no codes. */
export function whyNotDone({ code }: RunChange): { readonly reason: string; readonly hint?: string } | undefined {
  if (code === undefined) return undefined
  const { reason, hint } = outcomeTexts(code, unsaid)
  return { reason, ...present({ hint: hint === unsaid ? undefined : hint }) }
}
