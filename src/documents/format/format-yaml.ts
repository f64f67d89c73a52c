import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  Scalar,
  type ScalarTag,
  type Tags,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import { documentKeys, ownKeys } from '../../desired/document/document.ts'
import { strayPattern } from '../../model/unseen.ts'
import { renderScalar } from '../edit/yaml-scalar.ts'
import { composeDocuments } from './compose-documents.ts'
import { keepsAll } from './keeps-all.ts'

/** Whose members get the order of the reference: those of identity documents; in idctl.yaml people group by topic. */
export type Content = 'documents' | 'settings'

/** Columns up to which a list or map in brackets stays on one line. */
const widest = 120

/**
 * The text in canonical layout: indentation of two, plain scalars or double quotes, members of documents in the order of the
 * reference. `undefined` if the new text would not keep every value and comment of the old one.
 *
 * @param text Without mistakes and without a byte order mark.
 */
export function formatYaml(text: string, content: Content): string | undefined {
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n'
  return attempt(text.replaceAll('\r\n', '\n'), content)?.replaceAll('\n', lineBreak)
}

/**
 * The order is the first thing to give up where a comment could not be kept. Comments in unusual places can move on with
 * each pass: what does not settle is not touched.
 */
function attempt(text: string, content: Content): string | undefined {
  const formatted = attemptAs(content, text)
  if (formatted !== undefined || content === 'settings') return formatted
  const unordered = attemptAs('settings', text)
  return unordered === undefined || attemptAs('documents', unordered) === undefined ? unordered : undefined
}

function attemptAs(order: Content, text: string): string | undefined {
  const formatted = render(text, order)
  const isSafe = formatted !== undefined && keepsAll(text, formatted) && render(formatted, order) === formatted
  return isSafe ? formatted : undefined
}

function render(text: string, content: Content): string | undefined {
  const documents = composeDocuments(text, {
    version: '1.2',
    schema: 'core',
    merge: true,
    uniqueKeys: false,
    logLevel: 'silent',
    customTags: (tags: Tags) => tagsOf(tags, text),
  })
  // Only comments, or nothing.
  if (documents.length === 0) return text
  if (documents.some(({ errors, warnings }) => errors.length + warnings.length > 0)) return undefined
  for (const document of documents) {
    if (content === 'documents') orderMembers(document, text)
    padCollections(document)
  }
  const texts = documents.map((document) => document.toString({ indent: 2, lineWidth: widest }))
  // The package ends an empty document with an empty line, and one more with each pass.
  return texts.map((text) => (text === '---\n\n' ? '---\n' : text)).join('')
}

/** The tags of the core schema, with texts quoted as in the rest of idctl, and numbers as they were written. */
function tagsOf(tags: Tags, text: string): Tags {
  return tags.map((tag) => {
    if (typeof tag === 'string' || tag.collection !== undefined) return tag
    if (tag.tag === 'tag:yaml.org,2002:str') return { ...tag, stringify: (...given) => stringOf(tag, text, ...given) }
    if (!/:(?:int|float)$/.test(tag.tag)) return tag
    return { ...tag, stringify: (item, ...rest) => item.source ?? tag.stringify?.(item, ...rest) ?? String(item.value) }
  })
}

/** Texts that some readers of YAML 1.1 take for a boolean or a sign. */
const otherwise = /^[yn=]$/i

function stringOf(tag: ScalarTag, text: string, ...[item, context, ...rest]: Parameters<Stringify>): string {
  const value = String(item.value)
  const isBlock = item.type === Scalar.BLOCK_FOLDED || item.type === Scalar.BLOCK_LITERAL
  if (isBlock && context.inFlow !== true) {
    const unfolded = { ...context, options: { ...context.options, lineWidth: 0 } }
    return tag.stringify?.(item, unfolded, ...rest) ?? value
  }
  const written = text.slice(item.range?.[0] ?? 0, item.range?.[1] ?? 0)
  // Escapes of what nobody sees, and what nobody sees itself, stay as they are: `validate` tells the one from the other.
  const isKept = !written.includes('\n') && (/\\[^"\\/bnrt]/.test(written) || value.search(strayPattern) !== -1)
  if (isKept) return written
  return renderScalar(value, { flow: context.inFlow === true, quotes: otherwise.test(value) ? 'double' : 'plain' })
}

type Stringify = NonNullable<ScalarTag['stringify']>

/** `{ a: 1 }` and `[a, b]`. */
function padCollections(document: Document): void {
  const padded = (padding: string) => (_: unknown, node: YAMLMap | YAMLSeq) => {
    const print = node.toString.bind(node)
    node.toString = (context, ...rest) =>
      print(context && Object.assign({}, context, { flowCollectionPadding: padding }), ...rest)
  }
  visit(document, { Map: padded(' '), Seq: padded('') })
}

/** Sorts the members of each identity, unless an anchor could then stand behind its alias. */
function orderMembers(document: Document, text: string): void {
  if (hasAnchors(document)) return
  const { contents } = document
  for (const node of isSeq(contents) ? contents.items : [contents]) {
    if (!isMap(node)) continue
    sortMembers(node, documentKeys, text)
    const own = node.items.find((pair) => keyOf(pair) === 'idctl')?.value
    if (isMap(own)) sortMembers(own, [...ownKeys], text)
  }
}

/** A comment right above the first member may be about that member or about all of them: then it has to stay the first one. */
function sortMembers(map: YAMLMap, order: readonly string[], text: string): void {
  const ordered = sorted(map, order)
  const [first] = map.items
  if (isScalar(first?.key) && isHeaded(map, text)) {
    // Printed above the dash of a list, it would be about the whole item.
    first.key.commentBefore = [map.commentBefore, first.key.commentBefore].filter(Boolean).join('\n')
    map.commentBefore = null
  }
  const isAbove = isScalar(first?.key) && Boolean(first.key.commentBefore)
  if (!isAbove || ordered[0] === first) map.items = ordered
}

function isHeaded(map: YAMLMap, text: string): boolean {
  return Boolean(map.commentBefore) && map.flow !== true && startsLine(map, text)
}

/** In `- key: value` a comment above is about the whole item. */
function startsLine({ range }: YAMLMap, text: string): boolean {
  const start = range?.[0] ?? 0
  return text.slice(text.lastIndexOf('\n', start - 1) + 1, start).trim() === ''
}

function hasAnchors(document: Document): boolean {
  let found = false
  visit(document, {
    Alias: () => {
      found = true
      return visit.BREAK
    },
    Value: (_, { anchor }) => {
      found ||= anchor !== undefined
    },
  })
  return found
}

function sorted(map: YAMLMap, order: readonly string[]): Pair[] {
  const rank = (pair: Pair) => {
    const index = order.indexOf(String(keyOf(pair)))
    return index < 0 ? order.length : index
  }
  return map.items.toSorted((left, right) => rank(left) - rank(right))
}

function keyOf({ key }: Pair): unknown {
  return isScalar(key) ? key.value : undefined
}
