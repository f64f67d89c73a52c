const notice = '<!-- Generated from the code by `npm run docs`; edit the code instead. -->'

/** A generated page of docs/reference. */
export function page(title: string, blocks: readonly string[]): string {
  return `${[notice, `# ${title}`, ...blocks].join('\n\n')}\n`
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
