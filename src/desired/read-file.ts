import { realpathSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { JsonPointer } from '../model/json.ts'
import type { Located } from '../source/located.ts'
import type { Judge } from '../source/misspelt.ts'
import { readJson } from '../source/read-json.ts'
import { type ReadResult, readYaml } from '../source/read-yaml.ts'
import type { Report } from '../source/report.ts'
import { readSource, type SourceText, sourceText } from '../source/source-text.ts'
import { standInProblem } from '../source/stand-in.ts'
import { judgeDocuments } from './document.ts'
import { readNdjson } from './read-ndjson.ts'
import { namesSensitive, sensitiveLines } from './sensitive-lines.ts'
import { unwrap } from './wrappers.ts'

type Reader = (source: SourceText, report: Report, judge: Judge) => ReadResult

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['.yaml', readYaml],
  ['.yml', readYaml],
  ['.json', (source, report) => readJson(source, report)],
  ['.ndjson', (source, report) => readNdjson(source, report)],
])

export function isDocumentFile(name: string): boolean {
  return readers.has(extname(name).toLowerCase())
}

/** The identities of one file, each still a tree, in order; the index in it is the `<index>` of a secret's `from`. */
export interface FileContents {
  readonly documents: readonly Located[]
  readonly secretLines: ReadonlySet<number>
}

/** A text to read instead of what a file holds, to see what it would mean. */
export interface ReplacedFile {
  /** Absolute, without links. */
  readonly path: string
  /** Without a byte order mark. */
  readonly text: string
}

interface ReadOptions {
  readonly replaced?: ReplacedFile | undefined
  /** Of idctl.yaml: lines with their values count as secret. */
  readonly sensitive?: readonly JsonPointer[]
  /** What fits where, for hints. */
  readonly judge?: Judge
}

/**
 * Reads `file` (relative to `root`, one of the known endings). A list at the top stands for its items, so a file may be a
 * list, several `---` documents, or both.
 */
export function readDocuments(root: string, file: string, report: Report, options: ReadOptions = {}): FileContents {
  const { replaced, sensitive = [], judge } = options
  const path = join(root, file)
  const isReplaced = replaced !== undefined && realpathSync(path) === replaced.path
  const source = isReplaced ? sourceText(file, replaced.text) : readSource(path, file, report)
  if (source === undefined) return { documents: [], secretLines: new Set() }
  const quietly: Report = (diagnostic) => report({ ...diagnostic, secret: true })
  const read = documentsIn(source, namesSensitive(source.text, sensitive) ? quietly : report, judge)
  // Pointers count from the document, also where it is told that something stands around it.
  const plain = unwrap(read.documents)?.documents ?? read.documents
  const hidden = plain.flatMap((document) => sensitiveLines(document, sensitive))
  return { ...read, secretLines: new Set([...read.secretLines, ...hidden]) }
}

/** The same from a text; `source.file` has one of the known endings. */
export function documentsIn(source: SourceText, report: Report, judge: Judge = judgeDocuments): FileContents {
  const read = readers.get(extname(source.file).toLowerCase())
  if (read === undefined) return { documents: [], secretLines: new Set() }
  const problem = standInProblem(source)
  if (problem !== undefined) {
    report(problem)
    return { documents: [], secretLines: new Set() }
  }
  const { roots, secretLines } = read(source, report, judge)
  return { documents: roots.flatMap((node) => (node.kind === 'list' ? node.items : [node])), secretLines }
}
