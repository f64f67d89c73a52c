import type { Node } from 'yaml'
import type { SourceLocation } from '../model/diagnostic.ts'
import type { Located } from './located.ts'
import type { Misspelt } from './misspelt.ts'
import type { Report } from './report.ts'
import type { SourceText } from './source-text.ts'

/** What is known while one YAML document is read. */
export interface Reading {
  readonly source: SourceText
  readonly report: Report
  readonly secretLines: Set<number>
  readonly anchors: Map<string, Node>
  /** Names of anchors in the documents before, which hold there only. */
  readonly elsewhere: ReadonlySet<string>
  /** Anchored nodes that are being read just now: an alias to one of them has no end. */
  readonly open: Set<Node>
  /** Nodes whose lines are in `secretLines` already: an alias can stand for many lines many times. */
  readonly marked: Set<Node>
  /** Texts that aliases stand for: an alias can stand for a long one many times. */
  readonly texts: Map<Node, Located>
  /** Told when the whole tree is known. */
  readonly misspelt: Misspelt[]
  /** Keys that begin or end with what nobody sees; told together. */
  readonly strayKeys: StrayKeyName[]
  expanded: number
}

export interface StrayKeyName {
  readonly at: SourceLocation
  readonly character: string
  readonly where: 'begins' | 'ends'
  readonly secret: boolean
}

/** Of a node. */
export interface Position {
  readonly depth: number
  readonly secret: boolean
  readonly inAlias: boolean
}

/** No output may show these lines. */
export function markLines(from: Node, to: Node, { source, secretLines, marked }: Reading): void {
  if (marked.has(from)) return
  marked.add(from)
  const start = from.range?.[0] ?? 0
  const end = to.range?.[1] ?? start
  const last = source.locate(Math.max(end - 1, start)).line
  for (let { line } = source.locate(start); line <= last; line += 1) secretLines.add(line)
}
