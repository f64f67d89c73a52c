import { type Laid, layOut, type Part } from './fit.ts'

/** A part with a heading. */
export interface Section extends Omit<Part, 'left'> {
  readonly title: string
}

/** What a report says, before it is known how much of it has room. Texts are Markdown. */
export interface Draft {
  /** Stays the same for what replaces this text one day. */
  readonly marker: string
  readonly title: string
  /** What stands before the sections, whatever they need: each a paragraph. */
  readonly lead: readonly string[]
  readonly sections: readonly Section[]
  /** The command that shows all of it. */
  readonly whole: string
  readonly foot: readonly string[]
}

/**
 * UTF-16 units. A comment on GitHub takes 65,536 characters: what is left is for a heading of a pipeline. All other platforms take
 * more.
 */
export const longestReport = 60_000

/** The text, never longer than `longestReport`. What is vital and left out is said in the beginning. */
export function documentOf({ marker, title, lead, sections, whole, foot }: Draft): string {
  const heading = `${marker}\n### ${title}\n\n`
  const about = paragraphs(lead)
  const after = paragraphs(foot)
  const most = noticeOf(
    sections,
    sections.map(({ count }) => ({ text: '', left: count })),
    whole,
  )
  const room = longestReport - heading.length - about.length - after.length - most.length
  const laid = layOut(
    sections.map((section) => ({ ...section, left: (more) => leftText(section, more, whole) })),
    room,
  )
  const body = laid.map(({ text }) => text).join('')
  return `${heading}${noticeOf(sections, laid, whole)}${about}${body}${after}`.trimEnd().concat('\n')
}

/** Stands in place of what has no room. */
function leftText({ title, count, isVital }: Section, more: number, whole: string): string {
  const mark = isVital ? '**' : ''
  return `${mark}${title}: ${more} of ${count} have no room here. All of it: ${whole}${mark}\n\n`
}

function noticeOf(sections: readonly Section[], laid: readonly Laid[], whole: string): string {
  const missing = sections.flatMap(({ title, count, isVital }, index) => {
    const left = laid[index]?.left ?? 0
    return isVital && left > 0 ? [`${left} of the ${count} under “${title}”`] : []
  })
  if (missing.length === 0) return ''
  return `**Not everything fits into ${longestReport} characters. Not listed here: ${missing.join(', ')}. All of it: ${whole}**\n\n`
}

function paragraphs(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n\n`).join('')
}
