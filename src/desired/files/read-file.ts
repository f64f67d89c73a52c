import { realpathSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { JsonPointer } from '../../model/json.ts'
import { atOnce, type Steps } from '../../model/steps.ts'
import type { Located } from '../../source/located.ts'
import type { Judge } from '../../source/misspelt.ts'
import { readJson } from '../../source/read-json.ts'
import { readingPlainYaml } from '../../source/read-plain-yaml.ts'
import { type ReadResult, readingYaml } from '../../source/read-yaml.ts'
import type { Reporter } from '../../source/report.ts'
import { type Lines, namesSensitive, sensitiveLines } from '../../source/secrecy.ts'
import { readSource, type SourceText, sourceText } from '../../source/source-text.ts'
import { standInProblem } from '../../source/stand-in.ts'
import { judgeDocuments } from '../document/document.ts'
import { isPlainDocument } from './answers.ts'
import { GivenUp, type ReadDocument, readNdjson, readOneByOne } from './read-ndjson.ts'
import { unwrap } from './wrappers.ts'

type Reader = (source: SourceText, report: Reporter, judge: Judge) => Steps<ReadResult>

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['.yaml', readingAnyYaml],
  ['.yml', readingAnyYaml],
  ['.json', inOneStep(readJson)],
  ['.ndjson', inOneStep(readNdjson)],
])

function* readingAnyYaml(source: SourceText, report: Reporter, judge: Judge): Steps<ReadResult> {
  return (yield* readingPlainYaml(source)) ?? (yield* readingYaml(source, report, judge))
}

/** For readers that take a few microseconds for a document. */
function inOneStep(read: (source: SourceText, report: Reporter) => ReadResult): Reader {
  return function* (source, report) {
    yield
    return read(source, report)
  }
}

export function isDocumentFile(name: string): boolean {
  return readers.has(extname(name).toLowerCase())
}

/** The documents of one file as trees, in order; the index of one is the `<index>` in the `from` of its secrets. */
export interface FileContents {
  readonly documents: readonly Located[]
  readonly secretLines: Lines
}

/** Texts to read instead of files, to find out what they would mean: absolute path without links → text without a byte order mark. */
export type ReplacedFiles = ReadonlyMap<string, string>

export interface TextOptions {
  readonly replaced?: ReplacedFiles | undefined
  /** Gets the text that was read. */
  readonly onText?: ((file: string, text: string) => void) | undefined
}

interface ReadOptions extends TextOptions {
  /** `sensitive` of idctl.yaml: lines with such values count as secret. */
  readonly sensitive?: readonly JsonPointer[]
  /** Says what fits at a path, for hints. */
  readonly judge?: Judge
}

/**
 * Reads `file` (relative to `root`, with one of the known extensions). A list at the top stands for its items, so a
 * file may be a list, several `---` documents, or both.
 */
export function readDocuments(root: string, file: string, report: Reporter, options: ReadOptions = {}): FileContents {
  const source = openFile(root, file, report, options)
  return source === undefined ? { documents: [], secretLines: new Set() } : contentsOf(source, report, options)
}

/** The text of `file`; `undefined` after reporting why it cannot be read. */
export function openFile(
  root: string,
  file: string,
  report: Reporter,
  { replaced, onText }: TextOptions = {},
): SourceText | undefined {
  const path = join(root, file)
  const text = replaced?.get(realpathSync(path))
  const source = text === undefined ? readSource(path, file, report) : sourceText(file, text)
  if (source !== undefined) onText?.(file, source.text)
  return source
}

/** Reads the documents of an opened file, as `readDocuments`. */
export function contentsOf(
  source: SourceText,
  report: Reporter,
  options: Pick<ReadOptions, 'sensitive' | 'judge'>,
): FileContents {
  return atOnce(readingContents(source, report, options))
}

/** As `contentsOf`, in steps of about a document of YAML. */
export function* readingContents(
  source: SourceText,
  report: Reporter,
  { sensitive = [], judge }: Pick<ReadOptions, 'sensitive' | 'judge'>,
): Steps<FileContents> {
  const quietly: Reporter = (diagnostic) => report({ ...diagnostic, secret: true })
  const read = yield* readingDocuments(source, namesSensitive(source.text, sensitive) ? quietly : report, judge)
  // Pointers start at the document, also if a wrapper around it is reported as a mistake.
  const plain = unwrap(read.documents)?.documents ?? read.documents
  const hidden = plain.flatMap((document) => sensitiveLines(document, sensitive))
  return { ...read, secretLines: new Set([...read.secretLines, ...hidden]) }
}

/**
 * Passes the documents of an opened file on, a step each, and returns the lines that no output may show. Few trees are
 * in memory then, and not those of 100,000 people. `undefined`: `contentsOf` must read the file, whatever has been
 * passed on, because it has a mistake, or is not of a kind that can be read in parts.
 */
export function* passOneByOne(
  source: SourceText,
  sensitive: readonly JsonPointer[],
  onDocument: (document: ReadDocument, index: number, isOnly: boolean) => void,
): Steps<Lines | undefined> {
  if (extname(source.file).toLowerCase() !== '.ndjson') return undefined
  const secretLines = new Set<number>()
  let last: ReadDocument | undefined
  let index = 0
  try {
    for (const document of readOneByOne(source, secretLines)) {
      if (!isPlainDocument(document.root)) return undefined
      for (const line of sensitiveLines(document.root, sensitive)) secretLines.add(line)
      if (last !== undefined) onDocument(last, index++, false)
      last = document
      yield
    }
  } catch (error) {
    if (error instanceof GivenUp) return undefined
    throw error
  }
  // That there is none may be a mistake.
  if (last === undefined) return undefined
  onDocument(last, index, index === 0)
  return secretLines
}

/** Reads the documents of a text; `source.file` has one of the known extensions. */
export function documentsIn(source: SourceText, report: Reporter, judge?: Judge): FileContents {
  return atOnce(readingDocuments(source, report, judge))
}

function* readingDocuments(source: SourceText, report: Reporter, judge: Judge = judgeDocuments): Steps<FileContents> {
  const read = readers.get(extname(source.file).toLowerCase())
  if (read === undefined) return { documents: [], secretLines: new Set() }
  const problem = standInProblem(source)
  if (problem !== undefined) {
    report(problem)
    return { documents: [], secretLines: new Set() }
  }
  const { roots, secretLines } = yield* read(source, report, judge)
  return { documents: roots.flatMap((node) => (node.kind === 'list' ? node.items : [node])), secretLines }
}
