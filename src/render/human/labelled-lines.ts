import type { Blocked } from '../../model/change.ts'
import { escapeText } from '../escape.ts'
import { flow, type Piece, sentence } from '../layout/flow.ts'
import type { Style } from '../style.ts'

/** `note: text` in as many lines as it takes, below the head of a row. */
export function labelledLines(
  label: string,
  text: string,
  paint: Piece['paint'],
  indent: string,
  style: Style,
): string[] {
  return flow(sentence(`${label}: ${escapeText(text)}`, paint), indent, `${indent}  `, style)
}

/** Why a change is not done, or not all of it, and what to do about it. */
export function refusalLines(
  label: 'blocked' | 'waits',
  why: Pick<Blocked, 'reason' | 'hint'> | undefined,
  indent: string,
  style: Style,
): string[] {
  if (why === undefined) return []
  const { reason, hint } = why
  return [
    ...labelledLines(label, reason, 'problem', indent, style),
    ...(hint === undefined ? [] : labelledLines('hint', hint, undefined, indent, style)),
  ]
}
