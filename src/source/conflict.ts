import type { Reporter } from './report.ts'
import type { SourceText } from './source-text.ts'

/** A conflict marker of git. At the start of a line it is not meaningful YAML or JSON. */
const marker = /^(?:<{7}|\|{7}|={7}|>{7})(?: |\r?$)/

/**
 * Reports the conflicts that git left in a text, each once at its first line; true if there are any. Callers report
 * nothing else about such a text, because it is two versions in one.
 */
export function reportConflicts(source: SourceText, report: Reporter): boolean {
  const conflicts = conflictsIn(source.text)
  for (const [first = 0, ...others] of conflicts) {
    const at = source.locate(first)
    report({
      severity: 'error',
      code: 'IDC229',
      summary: 'this merge conflict of git is not resolved',
      hint: 'merge the two versions by hand, and delete the lines with <<<<<<<, =======, >>>>>>>',
      at,
      related: others.map((offset) => source.locate(offset)),
    })
  }
  return conflicts.length > 0
}

/** The offsets of the markers, grouped by conflict; a single leftover marker is a conflict of its own. */
function conflictsIn(text: string): number[][] {
  const conflicts: number[][] = []
  let isOpen = false
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start)
    const end = newline === -1 ? text.length : newline
    const sign = text[start]
    if ((sign === '<' || sign === '|' || sign === '=' || sign === '>') && marker.test(text.slice(start, end))) {
      if (!isOpen || sign === '<') conflicts.push([start])
      else conflicts.at(-1)?.push(start)
      isOpen = sign !== '>'
    }
    start = end + 1
  }
  return conflicts
}
