/**
 * Makes the value of a flag optional: `--sandbox`, `--sandbox FILE` and `--sandbox=FILE`. oclif has only flags with or without
 * a value, so a bare `--flag` becomes `--flag=` with an empty value. Words after `--` are not changed.
 */
export function withOptionalValue(argv: readonly string[], flag: string): string[] {
  const result: string[] = []
  for (const [index, word] of argv.entries()) {
    if (word === '--') return [...result, ...argv.slice(index)]
    const next = argv[index + 1]
    const lonely = word === flag && (next === undefined || next.startsWith('-'))
    result.push(lonely ? `${flag}=` : word)
  }
  return result
}
