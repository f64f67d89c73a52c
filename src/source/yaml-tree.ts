import { isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml'
import type { SourceLocation } from '../model/diagnostic.ts'
import { present } from '../model/present.ts'
import type { Located, LocatedMember } from './located.ts'
import { type Judge, toProblems } from './misspelt.ts'
import { deepest, type KeyLooks, lookalikeKey, tooDeep } from './node-rules.ts'
import { quote, type Reporter } from './report.ts'
import { isSecretKey, mayHoldSecret } from './secrecy.ts'
import type { SourceText } from './source-text.ts'
import { strayKeysProblem } from './stray-space.ts'
import { readKey } from './yaml-key.ts'
import { markLines, type Position, type Reading } from './yaml-reading.ts'
import { isCoreTag, readScalar } from './yaml-scalar.ts'

/** Nodes that aliases may expand to in one document: a few lines can stand for billions. */
const mostExpandedNodes = 100_000

/**
 * The contents of one YAML document with aliases and merge keys resolved. Every problem is reported at its place. Lines
 * below secret keys are added to `secretLines`, the names of its anchors to `elsewhere`.
 */
export function readYamlTree(
  contents: Node,
  source: SourceText,
  report: Reporter,
  secretLines: Set<number>,
  judge: Judge,
  elsewhere: Set<string>,
): Located {
  const [anchors, open, marked] = [new Map<string, Node>(), new Set<Node>(), new Set<Node>()]
  const reading: Reading = {
    source,
    report,
    secretLines,
    anchors,
    elsewhere,
    open,
    marked,
    texts: new Map(),
    misspelt: [],
    strayKeys: [],
    expanded: 0,
  }
  const root = readNode(contents, reading, { depth: 0, secret: false, inAlias: false })
  for (const problem of toProblems(reading.misspelt, root, judge)) report(problem)
  const strays = strayKeysProblem(reading.strayKeys)
  if (strays !== undefined) report(strays)
  for (const name of anchors.keys()) elsewhere.add(name)
  return root
}

function readNode(node: Node, reading: Reading, position: Position): Located {
  const at = reading.source.locate(node.range?.[0] ?? 0)
  const broken = (): Located => ({ kind: 'broken', at })
  const fail = (code: 'IDC207' | 'IDC208', summary: string, hint: string, openHint?: string): Located => {
    const shown = position.secret ? { secret: true as const } : present({ openHint })
    reading.report({ severity: 'error', code, summary, hint, at, ...shown })
    return broken()
  }
  if (position.depth > deepest) {
    reading.report(tooDeep(at))
    return broken()
  }
  if (isAlias(node)) return readAlias(node.source, reading, position, fail)
  if (position.inAlias) {
    reading.expanded += 1
    if (reading.expanded === mostExpandedNodes) {
      return fail(
        'IDC208',
        'aliases in this document stand for too many values',
        'write the values out, or repeat less',
      )
    }
    if (reading.expanded > mostExpandedNodes) return broken()
  }
  // Also for a value that cannot be used: an alias below `credentials` makes its lines secret.
  if (node.anchor !== undefined && !position.inAlias) reading.anchors.set(node.anchor, node)
  if (node.tag !== undefined && !isCoreTag(node.tag)) {
    // The message does not quote the tag: it may be an unquoted password that starts with an exclamation mark.
    return fail('IDC207', 'this tag is not supported', 'write a plain value; quote dates and the like')
  }
  reading.open.add(node)
  const result = readContent(node, at, reading, position)
  reading.open.delete(node)
  return result
}

function readAlias(
  name: string,
  reading: Reading,
  position: Position,
  fail: (code: 'IDC208', summary: string, hint: string, openHint?: string) => Located,
): Located {
  const target = reading.anchors.get(name)
  // Only `openHint` quotes the name: it may be an unquoted password that starts with an asterisk.
  if (target === undefined) {
    const asText = 'quote a text that starts with an asterisk'
    const hint = `put & and the name before the value that it means, above this line; ${asText}`
    const isElsewhere = reading.elsewhere.has(name)
    const openHint = isElsewhere
      ? `an anchor is valid only in its own document: write the value of ${quote(`&${name}`)} here again`
      : `put ${quote(`&${name}`)} before the value that it means, above this line; ${asText}`
    return fail('IDC208', 'there is no anchor for this alias before it', hint, openHint)
  }
  if (reading.open.has(target)) {
    return fail('IDC208', `the alias ${quote(name)} is inside its own anchor`, 'move the anchor to another value')
  }
  if (position.secret) markLines(target, target, reading)
  return readNode(target, reading, { ...position, inAlias: true })
}

function readContent(node: Node, at: SourceLocation, reading: Reading, position: Position): Located {
  const below = { ...position, depth: position.depth + 1 }
  if (isMap(node)) return readMap(node, at, reading, below)
  if (isSeq(node)) {
    const items = node.items.map((item) => readNode(item as Node, reading, below))
    return { kind: 'list', items, at }
  }
  return readScalar(node, at, reading, position)
}

function readMap(node: YAMLMap, at: SourceLocation, reading: Reading, below: Position): Located {
  const own = new Map<string, LocatedMember>()
  const merged = new Map<string, LocatedMember>()
  const order: string[] = []
  const looks: KeyLooks = new Map()
  let isRefused = false
  for (const { key: keyNode, value: valueNode } of node.items as { key: Node; value: Node | null }[]) {
    const keyAt = reading.source.locate(keyNode.range?.[0] ?? 0)
    if (isScalar(keyNode) && typeof keyNode.value === 'symbol') {
      const brought = readMerge(valueNode, keyAt, reading, below)
      isRefused ||= brought === undefined
      for (const [key, member] of brought ?? []) {
        if (!merged.has(key)) merged.set(key, member)
        order.push(key)
      }
      continue
    }
    const key = readKey(keyNode, keyAt, own, reading, below.secret)
    isRefused ||= key === undefined
    const position = key !== undefined && isSecretKey(key) ? { ...below, secret: true } : below
    if (position.secret && !below.secret) markLines(keyNode, valueNode ?? keyNode, reading)
    // The value is read even if its key is refused: aliases may use its anchors later, and it may have problems of its
    // own.
    if (valueNode === null) {
      isRefused = true
      refuseKeyAlone(keyAt, reading)
      continue
    }
    const value = readNode(valueNode, reading, position)
    if (key === undefined || own.has(key)) continue
    const lookalike = lookalikeKey(key, keyAt, looks)
    if (lookalike !== undefined) reading.report(position.secret ? { ...lookalike, secret: true } : lookalike)
    own.set(key, { at: keyAt, value })
    order.push(key)
  }
  // A refused member is missing in the map, and that is reported: `broken` prevents a second report.
  if (isRefused) return { kind: 'broken', at }
  const members = new Map<string, LocatedMember>()
  for (const key of order) {
    const member = own.get(key) ?? merged.get(key)
    if (member !== undefined) members.set(key, member)
  }
  return { kind: 'map', members, at }
}

/** `{ first Ada }` is the key `first Ada` for YAML. */
function refuseKeyAlone(at: SourceLocation, { source, report }: Reading): void {
  const hidden = mayHoldSecret(source) && ({ secret: true } as const)
  const summary = 'a colon is missing after a key in brackets'
  report({ severity: 'error', code: 'IDC202', summary, hint: 'write `key: value`', at, ...hidden })
}

/**
 * Members that `<<` merges in, from one map, or from several of which earlier ones win. `undefined`: some are missing,
 * and that is reported.
 */
function readMerge(
  node: Node | null,
  at: SourceLocation,
  reading: Reading,
  below: Position,
): [string, LocatedMember][] | undefined {
  const value = node === null ? undefined : readNode(node, reading, below)
  if (value?.kind === 'broken') return undefined
  const sources = value?.kind === 'list' ? value.items : [value]
  const members: [string, LocatedMember][] = []
  let isWhole = true
  for (const source of sources) {
    if (source?.kind === 'map') {
      for (const member of source.members) members.push(member)
      continue
    }
    isWhole = false
    if (source?.kind !== 'broken') {
      reading.report({
        severity: 'error',
        code: 'IDC208',
        summary: 'a merge key (<<) needs a map or a list of maps',
        hint: 'merge an alias of a map: <<: *name',
        at,
      })
    }
  }
  return isWhole ? members : undefined
}
