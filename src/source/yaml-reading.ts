import type { Node } from 'yaml'
import type { SourceLocation } from '../model/diagnostic.ts'
import type { Located } from './located.ts'
import type { Misspelt } from './misspelt.ts'
import type { Reporter } from './report.ts'
import type { SourceText } from './source-text.ts'

/** State while one YAML document is read. */
export interface Reading {
  readonly source: SourceText
  readonly report: Reporter
  readonly secretLines: Set<number>
  readonly anchors: Map<string, Node>
  /** Names of anchors in earlier documents of the file: they cannot be used in this one. */
  readonly elsewhere: ReadonlySet<string>
  /** Nodes that are being read: an alias to one of them would never end. */
  readonly open: Set<Node>
  /** Nodes whose lines are in `secretLines` already, so that many aliases of a large node mark them only once. */
  readonly marked: Set<Node>
  /** Texts with an anchor, so that many aliases of a long text share one node. */
  readonly texts: Map<Node, Located>
  /** Reported when the whole tree is known. */
  readonly misspelt: Misspelt[]
  /** Keys that begin or end with an invisible character; reported together. */
  readonly strayKeys: StrayKeyName[]
  expanded: number
}

export interface StrayKeyName {
  readonly at: SourceLocation
  readonly character: string
  readonly where: 'begins' | 'ends'
  readonly secret: boolean
}

/** The position of a node in its document. */
export interface Position {
  readonly depth: number
  readonly secret: boolean
  readonly inAlias: boolean
}

/** Adds the lines of these nodes to `secretLines`: no output may show them. */
export function markLines(from: Node, to: Node, { source, secretLines, marked }: Reading): void {
  if (marked.has(from)) return
  marked.add(from)
  const start = from.range?.[0] ?? 0
  const end = to.range?.[1] ?? start
  const last = source.locate(Math.max(end - 1, start)).line
  for (let { line } = source.locate(start); line <= last; line += 1) secretLines.add(line)
}
