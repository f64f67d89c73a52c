import { extname, join } from 'node:path'
import type { Located } from '../source/located.ts'
import { readJson } from '../source/read-json.ts'
import { type ReadResult, readYaml } from '../source/read-yaml.ts'
import type { Report } from '../source/report.ts'
import { readSource, type SourceText } from '../source/source-text.ts'
import { readNdjson } from './read-ndjson.ts'

const readers: ReadonlyMap<string, (source: SourceText, report: Report) => ReadResult> = new Map([
  ['.yaml', readYaml],
  ['.yml', readYaml],
  ['.json', readJson],
  ['.ndjson', readNdjson],
])

export function isDocumentFile(name: string): boolean {
  return readers.has(extname(name).toLowerCase())
}

/** The identities of one file, each still a tree, in order; the index in it is the `<index>` of a secret's `from`. */
export interface FileContents {
  readonly documents: readonly Located[]
  readonly secretLines: ReadonlySet<number>
}

/**
 * Reads `file` (relative to `root`, one of the known endings). A list at the top stands for its items, so a file may be a
 * list, several `---` documents, or both.
 */
export function readDocuments(root: string, file: string, report: Report): FileContents {
  const source = readSource(join(root, file), file, report)
  return source === undefined ? { documents: [], secretLines: new Set() } : documentsIn(source, report)
}

/** The same from a text; `source.file` has one of the known endings. */
export function documentsIn(source: SourceText, report: Report): FileContents {
  const read = readers.get(extname(source.file).toLowerCase())
  if (read === undefined) return { documents: [], secretLines: new Set() }
  const { roots, secretLines } = read(source, report)
  return { documents: roots.flatMap((node) => (node.kind === 'list' ? node.items : [node])), secretLines }
}
