import { hasErrors } from '../../model/diagnostic.ts'
import type { Exported, LeftOut } from '../../model/exported.ts'
import { push } from '../../model/push.ts'
import { escapeText } from '../escape.ts'
import { flow, type Piece } from '../layout/flow.ts'
import { shorten } from '../layout/width.ts'
import type { Style } from '../style.ts'
import { countDiagnostics, plural, renderDiagnostics, type SnippetReader } from './diagnostics.ts'

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
  const blocks = [
    problems,
    style.faint(`Workspace ${escapeText(workspace)} on ${escapeText(target)}`),
    ...causesOf(exported.left).map((alike) => renderLeft(alike, style)),
    unsaidText(exported, style),
    exported.interrupted ? style.warning('Interrupted: the same command goes on with the others.') : '',
    `Export: ${countsOf(exported)}.${nextStep(exported)}`,
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

function causesOf(left: readonly LeftOut[]): LeftOut[][] {
  const causes = new Map<string, LeftOut[]>()
  for (const one of left) push(causes, JSON.stringify([one.code, one.why, one.hint]), one)
  return [...causes.values()]
}

function renderLeft(alike: readonly LeftOut[], style: Style): string {
  const [first] = alike
  if (first === undefined) return ''
  const rows = alike.slice(0, most).flatMap(({ id, key, file }) => {
    const parts = [key, id, file].filter((part) => part !== undefined)
    const pieces: Piece[] = [
      { text: 'x left out', paint: 'problem' },
      ...parts.map((part) => ({ text: ` ${shorten(escapeText(part), widest)}` })),
    ]
    return flow(pieces, '', below, style)
  })
  const said = (text: string) =>
    flow([{ text: shorten(escapeText(text), longestReason), prose: true }], below, below, style)
  return [
    ...rows,
    ...(alike.length > most ? [`  … ${alike.length - most} more like these; --json lists all`] : []),
    ...said(`${first.code}: ${first.why}`),
    ...(first.hint === undefined ? [] : said(`hint: ${first.hint}`)),
  ].join('\n')
}

/** Nulls by their paths, as most people have the same ones. */
function unsaidText({ documents }: Exported, style: Style): string {
  const counts = new Map<string, number>()
  for (const { path } of documents.flatMap(({ unsaid }) => unsaid)) counts.set(path, (counts.get(path) ?? 0) + 1)
  if (counts.size === 0) return ''
  const shown = [...counts].slice(0, most).map(([path, count]) => `${shorten(escapeText(path), widest)} (${count})`)
  const rest = counts.size > most ? `, … ${counts.size - most} more` : ''
  const text = `Not in the documents, as null in a document means "must be absent": ${shown.join(', ')}${rest}. Nobody manages them.`
  return flow([{ text, prose: true }], '', '  ', style).join('\n')
}

function countsOf({ documents, left, passed }: Exported): string {
  const written = documents.filter(({ outcome }) => outcome === 'written').length
  const parts = [
    `${plural(written, 'document')} written`,
    ...some(documents.length - written, 'there already'),
    ...some(left.length, 'left out'),
    ...some(passed.documented, 'with a document in the folder'),
    ...some(passed.foreign, 'of another workspace'),
    ...some(passed.disabled, 'disabled, as their documents are gone'),
  ]
  return parts.join(', ')
}

function some(count: number, what: string): string[] {
  return count === 0 ? [] : [`${count} ${what}`]
}

function nextStep({ documents, next }: Exported): string {
  return next === 'plan' && documents.length > 0 ? '\nSee what a plan says of them: idctl plan' : ''
}
