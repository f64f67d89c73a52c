/**
 * The same pattern for JavaScript, which editors use, or `undefined` if there may be none: the two languages give some
 * expressions another meaning, and an editor must not refuse what Kratos takes. Only what means the same in both passes.
 *
 * @param re2 A pattern of an identity schema, in Go's RE2 syntax.
 */
export function portablePattern(re2: string): string | undefined {
  let pattern = ''
  let rest = re2
  while (rest !== '') {
    const found = token.exec(rest)?.groups
    if (found === undefined) return undefined
    const { whole = '', escaped, list } = found
    pattern +=
      escaped !== undefined ? portableEscape(escaped) : list !== undefined ? portableList(list) : (dots[whole] ?? whole)
    rest = rest.slice(whole.length)
  }
  return compiles(pattern) ? pattern : undefined
}

const escapable = '[!-\\/:-@\\[-`{-~]'

/** One step of a pattern: a class, an escape, a list of characters, an operator, or a plain character. */
const token = new RegExp(
  `^(?<whole>\\\\[dDwW]|\\\\(?<escaped>${escapable})|(?<list>\\[\\^?(?:\\\\[dDwW]|\\\\${escapable}|[^\\\\[\\]])+\\])` +
    '|\\(\\?:|\\((?!\\?)|[)|*+?^$.]|\\{\\d+(?:,\\d*)?\\}|[^\\\\[\\](){}|*+?^$.])',
  'u',
)

/** A dot of RE2 takes every character but a line feed; that of JavaScript leaves out three more. */
const dots: Readonly<Record<string, string>> = { '.': '[^\\n]' }

/** JavaScript refuses an escape that it does not need. */
function portableEscape(character: string): string {
  return /[\^$\\.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character
}

function portableList(list: string): string {
  return list.replace(/\\([^dDwW])/g, (_, character: string) => (character === '-' ? '\\-' : portableEscape(character)))
}

function compiles(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') !== undefined
  } catch {
    return false
  }
}
