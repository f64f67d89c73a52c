import { readFileSync, realpathSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { Config } from '../../config/types.ts'
import { readDocuments } from '../../desired/files/read-file.ts'
import { type Diagnostic, hasErrors } from '../../model/diagnostic.ts'
import { arrangeDiagnostics } from '../../source/diagnostics.ts'
import { type Content, formatYaml } from './format-yaml.ts'

/** A file in canonical layout; one that is to be rewritten; one that stays as it is for a reason that is told. */
export type FormattedFile =
  | { readonly kind: 'right' }
  | { readonly kind: 'other'; readonly path: string; readonly before: string; readonly after: string }
  | { readonly kind: 'left'; readonly diagnostics: readonly Diagnostic[] }

const byteOrderMark = '\u{feff}'

/** Formats the text of a YAML file; writes nothing. `file` is relative to the folder of idctl.yaml. */
export function formatFile(
  { root, sensitive }: Pick<Config, 'root' | 'sensitive'>,
  file: string,
  content: Content,
): FormattedFile {
  const found: Diagnostic[] = []
  const { secretLines } = readDocuments(root, file, (diagnostic) => found.push(diagnostic), { sensitive })
  if (hasErrors(found)) {
    return { kind: 'left', diagnostics: arrangeDiagnostics(found, new Map([[file, secretLines]])) }
  }
  const path = realpathSync(join(root, file))
  const folder = realpathSync(root)
  if (!path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)) {
    return leave(file, 'this is a link to a file outside the folder of idctl.yaml', 'format that file where it is')
  }
  const before = readFileSync(path, 'utf8')
  const mark = before.startsWith(byteOrderMark) ? byteOrderMark : ''
  const formatted = formatYaml(before.slice(mark.length), content)
  if (formatted === undefined) {
    return leave(file, 'this file cannot be formatted without a change of a value or comment', 'format it by hand')
  }
  const after = mark + formatted
  return after === before ? { kind: 'right' } : { kind: 'other', path, before, after }
}

function leave(file: string, summary: string, hint: string): FormattedFile {
  const at = { file, line: 1, column: 1 }
  return { kind: 'left', diagnostics: [{ severity: 'warning', code: 'IDC247', summary, hint, at, secret: true }] }
}
