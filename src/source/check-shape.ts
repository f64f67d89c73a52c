import * as z from 'zod'
import type { Diagnostic, DiagnosticCode } from '../model/diagnostic.ts'
import { didYouMean, meantBoolean } from '../model/did-you-mean.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { present } from '../model/present.ts'
import { type Located, memberOf, nearestNode, toJson } from './located.ts'
import type { Judge } from './misspelt.ts'
import { formatPath, quote, type Reporter } from './report.ts'

type Issue = z.core.$ZodIssue

export interface ShapeCodes {
  readonly unknownKey: DiagnosticCode
  readonly invalid: DiagnosticCode
}

export interface ShapeOptions {
  readonly codes: ShapeCodes
  readonly report: Reporter
  /** Path of the node in its document, for messages. */
  readonly path?: readonly PropertyKey[]
  /** A better hint for an unknown key than the nearest known key. */
  readonly explainKey?: (key: string, path: readonly PropertyKey[]) => string | undefined
  /** A hint for a value that does not fit. */
  readonly explainValue?: (value: Located, path: readonly PropertyKey[]) => string | undefined
}

/**
 * Checks a tree against a zod schema and reports every problem at its node, with the known key or value that was
 * probably meant. Wrong parts are then removed, so that the rest can be checked; `undefined` when too little is left.
 * Summaries never contain a value of the file.
 */
export function checkShape<T>(schema: z.ZodType<T>, node: Located, options: ShapeOptions): T | undefined {
  const json = toJson(node)
  const reported = new Set<string>()
  const meant = new Set<string>()
  let result = schema.safeParse(json)
  // Some checks of zod run only when others pass: after each repair, report the paths that are new.
  while (!result.success) {
    const news = result.error.issues.filter((issue) => !reported.has(JSON.stringify(issue.path)))
    if (news.length === 0) return undefined
    for (const issue of news) for (const path of meantPaths(issue, schema)) meant.add(path)
    for (const issue of news) {
      // A missing key that is only misspelt is one mistake, reported as the unknown key.
      if (!(isMissing(node, issue) && meant.has(JSON.stringify(issue.path)))) reportIssue(issue, schema, node, options)
      reported.add(JSON.stringify(issue.path))
    }
    for (const issue of news) prune(json, issue)
    result = schema.safeParse(json)
  }
  return result.data
}

function meantPaths(issue: Issue, schema: z.ZodType): string[] {
  if (issue.code !== 'unrecognized_keys') return []
  const known = knownKeys(schema, issue.path)
  return issue.keys.map((key) => JSON.stringify([...issue.path, didYouMean(key, known)]))
}

function reportIssue(issue: Issue, schema: z.ZodType, root: Located, options: ShapeOptions): void {
  const node = nearestNode(root, issue.path)
  if (node.kind === 'broken') return
  const path = [...(options.path ?? []), ...issue.path]
  const problem = (at: Diagnostic['at'], code: DiagnosticCode, summary: string, hint?: string): void => {
    options.report({ severity: 'error', code, summary, ...present({ hint, at }) })
  }
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, issue.path)
    for (const key of issue.keys) {
      const meant = didYouMean(key, known)
      const hint = options.explainKey?.(key, path) ?? hintOf(meant, known, node)
      const place = path.length === 0 ? '' : ` in ${formatPath(path)}`
      problem(memberOf(node, key)?.at ?? node.at, options.codes.unknownKey, `unknown key ${quote(key)}${place}`, hint)
    }
    return
  }
  const { text, hint } = describe(issue, node, isMissing(root, issue), judgeOf(schema))
  const name = path.length === 0 ? 'this' : formatPath(path)
  const explained = isMissing(root, issue) ? undefined : options.explainValue?.(node, path)
  problem(node.at, options.codes.invalid, `${name} ${text}`, explained ?? hint)
}

function hintOf(meant: string | undefined, known: readonly string[], map: Located): string {
  if (meant === undefined) return `known here: ${known.join(', ')}`
  return memberOf(map, meant) === undefined
    ? `did you mean ${meant}?`
    : `${meant} is there already: keep one of the two`
}

function isMissing(root: Located, issue: Issue): boolean {
  const key = issue.path.at(-1)
  if (key === undefined) return false
  const parent = nearestNode(root, issue.path.slice(0, -1))
  return parent.kind === 'map' && !parent.members.has(String(key))
}

/** Judges a value by the part of a zod schema at its path. */
export function judgeOf(schema: z.ZodType): Judge {
  return (path, value) => {
    const place = schemaAt(schema, path)
    const issue = place?.safeParse(value).error?.issues[0]
    // The text does not contain the location, so any will do.
    return issue && describeIssue(issue, { kind: 'scalar', value, at: { file: '', line: 1, column: 1 } }).text
  }
}

function describe(issue: Issue, node: Located, missing: boolean, judge: Judge): { text: string; hint?: string } {
  if (missing) return { text: 'is missing' }
  const isNull = node.kind === 'scalar' && node.value === null
  const description = describeIssue(issue, node)
  if (description.hint === quoteIt && node.kind === 'scalar') {
    const stillWrong = judge(issue.path.map(toSegment), String(node.value), node)
    if (stillWrong !== undefined) return { text: stillWrong }
  }
  return isNull && description.hint === undefined ? { ...description, hint: 'leave it out instead' } : description
}

const quoteIt = 'quote it'

function toSegment(segment: PropertyKey): string | number {
  return typeof segment === 'number' ? segment : String(segment)
}

function describeIssue(issue: Issue, node: Located): { text: string; hint?: string } {
  switch (issue.code) {
    case 'invalid_type': {
      const isUnquoted = issue.expected === 'string' && node.kind === 'scalar' && node.value !== null
      const isFraction = issue.expected === 'int' && node.kind === 'scalar' && typeof node.value === 'number'
      const text = `must be ${article(issue.expected)}${isFraction ? '' : `, not ${kindOf(node)}`}`
      if (issue.expected === 'boolean' && node.kind === 'scalar' && !node.fromReference) {
        const meant = meantBoolean(node.value)
        return meant === undefined ? { text } : { text, hint: `did you mean ${meant}?` }
      }
      return isUnquoted ? { text, hint: quoteIt } : { text }
    }
    case 'invalid_value': {
      const words = issue.values.map(String)
      const tried = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined
      const meant =
        tried === undefined || node.kind !== 'scalar' || node.fromReference ? undefined : didYouMean(tried, words)
      const text = `must be ${words.length === 1 ? '' : 'one of '}${words.join(', ')}`
      return meant === undefined ? { text } : { text, hint: `did you mean ${meant}?` }
    }
    case 'too_small':
      return { text: bound(issue.origin, 'at least', Number(issue.minimum)) }
    case 'too_big':
      return { text: bound(issue.origin, 'at most', Number(issue.maximum)) }
    case 'invalid_format':
      return { text: formats[issue.format] ?? issue.message }
    default:
      return { text: issue.message }
  }
}

const formats: Readonly<Record<string, string>> = {
  guid: 'must be a UUID',
  datetime: 'must be a time like 2026-01-31T12:00:00Z',
}

function bound(origin: string, words: string, limit: number): string {
  if (origin === 'string') return limit === 1 ? 'must not be empty' : `must have ${words} ${limit} characters`
  if (origin === 'array') return limit === 1 ? 'must not be empty' : `must have ${words} ${limit} entries`
  return `must be ${words} ${limit}`
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a map',
  record: 'a map',
  array: 'a list',
}

function article(expected: string): string {
  return kinds[expected] ?? expected
}

function kindOf(node: Located): string {
  if (node.kind === 'list') return 'a list'
  if (node.kind !== 'scalar') return 'a map'
  return node.value === null ? 'null' : article(typeof node.value)
}

/** Removes what an issue is about: its unknown keys, or the nearest member of a map around it. */
function prune(root: Json, issue: Issue): void {
  const steps: { readonly map: JsonObject; readonly key: string }[] = []
  let current: Json | undefined = root
  for (const segment of issue.path) {
    if (isJsonObject(current)) steps.push({ map: current, key: String(segment) })
    current = Array.isArray(current)
      ? current[Number(segment)]
      : isJsonObject(current)
        ? current[String(segment)]
        : undefined
  }
  if (issue.code === 'unrecognized_keys' && isJsonObject(current)) {
    for (const key of issue.keys) delete current[key]
    return
  }
  const last = steps.at(-1)
  if (last !== undefined) delete last.map[last.key]
}

/** Keys that the object schema at `path` knows. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const place = unwrap(schemaAt(schema, path))
  if (place instanceof z.ZodObject) return Object.keys(place.shape)
  return place instanceof z.ZodRecord && place.keyType instanceof z.ZodEnum ? place.keyType.options.map(String) : []
}

/** The part of a schema for the values at `path`; `undefined` if it has none. */
function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
  let current: unknown = schema
  for (const segment of path) {
    const around = unwrap(current)
    if (around instanceof z.ZodObject) current = around.shape[String(segment)]
    else if (around instanceof z.ZodRecord) current = around.valueType
    else if (around instanceof z.ZodArray) current = around.element
    else return undefined
  }
  return current instanceof z.ZodType ? current : undefined
}

function unwrap(schema: unknown): unknown {
  let current = schema
  while (isWrapper(current)) current = current.unwrap()
  return current
}

function isWrapper(schema: unknown): schema is z.ZodOptional | z.ZodExactOptional | z.ZodNullable {
  return [z.ZodOptional, z.ZodExactOptional, z.ZodNullable].some((wrapper) => schema instanceof wrapper)
}
