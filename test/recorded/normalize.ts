import { NumberText } from '../../src/go/json-number.ts'
import { isJsonObject, type Json } from '../../src/sandbox/json.ts'
import type { Bindings } from './bindings.ts'

/**
 * The actual value in the words of the recorded one: where both agree, placeholders stand again, so that what is left
 * different is a difference. Both are brought into canonical order before (README.md, "What not to compare literally").
 */
export function inRecordedTerms(recorded: Json | undefined, actual: Json, bindings: Bindings): Json {
  if (typeof actual === 'string') {
    return typeof recorded === 'string' && bindings.fits(recorded, actual) ? recorded : actual
  }
  if (Array.isArray(actual)) {
    const items = Array.isArray(recorded) ? recorded : []
    return actual.map((item, index) => inRecordedTerms(items[index], item, bindings))
  }
  if (typeof recorded === 'number' && actual instanceof NumberText) {
    return Number(actual.literal) === recorded ? recorded : actual
  }
  if (!isJsonObject(actual)) return actual
  const members = isJsonObject(recorded) ? recorded : {}
  return Object.fromEntries(
    Object.entries(actual).map(([key, value]) => [key, inRecordedTerms(members[key], value, bindings)]),
  )
}

/** Sets are sorted: addresses by via and value, identifiers, lines of a validation reason below the same head. */
export function canonical(value: Json, key = ''): Json {
  if (typeof value === 'string') return key === 'reason' ? canonicalReason(value) : value
  if (Array.isArray(value)) {
    const items = value.map((item) => canonical(item))
    if (key === 'verifiable_addresses' || key === 'recovery_addresses') return items.sort(byText(addressText))
    return key === 'identifiers' ? items.sort(byText(String)) : items
  }
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, canonical(item, name)]))
}

interface Line {
  readonly text: string
  readonly below: Line[]
}

/** Lines form a tree by their indentation; siblings have no order, and neither have listed names. */
function canonicalReason(reason: string): string {
  const root: Line = { text: '', below: [] }
  const path: Line[] = [root]
  for (const line of reason.split('\n')) {
    const depth = (line.length - line.trimStart().length) / 2
    const node: Line = { text: sortedNames(line.trimStart()), below: [] }
    path.length = Math.min(depth + 1, path.length)
    path.at(-1)?.below.push(node)
    path.push(node)
  }
  return print(root, -1).join('\n')
}

function print(line: Line, depth: number): string[] {
  const below = line.below.map((child) => print(child, depth + 1)).sort(byText((lines) => lines.join('\n')))
  return [...(depth < 0 ? [] : [`${'  '.repeat(depth)}${line.text}`]), ...below.flat()]
}

function sortedNames(line: string): string {
  return line.replace(
    /(additionalProperties )(.*)( not allowed)$/,
    (_, before: string, names: string, after: string) => {
      return before + names.split(', ').sort().join(', ') + after
    },
  )
}

function addressText(address: Json): string {
  return isJsonObject(address) ? `${address['via']} ${address['value']}` : ''
}

function byText<T>(textOf: (item: T) => string): (left: T, right: T) => number {
  return (left, right) => (textOf(left) < textOf(right) ? -1 : 1)
}
