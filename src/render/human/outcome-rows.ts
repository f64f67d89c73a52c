import type { Outcome } from '../../model/report.ts'
import { escapeText } from '../escape.ts'
import { type Cell, layCells } from '../layout/cells.ts'
import { columnGap } from '../layout/columns.ts'
import { gatherWidths } from '../layout/gather-widths.ts'
import { shortenPlace, startOfPlaces } from '../layout/shorten-place.ts'
import { shorten } from '../layout/width.ts'
import { wrapBehind } from '../layout/wrap.ts'
import { plainStyle, type Style } from '../style.ts'
import { labelledLines } from './labelled-lines.ts'
import { renderLocation } from './location.ts'
import { outcomePaints, outcomeTexts } from './outcome-texts.ts'
import { actionLabel, doneAction } from './symbols.ts'

/** Stands before what belongs to a row. */
export const outcomeIndent = '    '

/** Columns of a key that others wait for. */
const widestKey = 36

/** Columns at which the cells of all rows begin. */
type Starts = readonly [label: number, key: number, outcome: number, place: number]

/** What the head of a row is made of. */
export type EndedChange = Pick<Outcome, 'key' | 'action' | 'disables' | 'outcome' | 'id' | 'origin' | 'code' | 'waits'>

/** Outcomes with what Kratos or idctl says of them, each in several lines. Their columns align. */
export function renderOutcomes(outcomes: readonly Outcome[], style: Style): string[] {
  const heads = outcomeHeads(outcomes, style)
  return outcomes.map((outcome, index) => [...(heads[index] ?? []), ...saidLines(outcome, style)].join('\n'))
}

/** The lines of each row that say who it is about, how it ended, and where the document is. */
export function outcomeHeads(outcomes: readonly EndedChange[], style: Style): string[][] {
  const starts = startsOf(outcomes, style.width)
  return outcomes.map((outcome) => headLines(outcome, starts, style))
}

/** Kratos gives some reasons in several lines. */
export function reasonLines(reason: string, style: Style): string[] {
  return reason.split('\n').flatMap((line) => wrapBehind(escapeText(line), style.width, outcomeIndent, outcomeIndent))
}

export function hintLines(hint: string, style: Style): string[] {
  return labelledLines('hint', hint, undefined, outcomeIndent, style)
}

export function pathLines(paths: Outcome['paths'], style: Style): string[] {
  if (paths === undefined || paths.length === 0) return []
  return labelledLines('about', paths.join(', '), undefined, outcomeIndent, style)
}

export function requestLines(id: string | undefined, style: Style): string[] {
  return id === undefined ? [] : [style.faint(`${outcomeIndent}request id: ${escapeText(id)}`)]
}

function startsOf(outcomes: readonly EndedChange[], width: number): Starts {
  const widths = gatherWidths()
  for (const outcome of outcomes) widths.add(textsOf(outcome))
  const [label = 0, key = 0, ending = 0, place = 0] = widths.widest()
  const [, usualKey = 0] = widths.usual()
  const atKey = label + columnGap
  const others = atKey + columnGap + ending
  const keyColumn = key <= width - others ? key : Math.min(usualKey, widestKey)
  const atOutcome = atKey + keyColumn + columnGap
  const atPlace = atOutcome + ending + columnGap
  return [0, atKey, atOutcome, startOfPlaces(atPlace, place, { width, below: outcomeIndent.length })]
}

function headLines(outcome: EndedChange, [atLabel, atKey, atOutcome, atPlace]: Starts, style: Style): string[] {
  const [, key, ending, place] = textsOf(outcome)
  const paint = outcome.waits ? 'warning' : outcomePaints[outcome.outcome]
  const cells: Cell[] = [
    { text: labelOf(outcome, plainStyle), start: atLabel, paint: () => labelOf(outcome, style) },
    { text: shorten(key, style.width - atKey), start: atKey, paint: style.strong },
    { text: ending, start: atOutcome, paint: style[paint] },
    { text: shortenPlace(place, style.width - atPlace), start: atPlace, paint: (text) => text },
  ]
  return layCells(cells)
}

function textsOf(outcome: EndedChange): readonly [label: string, key: string, outcome: string, place: string] {
  const { key, origin, waits } = outcome
  return [
    labelOf(outcome, plainStyle),
    escapeText(key),
    `${outcomeTexts[outcome.outcome]}${waits ? ' in part' : ''}`,
    origin === undefined ? '' : renderLocation(origin),
  ]
}

function labelOf(outcome: EndedChange, style: Style): string {
  const blocked = outcome.outcome === 'blocked' ? (outcome.code === 'kept' ? 'kept' : 'held') : undefined
  return actionLabel(doneAction(outcome), blocked, style)
}

function saidLines({ reason, hint, paths, request_id }: Outcome, style: Style): string[] {
  return [
    ...(reason === undefined ? [] : reasonLines(reason, style)),
    ...pathLines(paths, style),
    ...(hint === undefined ? [] : hintLines(hint, style)),
    ...requestLines(request_id, style),
  ]
}
