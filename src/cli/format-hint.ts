import { formatNames } from '../render/format-names.ts'
import { reportNames } from '../render/reports/report-names.ts'

/**
 * What to do about a format that the other flag takes: reports are files, and other formats are for stdout. `undefined` for a name that
 * neither takes.
 *
 * @param known names of the flags that the command has; absent: not known
 */
export function formatHint(flag: 'format' | 'report', name: string, known?: readonly string[]): string | undefined {
  if (flag === 'report') {
    return isIn(formatNames, name) && !isIn(reportNames, name)
      ? `\`--format ${name}\` writes it to stdout; into a file: \`> FILE\``
      : undefined
  }
  if (!isIn(reportNames, name)) return undefined
  if (known === undefined || known.includes('report'))
    return `\`--report ${name}=FILE\` writes that format, - is stderr`
  return 'that is a format of `--report`, which this command does not have'
}

function isIn(names: readonly string[], name: string): boolean {
  return names.includes(name)
}
