import { escapeText } from '../../escape.ts'

/**
 * Texts of anybody in Markdown, so that they only stand there. In code, GitHub and GitLab find no markup, links, mentions, references to
 * issues or commits, emoji or formulas.
 */

/** A text in code, on one line. */
export function code(given: string): string {
  const text = escapeText(given)
  if (text === '') return '(empty)'
  const runs = text.match(/`+/g) ?? []
  const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1)
  // A space on both sides is taken away, so it keeps ticks apart from those of the fence, and keeps own spaces.
  const isPadded = /^`|`$/.test(text) || (/^ .* $/s.test(text) && text.trim() !== '')
  const pad = isPadded ? ' ' : ''
  return `${fence}${pad}${text}${pad}${fence}${toLeft.test(text) ? '&lrm;' : ''}`
}

/** A text in code for a cell of a table, where a pipe would begin the next cell, even in code. */
export function cell(text: string): string {
  if (text === '') return ''
  return text
    .split('|')
    .map((part) => (part === '' ? '' : code(part)))
    .join('&#124;')
}

/**
 * A sentence of ours with data in it: plain words stay words. Whatever could mean something in Markdown is in code, and so is a command that
 * stands between backticks.
 */
export function prose(given: string): string {
  const text = escapeText(given).trim()
  const parts: string[] = []
  let odd: string[] = []
  const endOdd = (): void => {
    if (odd.length > 0) parts.push(oddText(odd.join(' ')))
    odd = []
  }
  for (let at = 0; at < text.length; ) {
    const [whole = '', before = '', command = '', after = ''] = matchAt(quoted, text, at) ?? []
    if (whole !== '') {
      endOdd()
      parts.push(`${before}${code(command)}${after}`)
      at += whole.length + 1
      continue
    }
    const [word = ''] = matchAt(anyWord, text, at) ?? []
    // In the beginning `1.` would begin a list.
    if (isPlain(word) && (at > 0 || !/^\d+[.)]/.test(word))) {
      endOdd()
      parts.push(word)
    } else {
      odd.push(word)
      if (/[,;:]$/.test(word)) endOdd()
    }
    at += word.length + 1
  }
  endOdd()
  return parts.join(' ')
}

/** In code, without the signs of the sentence around it; a quote that begins inside stays with what it ends. */
function oddText(text: string): string {
  const around = text.startsWith('"') || text.startsWith('("') ? quotedOdd : unquotedOdd
  const [, before = '', core = '', after = ''] = around.exec(text) ?? []
  return core === '' ? code(text) : `${before}${code(core)}${after}`
}

const quotedOdd = /^([("]*)(.*?)([)",.;:!?]*)$/s
const unquotedOdd = /^(\(?)(.*?)([),.;:!?]*)$/s

/** A command in backticks, between signs that may stand beside it. */
const quoted = /([("]?)`([^`]+)`([)".,;:!?]*)(?= (?! )|$)/y
/** Up to a single space: several of them would become one. */
const anyWord = /(?:[^ ]| (?= )|(?<= ) )+/y

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** Letters, a short number or a sign of ours, in quotes or brackets, before a sign that ends a part of a sentence. */
const plainWord = /^["(]*(?:\p{L}[\p{L}\p{M}]*(?:['-]\p{L}[\p{L}\p{M}]*)*|\d{1,6}|[%→…·])[")]*[.,;:!?]*[")]*$/u

function isPlain(word: string): boolean {
  return plainWord.test(word) && !/[0-9a-f]{7}/i.test(word) && !toLeft.test(word)
}

/** Letters that are written to the left: what stands beside them would change its place. */
const toLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u
