import { join, posix } from 'node:path'
import type { Config } from '../config/types.ts'
import type { IdentitySchemaSet } from '../identity-schema/identity-schema.ts'
import type { CalendarDay } from '../model/calendar-day.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { DesiredDocument } from '../model/identity.ts'
import { atOnce, type Steps } from '../model/steps.ts'
import type { Variables } from '../model/variables.ts'
import { arrangeDiagnostics } from '../source/diagnostics.ts'
import { quote, type Reporter } from '../source/report.ts'
import type { Lines, SecretLines } from '../source/secrecy.ts'
import { parseDocument } from './document/parse-document.ts'
import { plainDocuments } from './files/answers.ts'
import { defaultsIn } from './files/defaults-file.ts'
import { openFile, passOneByOne, type ReplacedFiles, readingContents } from './files/read-file.ts'
import type { ReadDocument } from './files/read-ndjson.ts'
import { walkFolder } from './files/walk.ts'
import { judgeWithSchemas, schemaIdOf, schemasOnDemand } from './judge/judge-traits.ts'
import { referenceReader } from './references/reference-values.ts'
import type { Substitution } from './references/substitute.ts'
import type { FolderMemory } from './same-folder.ts'

export interface ParsedFolder {
  /**
   * In the order of files and of the documents in them. With errors among the diagnostics, only the documents that can
   * be checked further.
   */
  readonly documents: readonly DesiredDocument[]
  /** Identity schemas: `*.schema.json` below the folders (id = file name); `schemas` of idctl.yaml goes first. */
  readonly schemaFiles: readonly { readonly id: string; readonly file: string }[]
  /** All problems of all files, by file and line. */
  readonly diagnostics: readonly Diagnostic[]
  /** Document files read. */
  readonly files: number
  /** Paths of the document files. */
  readonly read: ReadonlySet<string>
  /** Document files without a document and without a mistake that explains it. */
  readonly empty: ReadonlySet<string>
  /** Every file that was read or is referred to, also by references; relative to the folder of idctl.yaml. */
  readonly readFiles: ReadonlySet<string>
  /** File → lines that show part of a credential: no output may show them. */
  readonly secretLines: SecretLines
}

export interface ParseOptions {
  /** With false, a reference below `credentials` may be undefined ("known at apply"). */
  readonly resolveSecrets: boolean
  readonly variables: Variables
  /** Texts to use instead of those of files. */
  readonly replaced?: ReplacedFiles
  /** If given, days that are too far away are mistakes. */
  readonly today?: CalendarDay | undefined
  /** The schemas for hints; the local ones if absent. */
  readonly schemas?: () => IdentitySchemaSet
  /** Notes what the result depends on. */
  readonly memory?: FolderMemory | undefined
  /** Called for each document that was read, with their number so far. */
  readonly onDocument?: ((documents: number) => void) | undefined
}

/**
 * Reads everything below the identities folders: parsed, defaults merged, references resolved, checked. Mistakes are
 * diagnostics and never hide each other; nothing is thrown for them. A document with a broken value is left out, others
 * with mistakes stay in: nobody may act on `documents` while a diagnostic is an error.
 */
export function parseFolder(config: Config, options: ParseOptions): ParsedFolder {
  return atOnce(parsingFolder(config, options))
}

/** As `parseFolder`, in steps of about a document. */
export function* parsingFolder(config: Config, options: ParseOptions): Steps<ParsedFolder> {
  const found: Diagnostic[] = []
  const report: Reporter = (diagnostic) => found.push(diagnostic)
  const { resolveSecrets, replaced, today, memory, schemas: known = schemasOnDemand(config) } = options
  const texts = { replaced, onText: memory?.onText }
  const readFiles = new Set(Object.values(config.schemas))
  const reader = referenceReader(config, options.variables)
  const readAndNote: Substitution['read'] = (part) => {
    if (part.kind === 'file') readFiles.add(part.name)
    memory?.giveUp()
    return reader(part)
  }
  const context: Substitution = { read: readAndNote, resolveSecrets, report }
  const documents: DesiredDocument[] = []
  const schemaFiles = new Map<string, string>()
  const secretLines = new Map<string, Lines>()
  const paths = new Set<string>()
  const empty = new Set<string>()
  for (const folder of config.identities) {
    const walked = walkFolder(config, folder, report)
    memory?.onFolder(walked)
    const { documents: named, defaults, schemas } = walked
    for (const file of [...named, ...defaults.values(), ...schemas.map((one) => one.file)]) readFiles.add(file)
    const defaultsOf = defaultsIn(config, walked, context, secretLines, { ...texts, schemas: known })
    for (const path of defaults.keys()) defaultsOf(posix.join(path, 'any'))
    for (const { id, file } of schemas) addSchemaFile(schemaFiles, id, file, report)
    for (const file of named) {
      if (join(config.root, file) === config.file) continue
      paths.add(file)
      const inherited = defaultsOf(file)
      const before = found.length
      const judge = judgeWithSchemas(known, () => schemaIdOf(inherited) ?? config.schema_id)
      const take = ({ root, again }: ReadDocument, index: number, sole: boolean) => {
        const place = (pointer: string) => (sole ? `${file}#${pointer}` : `${file}#${index}:${pointer}`)
        const document = parseDocument(root, inherited, { config, context, sole, place, again, today })
        if (document !== undefined) documents.push(document)
        options.onDocument?.(documents.length)
      }
      const source = openFile(config.root, file, report, texts)
      const { sensitive } = config
      const [documentsBefore, foundBefore] = [documents.length, found.length]
      const hidden = source && (yield* passOneByOne(source, sensitive, take))
      if (hidden !== undefined) {
        secretLines.set(file, hidden)
        continue
      }
      // The file is read from its start, as if nothing had been passed on.
      documents.length = documentsBefore
      found.length = foundBefore
      const content = source && (yield* readingContents(source, report, { sensitive, judge }))
      secretLines.set(file, content?.secretLines ?? new Set())
      const nodes = content?.documents ?? []
      if (nodes.length === 0 && found.length === before) {
        empty.add(file)
        report(emptyFile(file))
      }
      const plain = plainDocuments(nodes, report)
      for (const [index, node] of plain.entries()) {
        take({ root: node }, index, plain.length === 1)
        yield
      }
    }
  }
  return {
    documents,
    schemaFiles: Object.entries({ ...Object.fromEntries(schemaFiles), ...config.schemas }).map(([id, file]) => ({
      id,
      file,
    })),
    diagnostics: arrangeDiagnostics(found, secretLines),
    files: paths.size,
    read: paths,
    empty,
    readFiles,
    secretLines,
  }
}

/**
 * Only a warning: whether somebody's document was in the file is found out when live identities are read
 * (`lostDocuments`).
 */
function emptyFile(file: string): Diagnostic {
  return {
    severity: 'warning',
    code: 'IDC225',
    summary: 'this file contains no document',
    hint: 'write one, or delete the file',
    at: { file, line: 1, column: 1 },
    secret: true,
  }
}

function addSchemaFile(files: Map<string, string>, id: string, file: string, report: Reporter): void {
  const other = files.get(id)
  if (other === undefined) {
    files.set(id, file)
    return
  }
  report({
    severity: 'error',
    code: 'IDC223',
    summary: `the identity schema ${quote(id)} exists twice`,
    hint: 'keep one of the two files: the id is the file name',
    at: { file, line: 1, column: 1 },
    related: [{ file: other, line: 1, column: 1 }],
  })
}
