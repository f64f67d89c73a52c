import type { SourceLocation } from '../model/diagnostic.ts'
import type { SourceText } from './source-text.ts'

/**
 * The place in a YAML file of an offset in the value of a scalar: quotes, escapes, line breaks and indentation that are
 * not in the value are passed over. The start of the scalar where text and value cannot be laid side by side.
 */
export function placeInScalar(
  value: string,
  at: SourceLocation,
  source: SourceText,
): (offset: number) => SourceLocation {
  const start = offsetOf(at, source.text)
  const quote = source.text[start]
  const isBlock = quote === '|' || quote === '>'
  const offsets = isBlock || quote === '"' || quote === "'" ? [] : alignPlain(value, start, source.text)
  const aligned = offsets.length > 0 ? offsets : align(value, start, source.text, isBlock ? 'block' : (quote ?? ''))
  return (offset) => {
    const found = aligned[offset]
    return found === undefined ? at : source.locate(found)
  }
}

function alignPlain(value: string, start: number, text: string): readonly number[] {
  return align(value, start - 1, text, '')
}

/** The offset in the file of each offset of the value, and of its end. Empty where they do not fit. */
function align(value: string, start: number, text: string, style: string): readonly number[] {
  const offsets: number[] = []
  let place = style === 'block' ? text.indexOf('\n', start) : start + 1
  for (const character of value.split('')) {
    place = passLineBreak(text, place, character)
    offsets.push(place)
    const length = lengthAt(text, place, character, style)
    if (length === undefined) return []
    place += length
  }
  offsets.push(place)
  return offsets
}

/** A line break of the file with the white space around it, unless the value has white space there, which stands for it. */
function passLineBreak(text: string, place: number, character: string): number {
  if (character === ' ' || character === '\n') return place
  return place + (/^[ \t]*\r?\n\s*/.exec(text.slice(place, place + longestBreak))?.[0].length ?? 0)
}

/** In characters. */
const longestBreak = 200

/** How much of the file one character of the value takes. */
function lengthAt(text: string, place: number, character: string, style: string): number | undefined {
  const next = text[place]
  if (style === "'" && next === "'") return text[place + 1] === "'" && character === "'" ? 2 : undefined
  if (style === '"' && next === '\\') return lengthOfEscape(text[place + 1])
  if (next === character && next !== '\n') return 1
  if (character !== ' ' && character !== '\n') return undefined
  return /^[ \t]*\r?\n[ \t]*/.exec(text.slice(place, place + longestBreak))?.[0].length
}

/** Escapes of more than one unit of UTF-16 would shift what follows. */
function lengthOfEscape(letter: string | undefined): number | undefined {
  if (letter === undefined || letter === '\n' || letter === '\r') return undefined
  return { x: 4, u: 6 }[letter] ?? (letter === 'U' ? undefined : 2)
}

function offsetOf({ line, column }: SourceLocation, text: string): number {
  let start = 0
  for (let number = 1; number < line; number += 1) start = text.indexOf('\n', start) + 1
  return start + column - 1
}
