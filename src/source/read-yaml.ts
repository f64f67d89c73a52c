import { Composer, type CST, type Document, isScalar, Lexer, Parser } from 'yaml'
import { atOnce, type Steps } from '../model/steps.ts'
import { reportConflicts } from './conflict.ts'
import type { Located } from './located.ts'
import type { Judge } from './misspelt.ts'
import { tooDeep, tooMany } from './node-rules.ts'
import type { Reporter } from './report.ts'
import { type Lines, mayHoldSecret } from './secrecy.ts'
import type { SourceText } from './source-text.ts'
import { reportYamlError } from './yaml-errors.ts'
import { readYamlTree } from './yaml-tree.ts'

/** Per YAML document, whose trees are in memory as a whole: enough for a list of some 60,000 identities. */
export const mostLexemes = 6_000_000

/** The documents of a file, in order; empty YAML documents are left out. */
export interface ReadResult {
  readonly roots: readonly Located[]
  /** Lines that show something at or below a secret key. */
  readonly secretLines: Lines
}

/**
 * Reads a stream of YAML 1.2 documents (core schema; anchors and merge keys allowed). A document with a syntax error is
 * reported and left out; the others are read. Never throws.
 *
 * @param judge Says what fits at a path, for hints about values that YAML reads differently from what was meant.
 * @param most Lexemes that one YAML document may have.
 */
export function readYaml(
  source: SourceText,
  report: Reporter,
  judge: Judge = () => undefined,
  most = mostLexemes,
): ReadResult {
  return atOnce(readingYaml(source, report, judge, most))
}

/** As `readYaml`, in steps of about a document, or of a part of a large one. */
export function* readingYaml(
  source: SourceText,
  report: Reporter,
  judge: Judge,
  most = mostLexemes,
): Steps<ReadResult> {
  const roots: Located[] = []
  const secretLines = new Set<number>()
  const anchors = new Set<string>()
  if (reportConflicts(source, report)) return { roots, secretLines }
  try {
    // The composer yields one document at a time, so the parser's trees of a long stream are never in memory together.
    const composer = new Composer({
      version: '1.2',
      schema: 'core',
      merge: true,
      uniqueKeys: false,
      logLevel: 'silent',
    })
    const take = (documents: Iterable<Document.Parsed>): void => {
      for (const document of documents) {
        const root = readDocument(document, source, report, secretLines, judge, anchors)
        if (root !== undefined) roots.push(root)
      }
    }
    for (const token of tokensOf(source.text, most)) {
      if (token !== undefined) take(composer.next(token))
      yield
    }
    take(composer.end())
    // Errors before or after all documents belong to none of them.
    for (const error of composer.streamInfo().errors.slice(0, 1)) reportYamlError([error], source, report, 0)
  } catch (error) {
    if (error instanceof TooManyLexemes) {
      const at = source.locate(error.start)
      report(tooMany('this YAML document', 'start new documents with ---, or use several files', at))
      return { roots, secretLines }
    }
    if (!(error instanceof RangeError)) throw error
    // The parser is recursive: a very deep document overflows the stack before `deepest` is checked.
    const problem = tooDeep({ file: source.file, line: 1, column: 1 })
    report(mayHoldSecret(source) ? { ...problem, secret: true } : problem)
  }
  return { roots, secretLines }
}

/** Thrown and caught in this file only. */
class TooManyLexemes extends Error {
  /** Offset of the document that is too large. */
  readonly start: number

  constructor(start: number) {
    super()
    this.start = start
  }
}

/** Characters that the lexer adds for the parser; they are not in the text. */
const inner: ReadonlySet<string> = new Set(['\u0002', '\u0018', '\u001f'])

/** So many lexemes of one document take a millisecond or two. */
const lexemesOfStep = 1000

/**
 * The tokens of the `yaml` package's parser, and now and then `undefined` while it reads on in the same one.
 * @throws TooManyLexemes when a document is too large to be held as a tree
 */
function* tokensOf(text: string, most: number): Generator<CST.Token | undefined> {
  const parser = new Parser()
  let [count, offset, start] = [0, 0, 0]
  for (const lexeme of new Lexer().lex(text)) {
    count += 1
    if (count > most) throw new TooManyLexemes(start)
    if (count % lexemesOfStep === 0) yield undefined
    for (const token of parser.next(lexeme)) {
      if (token.type === 'document') [count, start] = [0, offset]
      yield token
    }
    if (!inner.has(lexeme)) offset += lexeme.length
  }
  yield* parser.end()
}

function readDocument(
  document: Document.Parsed,
  source: SourceText,
  report: Reporter,
  secretLines: Set<number>,
  judge: Judge,
  anchors: Set<string>,
): Located | undefined {
  // An unknown tag is reported when the tree is read, so that the rest is read as well.
  const [problem, ...others] = document.errors
  const start = document.range[0]
  if (problem !== undefined) return void reportYamlError([problem, ...others], source, report, start)
  const warning = document.warnings.find(({ code }) => code !== 'TAG_RESOLVE_FAILED')
  if (warning !== undefined) return void reportYamlError([warning], source, report, start)
  const { explicit, version } = document.directives.yaml
  if (explicit === true && version !== '1.2') {
    return void report({
      severity: 'error',
      code: 'IDC202',
      summary: `YAML ${version} is not supported: documents are read as YAML 1.2`,
      hint: 'remove the %YAML line',
      at: source.locate(Math.max(source.text.lastIndexOf('%YAML', document.range[0]), 0)),
    })
  }
  const { contents } = document
  if (contents === null || (isScalar(contents) && contents.value === null && contents.source === '')) return undefined
  return readYamlTree(contents, source, report, secretLines, judge, anchors)
}
