import { isScalar, type Node, Scalar } from 'yaml'
import type { Diagnostic, SourceLocation } from '../model/diagnostic.ts'
import type { Misspelt } from './misspelt.ts'
import { nullProblem, numberProblem, textProblem } from './node-rules.ts'

const coreTags = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`),
)

const withoutTag = 'take the tag out; quote the value to make it a text'

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

/** Why the value of a scalar cannot be used. */
export function scalarProblem(node: Scalar, at: SourceLocation): Diagnostic | undefined {
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
export function misspeltOf(node: Node, problem: Diagnostic): Misspelt | undefined {
  if (!isScalar(node) || node.type !== Scalar.PLAIN || node.tag !== undefined) return undefined
  const { value, source = '' } = node
  return typeof value === 'number' || value === null ? { problem, source, value } : undefined
}
