import { Composer, isMap, isScalar, isSeq, type Node, type Pair, Parser, type YAMLMap } from 'yaml'
import { present } from '../../model/present.ts'

/** Where a path of keys leads within the nodes of one document itself. */
export interface YamlPlace {
  /** The deepest map on the path, and how many segments lead to it. */
  readonly map: YAMLMap
  readonly depth: number
  /** The map's own member on the path; absent: it has none. */
  readonly pair?: Pair<Node, Node | null>
  /** The map is inside brackets, or written with brackets itself. */
  readonly flow: boolean
}

/** The map of a YAML stream that starts at `offset`: a document, or an entry of a list of documents. */
export function findYamlMap(text: string, offset: number): YAMLMap | undefined {
  const composer = new Composer({ version: '1.2', schema: 'core', merge: true, uniqueKeys: false, logLevel: 'silent' })
  for (const { contents } of composer.compose(new Parser().parse(text))) {
    const nodes: readonly unknown[] = isSeq(contents) ? contents.items : [contents]
    const found = nodes.find((node) => isMap(node) && node.range?.[0] === offset)
    if (isMap(found)) return found
  }
  return undefined
}

/** Follows own members only, neither through an alias nor into what a merge key adds. */
export function walkYaml(root: YAMLMap, path: readonly string[]): YamlPlace | undefined {
  let map = root
  let flow = root.flow === true
  for (let depth = 0; ; depth += 1) {
    const pair = ownPair(map, path[depth] ?? '')
    const value = pair?.value
    if (pair === undefined || depth === path.length - 1) return { map, depth, flow, ...present({ pair }) }
    if (isSeq(value)) {
      // Only paths to declared addresses lead into a list.
      const item = value.items[Number(path[depth + 1])]
      if (!isMap(item)) return undefined
      depth += 1
      map = item
    } else if (isMap(value)) map = value
    else return { map, depth, flow, pair }
    flow ||= value.flow === true || map.flow === true
  }
}

/** Finds the first of equal keys; a document with equal keys is an error anyway. */
function ownPair(map: YAMLMap, key: string): Pair<Node, Node | null> | undefined {
  const pairs = map.items as Pair<Node, Node | null>[]
  return pairs.find((pair) => isScalar(pair.key) && pair.key.value === key)
}

/** Offset after the last character of a node's content: comments and blank lines that follow do not belong to it. */
export function endOf(node: Node): number {
  const [start, end] = node.range ?? [0, 0]
  if ((isMap(node) || isSeq(node)) && node.flow !== true) {
    const last: unknown = node.items.at(-1)
    if (last === undefined) return end
    return isMap(node) ? endOfPair(last as Pair<Node, Node | null>) : endOf(last as Node)
  }
  return Math.max(start, end)
}

export function endOfPair({ key, value }: Pair<Node, Node | null>): number {
  return value === null ? endOf(key) : endOf(value)
}

/** Where a member's value may start: after the colon, and after an anchor or a tag of the value. */
export function startOfValue(text: string, pair: Pair<Node, Node | null>): number | undefined {
  const colon = /[\s]*(?:#[^\n]*\n\s*)*:/y
  colon.lastIndex = endOf(pair.key)
  const match = colon.exec(text)
  if (match === null) return undefined
  const properties = /(?:[ \t]+[&!][^\s,[\]{}]*)*/y
  properties.lastIndex = colon.lastIndex
  properties.exec(text)
  return properties.lastIndex
}

/** Offset after the colon of a pair, before any anchor or tag of the value. */
export function behindColon(text: string, pair: Pair<Node, Node | null>): number | undefined {
  const colon = text.indexOf(':', endOf(pair.key))
  return colon === -1 ? undefined : colon + 1
}

/** Column of the first character of a node, from 0. */
export function columnOf(text: string, node: Node): number {
  const start = node.range?.[0] ?? 0
  return start - (text.lastIndexOf('\n', start - 1) + 1)
}
