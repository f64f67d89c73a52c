import { extname, relative, resolve, sep } from 'node:path'
import type { Config } from '../../config/types.ts'
import { walkFolder } from '../../desired/files/walk.ts'
import { type Diagnostic, isError } from '../../model/diagnostic.ts'
import { isInFolder } from '../../model/folder-path.ts'
import type { Content } from './format-yaml.ts'

export interface FilesToFormat {
  readonly files: ReadonlyMap<string, Content>
  /** JSON has formatters of its own. */
  readonly json: readonly string[]
  /** What is named, and no file that idctl reads. */
  readonly unknown: readonly string[]
  /** Entries of the folder that cannot be read; only those that are named, or below a folder that is. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * The files of documents and defaults, and idctl.yaml; only those that are named, or below a folder that is.
 *
 * @param named Paths from the working directory; none for all files.
 */
export function filesToFormat(config: Config, named: readonly string[], cwd: string): FilesToFormat {
  const diagnostics: Diagnostic[] = []
  const found = new Set<string>()
  for (const folder of config.identities) {
    const walked = walkFolder(config, folder, (diagnostic) => diagnostics.push(diagnostic))
    for (const file of [...walked.documents, ...walked.defaults.values()]) found.add(file)
  }
  const settings = relative(config.root, config.file)
  found.add(settings)
  const wanted = named.map((name) => ({ name, path: placeOf(config.root, resolve(cwd, name)) }))
  const isWanted = (file: string) => wanted.length === 0 || wanted.some(({ path }) => isInFolder(file, path))
  const isJson = (file: string) => ['.json', '.ndjson'].includes(extname(file).toLowerCase())
  const all = [...found].filter(isWanted).sort()
  return {
    files: new Map(
      all.filter((file) => !isJson(file)).map((file) => [file, file === settings ? 'settings' : 'documents']),
    ),
    json: all.filter(isJson),
    unknown: wanted.filter(({ path }) => !all.some((file) => isInFolder(file, path))).map(({ name }) => name),
    diagnostics: diagnostics.filter((one) => isError(one) && (one.at === undefined || isWanted(one.at.file))),
  }
}

function placeOf(root: string, path: string): string {
  return relative(root, path).split(sep).join('/') || '.'
}
