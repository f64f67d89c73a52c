/**
 * Lets `--flag` stand without its value: `--sandbox`, `--sandbox FILE` and `--sandbox=FILE`. oclif knows flags with a
 * value and flags without one; here the lonely form becomes `--flag=`, an empty value. Words after `--` are left alone.
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
