import { isMap, isScalar, type Node, type Pair, type YAMLMap } from 'yaml'
import { isJsonObject, type Json } from '../model/json.ts'
import { addMember } from './add-member.ts'
import { replaceValue } from './replace-value.ts'
import { columnOf, findYamlMap, walkYaml } from './yaml-place.ts'

/**
 * Ways to set the value at `path` of the map that starts at `offset`. Its own nodes are edited where they stand. What comes
 * through an alias or a merge key is shared with others: its member is written out here, as `before` has it.
 *
 * @param before The map as it is read, escapes and references as written.
 */
export function* setYaml(
  text: string,
  offset: number,
  path: readonly string[],
  value: Json,
  before: Json,
): Generator<string> {
  const root = findYamlMap(text, offset)
  const place = root && walkYaml(root, path)
  if (root === undefined || place === undefined) return
  const { map, depth, pair, flow } = place
  const step = stepOf(text, root)
  const above = path.slice(0, depth + 1)
  const current = valueBelow(before, above)
  const below = path.slice(depth + 1)
  const wanted = below.length === 0 ? value : withValue(current, below, value)
  if (wanted === undefined) return
  if (pair === undefined) yield* addMember(text, map, path[depth] ?? '', wanted, { flow, step })
  else {
    const indent = columnOf(text, pair.key)
    yield* replaceValue(text, pair, { value: wanted, before: current, flow, indent, step })
  }
}

/** A copy of what is there with one value set; `undefined` where something on the way is no map, and no list with that item. */
export function withValue(current: Json | undefined, path: readonly string[], value: Json): Json | undefined {
  const [key, ...rest] = path
  if (key === undefined) return value
  if (Array.isArray(current)) {
    const index = current.findIndex((_, at) => String(at) === key)
    const item = index < 0 ? undefined : withValue(current[index], rest, value)
    return item === undefined ? undefined : current.with(index, item)
  }
  if (current !== undefined && !isJsonObject(current)) return undefined
  const member = withValue(current !== undefined && Object.hasOwn(current, key) ? current[key] : undefined, rest, value)
  return member === undefined ? undefined : { ...current, [key]: member }
}

function valueBelow(value: Json, path: readonly string[]): Json | undefined {
  let current: Json | undefined = value
  for (const key of path) {
    if (Array.isArray(current)) current = current[Number(key)]
    else current = isJsonObject(current) && Object.hasOwn(current, key) ? current[key] : undefined
  }
  return current
}

/** By how many columns this document indents; two where nothing shows it. */
function stepOf(text: string, root: YAMLMap): number {
  for (const { value, key } of root.items as Pair<Node, Node | null>[]) {
    if (!isScalar(key) || !isMap(value) || value.flow === true) continue
    const step = columnOf(text, value) - columnOf(text, root)
    if (step > 0) return step
  }
  return 2
}
