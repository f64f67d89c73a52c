const notice = '<!-- Generated from the code by `npm run docs`; edit the code instead. -->'

/** A generated page of docs/reference. */
export function page(title: string, blocks: readonly string[]): string {
  return `${[notice, `# ${title}`, ...blocks].join('\n\n')}\n`
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

export interface Entry {
  readonly name: string
  readonly meaning: string
  /** Name and text of each fact; those without a text are left out. */
  readonly facts: readonly (readonly [name: string, text: string | undefined])[]
  readonly example: readonly [language: string, text: string]
}

/** One setting of a reference page: what it means, facts about it, an example. */
export function entry(level: 2 | 3, { name, meaning, facts, example: [language, text] }: Entry): string {
  const lines = facts.flatMap(([fact, said]) => (said === undefined ? [] : [`- ${fact}: ${said}`]))
  const shown = [`\`\`\`${language}`, text.trimEnd(), '```'].join('\n')
  return [`${'#'.repeat(level)} ${name}`, meaning, ...(lines.length === 0 ? [] : [lines.join('\n')]), shown].join(
    '\n\n',
  )
}

/** Links to what the page of diagnostics says of these codes. */
export function codeLinks(codes: readonly string[] = []): string | undefined {
  const links = codes.map((code) => `[${code}](diagnostics.md#${code.toLowerCase()})`)
  return links.length === 0 ? undefined : links.join(', ')
}

/** The link of a fact `more`. */
export function pageLink(guide: string | undefined): string | undefined {
  return guide === undefined ? undefined : `[${pageName(guide)}](${guide})`
}

function pageName(guide: string): string {
  const [path = '', part] = guide.split('#')
  const name = path.replace(/^.*\//, '').replace(/\.md$/, '')
  return (part ?? name).replaceAll('-', ' ')
}
