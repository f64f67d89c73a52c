import type { Acceptance, AcceptedField } from '../../model/acceptance.ts'
import { hasErrors } from '../../model/diagnostic.ts'
import type { Json } from '../../model/json.ts'
import { hiddenValue } from '../../model/sensitive.ts'
import { escapeText } from '../escape.ts'
import { flow, type Piece } from '../layout/flow.ts'
import type { Style } from '../style.ts'
import { countDiagnostics, plural, renderDiagnostics, type SnippetReader } from './diagnostics.ts'
import { labelledLines } from './labelled-lines.ts'
import { renderLocation } from './location.ts'
import { renderValue } from './value.ts'

/**
 * What `accept` is about to write, each leaf with its location and its file → live values, or the diagnostics that stop it.
 * Ends with a line break.
 */
export function renderAcceptance(acceptance: Acceptance, style: Style, readSnippet: SnippetReader): string {
  const { key, target, workspace, origin, accepted, notes, diagnostics } = acceptance
  const problems = renderDiagnostics(diagnostics, style, readSnippet)
  if (hasErrors(diagnostics)) {
    return `${problems}\n\n${countDiagnostics(diagnostics)}; nothing was written.\n`
  }
  const head = [style.strong(escapeText(key)), origin && renderLocation(origin)].filter((part) => part !== undefined)
  const blocks = [
    problems,
    ...(accepted.length === 0
      ? ['Nothing to accept: no live value of this document has moved since the last apply.']
      : [
          style.faint(`Workspace ${escapeText(workspace)} on ${escapeText(target)}`),
          [head.join('  '), ...takenLines({ fields: accepted, notes }, style)].join('\n'),
        ]),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

/** The last line of a run that wrote something. Ends with a line break. */
export function renderWritten({ accepted, origin }: Acceptance): string {
  const file = origin === undefined ? '' : ` into ${escapeText(origin.file)}`
  return `\nAccept: ${plural(accepted.length, 'value')} written${file}.\n`
}

const below = '    '

interface Taken {
  readonly fields: readonly AcceptedField[]
  /** Number of values that are not shown. */
  readonly left?: number
  readonly notes: readonly string[]
}

/** What a document takes over: each leaf with both values and its line, and what else comes of it. */
export function takenLines({ fields, left = 0, notes }: Taken, style: Style): string[] {
  return [
    ...fields.flatMap((field) => fieldLines(field, style)),
    ...(left === 0 ? [] : [`${below}… ${left} more values; --json lists all`]),
    ...notes.flatMap((note) => labelledLines('note', note, 'warning', below, style)),
  ]
}

function fieldLines({ path, at, before, after, note }: AcceptedField, style: Style): string[] {
  const pieces: Piece[] = [
    { text: `${escapeText(path)}:` },
    { text: `${side(before)} →` },
    { text: side(after) },
    { text: `(line ${at.line})`, paint: 'faint' },
  ]
  return [
    ...flow(pieces, below, `${below}  `, style),
    ...(note === undefined ? [] : labelledLines('note', note, 'warning', below.repeat(2), style)),
  ]
}

function side(value: Json | undefined): string {
  return value === hiddenValue ? hiddenValue : renderValue(value)
}
