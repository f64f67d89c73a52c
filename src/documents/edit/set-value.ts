import { extname } from 'node:path'
import { documentsIn } from '../../desired/files/read-file.ts'
import type { SourceLocation } from '../../model/diagnostic.ts'
import { type Json, jsonEqual } from '../../model/json.ts'
import { toJson } from '../../source/located.ts'
import { type SourceText, sourceText } from '../../source/source-text.ts'
import { setJson } from './set-json.ts'
import { setYaml, withValue } from './set-yaml.ts'

/**
 * Sets the value at `path` of the document that starts at `at`, and changes as few bytes as possible: comments,
 * anchors, the order of keys and the style stay. An edit counts only if the new text reads as the old documents with
 * this one value changed. `undefined` if there is no such edit (for example, the value belongs to an anchor that others
 * use).
 *
 * @param path Keys; for an entry of a list its index.
 * @param value The value as the file has it, `${` escaped.
 */
export function setValue(
  source: SourceText,
  at: SourceLocation,
  path: readonly string[],
  value: Json,
): SourceText | undefined {
  const before = documentsOf(source)
  const index = before?.findIndex(({ line, column }) => line === at.line && column === at.column) ?? -1
  const own = before?.[index]
  if (before === undefined || own === undefined) return undefined
  const changed = withValue(own.value, path, value)
  if (changed === undefined) return undefined
  const wanted = before.map((document, other) => (other === index ? changed : document.value))
  const offset = offsetOf(source.text, at)
  const isYaml = ['.yaml', '.yml'].includes(extname(source.file).toLowerCase())
  const ways = isYaml ? setYaml(source.text, offset, path, value, own.value) : setJson(source.text, offset, path, value)
  for (const text of ways) {
    const edited = sourceText(source.file, text)
    const after = documentsOf(edited)
    if (
      after !== undefined &&
      jsonEqual(
        after.map((document) => document.value),
        wanted,
      )
    )
      return edited
  }
  return undefined
}

interface Read {
  readonly line: number
  readonly column: number
  readonly value: Json
}

/** The documents of a text as plain values; `undefined` if it has a mistake. */
function documentsOf(source: SourceText): Read[] | undefined {
  let broken = false
  const { documents } = documentsIn(source, ({ severity }) => {
    if (severity === 'error') broken = true
  })
  return broken ? undefined : documents.map((node) => ({ ...node.at, value: toJson(node) }))
}

/** The offset of a line and column, both from 1. */
export function offsetOf(text: string, { line, column }: Pick<SourceLocation, 'line' | 'column'>): number {
  let start = 0
  for (let passed = 1; passed < line; passed += 1) start = text.indexOf('\n', start) + 1
  return start + column - 1
}
