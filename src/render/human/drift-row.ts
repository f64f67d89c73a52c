import type { FieldChange } from '../../model/change.ts'
import { waitsOf } from '../../model/change-parts.ts'
import type { DriftedIdentity, DriftedUnmanaged, DriftItem, DriftKind } from '../../model/drift.ts'
import { hiddenValue } from '../../model/sensitive.ts'
import type { Detail } from '../detail.ts'
import { escapeText } from '../escape.ts'
import { flow, type Piece, sentence } from '../layout/flow.ts'
import { padEnd, widthOf } from '../layout/width.ts'
import type { Style } from '../style.ts'
import { observedPieces } from './change.ts'
import type { HeadLook, Heads } from './change-head.ts'
import type { DriftTitle } from './drift-sections.ts'
import { commonNote, type VerdictNote, verdictNote } from './drift-verdict.ts'
import { labelledLines, refusalLines } from './labelled-lines.ts'
import { rowIndent } from './row-indent.ts'
import { sidesOf } from './sides.ts'

/** Stands before the lines below the head of a row. */
const indent = '    '
export const hanging = '      '

/** Columns of a pointer to which those of a row align. */
const widestPath = 32

/** The heads of rows: the section says what a plan says by labels and reasons. */
export const driftLook: HeadLook = { label: () => undefined, reason: () => '', indent: rowIndent }

/** How the rows of a section are shown. */
export interface DriftRowSheet {
  readonly heads: Heads
  readonly style: Style
  readonly detail: Detail
  readonly title: DriftTitle
  /** What the baseline says of all rows, and stands above them. */
  readonly said: string | undefined
}

/** One identity: who it is, and what moved. */
export function driftRow(identity: DriftedIdentity, { heads, style, detail, title, said }: DriftRowSheet): string[] {
  const { change, items } = identity
  const common = commonNote(items)
  const unsaid = (note: VerdictNote | undefined) => (note?.text === said ? undefined : note)
  const noteOf = (item: DriftItem) => (common === undefined ? unsaid(verdictNote(item)) : undefined)
  const { lines, otherIdentifiers: others } = heads.headOf(change)
  const isTold = items.some(({ subject }) => 'kind' in subject && subject.kind === 'reactivated')
  return [
    ...lines.map((line) => `${rowIndent}${line}`),
    ...(heads.hasTwin(change) ? labelledLines('note', twinText, 'warning', indent, style) : []),
    ...(others.length === 0 ? [] : labelledLines('account', others.join(', '), undefined, indent, style)),
    ...wholeLines(items, title, noteOf, style),
    ...leafLines(items, title, noteOf, style, detail === 'full'),
    ...noteLines(unsaid(common), style),
    ...(isTold ? [] : refusalLines('blocked', change.blocked, indent, style)),
    ...refusalLines('waits', waitsOf(change), indent, style),
  ]
}

const twinText = 'another key looks the same, and is made of other characters'

/** One identity that nobody manages. It is listed without personal data. */
export function strangerRow({ id, foreign, item }: DriftedUnmanaged, said: string | undefined, style: Style): string[] {
  const note = verdictNote(item)
  const pieces: Piece[] = [
    { text: escapeText(id), paint: 'strong' },
    ...(foreign ? [{ text: '(marked by another workspace)', paint: 'faint' } as const] : []),
    ...(note === undefined || note.text === said ? [] : noted(note)),
  ]
  return flow(pieces, rowIndent, indent, style)
}

/** Where a difference is about a whole identity: the section that says so itself, and what other sections say. */
export const wholeTexts = {
  missing: ['Gone', 'gone: applied before, and no identity has its mark any more'],
  unmarked: ['Unmarked', 'no mark: never adopted, or another tool wiped it'],
  reactivated: ['Activated again', 'activated again after idctl had disabled it'],
} as const

type NoteOf = (item: DriftItem) => VerdictNote | undefined

/** Drift of the identity as a whole, where the section does not say it. */
function wholeLines(items: readonly DriftItem[], title: DriftTitle, noteOf: NoteOf, style: Style): string[] {
  return items.flatMap((item) => {
    const { subject } = item
    if (!('kind' in subject)) return []
    const [own, text] = wholeTexts[subject.kind]
    const note = noteOf(item)
    if (title === own) return noteLines(note, style)
    return flow([...sentence(text, 'problem'), ...(note === undefined ? [] : noted(note))], indent, hanging, style)
  })
}

interface Leaf {
  readonly item: DriftItem
  readonly field: FieldChange
}

/** The leaves, first those of the kind that the section is about. */
function leafLines(
  items: readonly DriftItem[],
  title: DriftTitle,
  noteOf: NoteOf,
  style: Style,
  isFull: boolean,
): string[] {
  const leaves = items.flatMap((item) => (item.field === undefined ? [] : [{ item, field: item.field }]))
  const pathWidth = Math.min(Math.max(0, ...leaves.map(({ field }) => widthOf(escapeText(field.path)))), widestPath)
  const room = Math.max(style.width - widthOf(hanging), 20)
  const lines = ({ item, field }: Leaf): string[] => {
    const first = `${indent}${padEnd(escapeText(field.path), pathWidth)}  `
    const note = noteOf(item)
    const pieces = [...sides(item, field, room, isFull), ...leafNotes(item, field, title), ...(note ? noted(note) : [])]
    return flow(pieces, first, hanging, style)
  }
  const other = otherKinds[title]
  const others = other === undefined ? [] : leaves.filter(({ item }) => item.kind === other.kind)
  return [
    ...leaves.filter((leaf) => !others.includes(leaf)).flatMap(lines),
    ...(other === undefined || others.length === 0
      ? []
      : flow([{ text: other.text, paint: 'faint' }], indent, hanging, style)),
    ...others.flatMap(lines),
  ]
}

/** Leaves of another kind than that of their section stand below a line that says so. */
const otherKinds: Partial<Record<DriftTitle, { readonly kind: DriftKind; readonly text: string }>> = {
  'Admin API': { kind: 'person', text: 'and people can change this themselves:' },
  'Self-service': { kind: 'tool', text: 'and people cannot change this themselves:' },
}

/** What happened: from the value of the file, which a plan has as `after`, to the live one. */
function sides({ observed }: DriftItem, field: FieldChange, room: number, isFull: boolean): Piece[] {
  const { before, after, sensitive } = field
  if (observed) return observedPieces(sensitive ? hidden(field) : field, room, isFull)
  return sensitive ? sidesOf(hiddenValue, hiddenValue, room, isFull) : sidesOf(after, before, room, isFull)
}

function hidden(field: FieldChange): FieldChange {
  return { ...field, before: hiddenValue, after: hiddenValue }
}

function leafNotes({ observed }: DriftItem, { cause }: FieldChange, title: DriftTitle): Piece[] {
  const notes = [
    ...(cause === 'both' ? ['the file changed, too'] : []),
    ...(observed && title !== 'Observed' ? ['observed'] : []),
  ]
  return notes.map((text) => ({ text: `(${text})`, paint: 'faint' }))
}

function noted({ text, paint }: VerdictNote): Piece[] {
  return [{ text: `(${text})`, paint, prose: true }]
}

function noteLines(note: VerdictNote | undefined, style: Style): string[] {
  return note === undefined ? [] : flow([{ ...note, prose: true }], indent, hanging, style)
}
