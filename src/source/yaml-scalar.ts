import { isScalar, type Node, Scalar } from 'yaml'
import type { Diagnostic, SourceLocation } from '../model/diagnostic.ts'
import { present } from '../model/present.ts'
import type { Located } from './located.ts'
import type { Misspelt } from './misspelt.ts'
import { nullProblem, numberProblem, textProblem } from './node-rules.ts'
import { textScalar } from './source-text.ts'
import type { Position, Reading } from './yaml-reading.ts'

const coreTags = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`),
)

const withoutTag = 'remove the tag; quote the value to make it a text'

/** Whether a value is of the type that its tag says. */
const scalarTags: Readonly<Record<string, (value: unknown) => boolean>> = {
  'tag:yaml.org,2002:int': (value) => typeof value === 'number',
  'tag:yaml.org,2002:float': (value) => typeof value === 'number',
  'tag:yaml.org,2002:bool': (value) => typeof value === 'boolean',
  'tag:yaml.org,2002:null': (value) => value === null,
}

/** Whether a tag is one of the core schema of YAML. */
export function isCoreTag(tag: string): boolean {
  return coreTags.has(tag)
}

/** Reads a scalar; one that cannot be used is reported, and `broken`. */
export function readScalar(node: Node, at: SourceLocation, reading: Reading, position: Position): Located {
  const known = reading.texts.get(node)
  if (known !== undefined) return known
  const value: unknown = isScalar(node) ? node.value : undefined
  const found = isScalar(node) ? scalarProblem(node, at) : undefined
  if (found !== undefined) {
    const problem: Diagnostic = position.secret ? { ...found, secret: true } : found
    const misspelt = misspeltOf(node, problem)
    if (misspelt === undefined) reading.report(problem)
    else reading.misspelt.push(misspelt)
    return { kind: 'broken', at }
  }
  if (typeof value === 'number') return { kind: 'scalar', value: value === 0 ? 0 : value, at }
  if (typeof value === 'string') {
    const text = textScalar(value, reading.source, node.range?.[0] ?? 0, node.range?.[1] ?? 0)
    if (position.inAlias || node.anchor !== undefined) reading.texts.set(node, text)
    return text
  }
  if (typeof value === 'boolean') return { kind: 'scalar', value, at }
  const isEmpty = isScalar(node) && node.source !== 'null'
  return { kind: 'scalar', value: null, at, ...present({ isEmpty: isEmpty || undefined }) }
}

/** Why the value of a scalar cannot be used. */
function scalarProblem(node: Scalar, at: SourceLocation): Diagnostic | undefined {
  const { value, source = '', tag } = node
  // The parser reads `!!float 42` as a text, and only warns.
  if (tag !== undefined && scalarTags[tag]?.(value) === false) {
    return { severity: 'error', code: 'IDC207', summary: 'the tag does not fit the value', hint: withoutTag, at }
  }
  if (typeof value === 'string') return textProblem(value, at)
  const problem =
    typeof value === 'number' ? numberProblem(source, value, at) : value === null ? nullProblem(source, at) : undefined
  return problem !== undefined && tag !== undefined ? { ...problem, hint: withoutTag } : problem
}

/** The record of a plain scalar without a tag that may have been meant as a text. */
function misspeltOf(node: Node, problem: Diagnostic): Misspelt | undefined {
  if (!isScalar(node) || node.type !== Scalar.PLAIN || node.tag !== undefined) return undefined
  const { value, source = '' } = node
  return typeof value === 'number' || value === null ? { problem, source, value } : undefined
}
