import { push } from '../../model/push.ts'
import type { RunChange } from '../../model/run.ts'
import type { Detail } from '../detail.ts'
import { escapeText } from '../escape.ts'
import { type ColumnRule, columnGap, layTable, naturalWidths } from '../layout/columns.ts'
import { padEnd, widthOf } from '../layout/width.ts'
import { plainStyle, type Style } from '../style.ts'
import { foldGroup } from './fold-group.ts'
import { moreLine } from './more-lines.ts'
import { outcomePaints, outcomeTexts } from './outcome-texts.ts'
import { isNotDone, renderNotDone } from './run-not-done.ts'
import { actionLabel, doneAction } from './symbols.ts'

/** A change that is shown, and how many others fold into the line below it. */
interface Row {
  readonly change: RunChange
  readonly more: number
}

const idIndent = '    '

/** A line for each change that was done or begun, and for those that are alike one that counts them; then what was not done, and why. */
export function renderRunChanges(changes: readonly RunChange[], detail: Detail, style: Style): string[] {
  const others = changes.filter((change) => !isNotDone(change))
  const rows = detail === 'full' ? others.map((change) => ({ change, more: 0 })) : foldChanges(others)
  return [layChanges(rows, style), renderNotDone(changes.filter(isNotDone), style)]
}

/**
 * Folds changes that did the same and are done, in the order of the first of each group. What is under way, and whoever lost something,
 * stands alone.
 */
function foldChanges(changes: readonly RunChange[]): readonly Row[] {
  const groups = new Map<string, RunChange[]>()
  changes.forEach((change, index) => {
    push(groups, mayFold(change) ? `${change.action} ${change.outcome}` : `${index}`, change)
  })
  return [...groups.values()].flatMap((members) => {
    const { shown, more } = foldGroup(members)
    return shown.map((change, index) => ({ change, more: index === shown.length - 1 ? more : 0 }))
  })
}

function mayFold(change: RunChange): boolean {
  const action = doneAction(change)
  if (change.outcome !== 'done' && change.outcome !== 'already-done') return false
  return action === 'create' || action === 'update' || action === 'adopt' || action === 'none'
}

function layChanges(rows: readonly Row[], style: Style): string {
  const cells = rows.map(({ change }) => {
    const { key, id, outcome, request_id } = change
    return [
      actionLabel(doneAction(change), undefined, plainStyle),
      escapeText(key),
      outcome === undefined ? 'under way' : outcomeTexts[outcome],
      id === undefined ? '' : escapeText(id),
      request_id === undefined ? '' : `request id: ${escapeText(request_id)}`,
    ]
  })
  const rules: readonly ColumnRule[] = [{}, { least: 12 }, {}, {}, {}]
  const paint = (cell: string, row: number, column: number): string => {
    const change = rows[row]?.change
    if (change === undefined) return cell
    const { outcome } = change
    if (column === 0) return padEnd(actionLabel(doneAction(change), undefined, style), widthOf(cell))
    if (column === 1) return style.strong(cell)
    if (column === 2) return outcome === undefined ? style.problem(cell) : style[outcomePaints[outcome]](cell)
    return style.faint(cell)
  }
  // The request ids, then the ids, stand below their change where they have no room beside it.
  const tableOf = (columns: number) =>
    layTable(
      cells.map((row) => row.slice(0, columns)),
      rules.slice(0, columns),
      style.width,
      paint,
    )
  const fits = (columns: number) => tableOf(columns).every((line) => widthOf(line) <= style.width)
  const beside = [5, 4].find(fits) ?? 3
  const keyIndent = ' '.repeat((naturalWidths(cells)[0] ?? 0) + columnGap)
  return tableOf(beside)
    .flatMap((line, row) => {
      const ids = (cells[row] ?? []).slice(beside).filter((text) => text !== '')
      const more = rows[row]?.more ?? 0
      return [
        line,
        ...ids.map((text) => style.faint(`${idIndent}${text}`)),
        ...(more === 0 ? [] : [moreLine(more, keyIndent, style)]),
      ]
    })
    .join('\n')
}
