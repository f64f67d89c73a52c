import { IdctlError } from '../errors.ts'
import { told } from '../model/told.ts'

/** A report in Markdown, which says in its first line what it is about. */
export interface MarkedText {
  /** The first line: a comment of HTML, which nobody sees. The next report about the same thing has the same one. */
  readonly marker: string
  /** The whole text, with the marker. */
  readonly text: string
}

/** Characters: the longest comment that GitHub takes. */
const longest = 65_536

/** @throws IdctlError (exit `usage`) when it is no report of idctl in Markdown */
export function markedText(text: string): MarkedText {
  const [marker = ''] = text.split(/\r?\n/, 1)
  if (!/^<!-- idctl[:\s].*-->$/.test(marker)) {
    throw new IdctlError(told`the report does not begin with a marker of idctl`, {
      exit: 'usage',
      hint: told`name the file of a report in Markdown: \`idctl plan --report markdown=FILE\``,
    })
  }
  if (text.length > longest) {
    throw new IdctlError(told`the report has ${text.length} characters, and a comment may have ${longest}`, {
      exit: 'usage',
      hint: told`a report as it was written is shorter: was something added to it?`,
    })
  }
  return { marker, text }
}
