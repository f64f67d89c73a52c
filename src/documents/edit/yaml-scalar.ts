import { parseDocument } from 'yaml'
import { type Json, jsonEqual } from '../../model/json.ts'
import { strayPattern } from '../../model/unseen.ts'

/** How to quote a text if several ways are correct. */
export type Quotes = 'plain' | 'single' | 'double'

/** Characters that YAML does not accept unescaped, or that are invisible in a file and needed in no name. */
const unseen = new RegExp(`[\\u0000-\\u001f\\u007f-\\u009f\\p{Surrogate}]|${strayPattern.source}`, 'gu')

/** Texts that YAML 1.1, or a person who skims, reads as something else. */
const ambiguous = /^(?:[-+.\d]|(?:yes|no|on|off|<<)$)/i

/** Words that need no parser to tell that they are plain texts; most texts are. */
const plainWords = /^(?!(?:true|false|null)$)[a-z_][\w.@]*(?:[ +-][\w.@]+)*$/i

/** A scalar on one line, for a block (`flow: false`) or between brackets. */
export function renderScalar(
  value: null | boolean | number | string,
  { flow, quotes = 'plain' }: { readonly flow: boolean; readonly quotes?: Quotes },
): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  if (quotes === 'plain' && isPlain(value, flow)) return value
  if (quotes === 'single' && value.search(unseen) === -1) return `'${value.replaceAll("'", "''")}'`
  return doubleQuoted(value)
}

/** A text in double quotes that YAML reads back unchanged; invisible characters are written as escapes. */
function doubleQuoted(value: string): string {
  return JSON.stringify(value).replace(unseen, (character) => {
    const point = character.codePointAt(0) ?? 0
    return point > 0xffff ? `\\U${point.toString(16).padStart(8, '0')}` : `\\u${point.toString(16).padStart(4, '0')}`
  })
}

/** Asks the parser, as key and as value, whether the text reads back unchanged without quotes. */
function isPlain(value: string, flow: boolean): boolean {
  if (value === '' || ambiguous.test(value) || value.search(unseen) !== -1) return false
  if (plainWords.test(value)) return true
  return readsAs(`${value}: 0`, { [value]: 0 }) && readsAs(flow ? `[${value}]` : `- ${value}`, [value])
}

function readsAs(text: string, expected: Json): boolean {
  const document = parseDocument(text, { version: '1.2', schema: 'core', logLevel: 'silent' })
  return document.errors.length + document.warnings.length === 0 && jsonEqual(document.toJS() as Json, expected)
}

/**
 * A text of several lines as a literal block, from `|` to its last line break; `undefined` if it cannot be one.
 *
 * @param indent Column at which the lines start.
 */
export function renderLiteral(value: string, indent: number, lineBreak: string): string | undefined {
  const lines = value.split('\n')
  const isShown = lines.every((line) => line.replaceAll('\t', '').search(unseen) === -1)
  if (lines.length < 2 || !isShown || /^\s/.test(value) || value.endsWith('\n\n')) return undefined
  const [header, shown] = value.endsWith('\n') ? ['|', lines.slice(0, -1)] : ['|-', lines]
  return [header, ...shown.map((line) => (line === '' ? '' : ' '.repeat(indent) + line)), ''].join(lineBreak)
}
