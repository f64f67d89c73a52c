import { isMap, isScalar, type Node, type Pair, type YAMLMap } from 'yaml'
import { isJsonObject, type Json } from '../../model/json.ts'
import { addMember } from './add-member.ts'
import { replaceValue } from './replace-value.ts'
import { columnOf, findYamlMap, walkYaml } from './yaml-place.ts'

/**
 * Candidate texts with the value at `path` set in the map that starts at `offset`. The map's own nodes are edited in
 * place. A value from an alias or a merge key is shared, so its member is written out in this map, as `before` has it.
 *
 * @param before The map as read, escapes and references as written.
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

/**
 * A copy of `current` with one value set; `undefined` if the path leads through something that is neither a map nor a
 * list with that item.
 */
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

/** The indentation step of this document; two if nothing shows it. */
function stepOf(text: string, root: YAMLMap): number {
  for (const { value, key } of root.items as Pair<Node, Node | null>[]) {
    if (!isScalar(key) || !isMap(value) || value.flow === true) continue
    const step = columnOf(text, value) - columnOf(text, root)
    if (step > 0) return step
  }
  return 2
}
