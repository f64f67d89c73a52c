import { hasErrors } from '../../model/diagnostic.ts'
import type { Exported, ExportedDocument, LeftOut, LeftValue } from '../../model/exported.ts'
import { push } from '../../model/push.ts'
import { escapeText } from '../escape.ts'
import { layTable } from '../layout/columns.ts'
import { flow, type Piece } from '../layout/flow.ts'
import { shorten, widthOf } from '../layout/width.ts'
import type { Style } from '../style.ts'
import { takenLines } from './acceptance.ts'
import { countDiagnostics, plural, renderDiagnostics, type SnippetReader } from './diagnostics.ts'
import { labelledLines } from './labelled-lines.ts'

/** Identities and paths that are listed one by one; JSON has all. */
const most = 10

/** Columns of a key, a file name or a path: people can choose user names of any length. */
const widest = 80

/** Columns of a reason, which may name a path. */
const longestReason = 400

/** Before what belongs to the line above. */
const below = '    '

/** What `export` has written, whom it has left out and why, or the diagnostics that stop it. Ends with a line break. */
export function renderExported(exported: Exported, style: Style, readSnippet: SnippetReader): string {
  const { target, workspace, diagnostics } = exported
  const problems = renderDiagnostics(diagnostics, style, readSnippet)
  if (hasErrors(diagnostics)) return `${problems}\n\n${countDiagnostics(diagnostics)}; nothing was written.\n`
  const head = style.faint(`Workspace ${escapeText(workspace)} on ${escapeText(target)}`)
  if (exported.part === 'before') return `${[head, ...updatedBlocks(exported, style)].join('\n\n')}\n`
  const blocks = [
    problems,
    ...(exported.part === 'after' ? [] : [head, ...updatedBlocks(exported, style)]),
    ...causesOf(exported.left).map((alike) => renderLeft(alike, style)),
    unsaidText(exported, style),
    ...leftBlocks(exported, style),
    `Export: ${countsOf(exported)}.${exported.interrupted ? `\n${style.warning(interrupted)}` : nextStep(exported, style)}`,
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

const interrupted = 'Interrupted: the same command goes on with the others.'

function causesOf(left: readonly LeftOut[]): LeftOut[][] {
  const causes = new Map<string, LeftOut[]>()
  for (const one of left) push(causes, JSON.stringify([one.code, one.why, one.hint]), one)
  return [...causes.values()]
}

function renderLeft(alike: readonly LeftOut[], style: Style): string {
  const [first] = alike
  if (first === undefined) return ''
  const rows = rowsInColumns(
    alike.slice(0, most).map(({ id, key, file }) => {
      const parts = [key, id, file].filter((part) => part !== undefined)
      return [{ text: 'x left out', paint: 'problem' }, ...parts.map((part) => ({ text: shownName(part) }))]
    }),
    style,
  ).flat()
  const said = (label: string, text: string) =>
    labelledLines(label, shorten(text, longestReason), undefined, below, style)
  return [
    ...rows,
    ...(alike.length > most ? [`  … ${alike.length - most} more like these; --json lists all`] : []),
    ...said(first.code, first.why),
    ...(first.hint === undefined ? [] : said('hint', first.hint)),
  ].join('\n')
}

function shownName(text: string): string {
  return shorten(escapeText(text), widest)
}

/** The lines of each row: in columns where all rows have room for them, else what has none on a line of its own. */
function rowsInColumns(rows: readonly (readonly Piece[])[], style: Style): string[][] {
  const paint = (cell: string, row: number, column: number): string => {
    const colour = rows[row]?.[column]?.paint
    return colour === undefined ? cell : style[colour](cell)
  }
  const texts = rows.map((row) => row.map(({ text }) => text))
  // No cell is shortened: people copy keys, ids and names of files.
  const lines = layTable(texts, [], style.width, paint)
  if (lines.every((line) => widthOf(line) <= style.width)) return lines.map((line) => [line])
  return rows.map((row) => {
    return flow(
      row.map((piece, index) => (index === 0 ? piece : { ...piece, text: ` ${piece.text}` })),
      '',
      below,
      style,
    )
  })
}

/** Nulls by their paths, as most people have the same ones. */
function unsaidText({ documents }: Exported, style: Style): string {
  const counts = new Map<string, number>()
  for (const { path } of documents.flatMap(({ unsaid }) => unsaid)) counts.set(path, (counts.get(path) ?? 0) + 1)
  if (counts.size === 0) return ''
  return listed('Null in Kratos, so left out (null in a document means "must be absent")', [...counts], style)
}

/** Documents with what changes in them. */
function updatedBlocks({ documents }: Exported, style: Style): string[] {
  const updated = documents.filter(({ outcome }) => outcome === 'updated')
  const shown = updated.slice(0, most)
  const heads = rowsInColumns(
    shown.map(({ key, file }) => [
      { text: '~ update' },
      { text: shownName(key), paint: 'strong' },
      { text: shownName(file), paint: 'faint' },
    ]),
    style,
  )
  const rows = shown.map(({ fields = [], notes = [] }, index) => {
    const left = Math.max(fields.length - most, 0)
    const taken = takenLines({ fields: fields.slice(0, most), left, notes }, style)
    return [...(heads[index] ?? []), ...taken].join('\n')
  })
  const rest = updated.length > most ? [`  … ${updated.length - most} more documents; --json lists all`] : []
  return [...rows, ...rest]
}

const reasons: readonly (readonly [LeftValue['why'], string])[] = [
  ['reference', 'Left as they are, because they come from references'],
  ['pending', 'Left as they are, because the file has changed since the last apply'],
  ['unmanaged', 'Live also has values that the documents do not manage; they stay out'],
]

/** What an update leaves: values by reason and path, and documents without an account. */
function leftBlocks({ update }: Exported, style: Style): string[] {
  if (update === undefined) return []
  const values = reasons.flatMap(([reason, text]) => {
    const alike = update.values.filter(({ why }) => why === reason)
    return alike.length === 0
      ? []
      : [
          listed(
            text,
            alike.map(({ path, documents }) => [path, documents]),
            style,
          ),
        ]
  })
  const gone = update.missing.map(
    ({ key, file }) => `${shorten(escapeText(key), widest)} (${shorten(escapeText(file), widest)})`,
  )
  const rest = gone.length > most ? `, … ${gone.length - most} more; --json lists all` : ''
  const missing = `Without an account on the server, and left as they are: ${gone.slice(0, most).join(', ')}${rest}.`
  return [...values, ...(gone.length === 0 ? [] : [flow([{ text: missing, prose: true }], '', '  ', style).join('\n')])]
}

function listed(text: string, counts: readonly (readonly [string, number])[], style: Style): string {
  const shown = counts.slice(0, most).map(([path, count]) => `${shorten(escapeText(path), widest)} (${count})`)
  const rest = counts.length > most ? `, … ${counts.length - most} more` : ''
  return flow([{ text: `${text}: ${shown.join(', ')}${rest}.`, prose: true }], '', '  ', style).join('\n')
}

function countsOf({ documents, left, passed, update }: Exported): string {
  const count = (wanted: ExportedDocument['outcome']) => documents.filter(({ outcome }) => outcome === wanted).length
  const [written, updated, same] = [count('written'), count('updated'), count('same')]
  const parts = [
    ...(update === undefined ? [`${plural(written, 'document')} written`] : changedParts(updated, written)),
    ...some(same, 'there already'),
    ...some(left.length, 'left out'),
    ...some(passed.documented, update === undefined ? 'with a document in the folder' : 'unchanged'),
    ...some(passed.foreign, 'of another workspace'),
    ...some(passed.disabled, 'disabled, as their documents are gone'),
    ...some(passed.managed, 'managed already'),
  ]
  return parts.join(', ')
}

function changedParts(updated: number, written: number): string[] {
  if (updated + written === 0) return ['no document changed']
  return [
    ...(updated === 0 ? [] : [`${plural(updated, 'document')} updated`]),
    ...(written === 0 ? [] : [`${plural(written, 'document')} written`]),
  ]
}

function some(count: number, what: string): string[] {
  return count === 0 ? [] : [`${count} ${what}`]
}

function nextStep({ documents, passed, next, update }: Exported, style: Style): string {
  const isUpdate = update !== undefined
  const step = documents.length > 0 ? nextCommand(next) : undefined
  const others = isUpdate || documents.length === 0 ? whoElse(passed, isUpdate) : undefined
  const line = (text: string) => `\n${flow([{ text, prose: true }], '', '  ', style).join('\n')}`
  return [step, others].map((text) => (text === undefined ? '' : line(text))).join('')
}

/** The first plan after an export is as long as the list of people. */
function nextCommand(next: Exported['next']): string | undefined {
  if (next === undefined) return undefined
  return next === 'plan' ? 'Next: `idctl plan --summary`' : "Next: `idctl plan --summary`, then `idctl adopt '**'`"
}

/** Only what would write something. */
function whoElse({ managed, undocumented }: Exported['passed'], isUpdate: boolean): string | undefined {
  if (isUpdate && managed > undocumented)
    return 'Next: `idctl export --update --managed` updates their documents, --all does so for everybody'
  if (undocumented === 0) return undefined
  return 'Next: `idctl export --managed` exports those of them who have no document, --all does so for everybody'
}
