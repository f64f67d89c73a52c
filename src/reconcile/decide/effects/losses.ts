import type { Edit } from '../../../identity/edit.ts'
import { liveLeaf } from '../../../identity/live-document.ts'
import { isJsonObject, type Json, type JsonPointer, nodesAbove } from '../../../model/json.ts'
import type { BothPair } from '../../match/match.ts'
import { type Effect, effect } from '../rule.ts'
import type { Update } from '../update.ts'

/** Counts each lost value. A removed leaf is a row of the plan already; a value replaced by another JSON type is told in addition. */
export function losses({ pair, edits, fields }: Pick<Update, 'pair' | 'edits' | 'fields'>): readonly Effect[] {
  const causes = new Map(fields.map(({ path, cause }) => [path, cause]))
  return lossesOf(edits, pair).map((loss) => {
    const cause = causes.get(loss.path)
    return {
      ...effectOf(loss),
      takesBack: cause === 'drift' || cause === 'both',
      takesOthers: cause === 'new' && loss.path.startsWith('/traits/'),
    }
  })
}

/** A live value that a row removes, other than the old value of a leaf that just gets a new one. */
interface Loss {
  readonly path: JsonPointer
  readonly before: Json
  readonly after?: Json
}

/**
 * The values that are lost: removed leaves, and values replaced by another type. An object whose leaves are removed is not counted in
 * addition to them.
 */
function lossesOf(edits: readonly Edit[], { desired, live }: BothPair): Loss[] {
  const above = new Set(edits.flatMap(({ path }) => nodesAbove(path)))
  return edits.flatMap(({ path, after }) => {
    const before = liveLeaf(live, path)
    if (before === undefined) return []
    if (after === undefined) return above.has(path) ? [] : [{ path, before }]
    const isMerged = desired.fields[path]?.mode === 'merge'
    const isOther = isJsonObject(before) !== isJsonObject(after) || (isMerged && !Array.isArray(before))
    return isOther ? [{ path, before, after }] : []
  })
}

function effectOf({ path, before, after }: Loss): Effect {
  const counts = { field_removals: leavesIn(before) }
  if (after === undefined) return { counts }
  const text = `${path} is ${kindOf(before)} in live and ${kindOf(after)} in the file: the live value is lost`
  return effect('value-lost', text, counts)
}

/** Counts the leaves in an object that is removed as a whole (`null`), whoever wrote them. */
function leavesIn(value: Json): number {
  if (!isJsonObject(value)) return 1
  const below = Object.values(value).reduce<number>((sum, member) => sum + leavesIn(member), 0)
  return Math.max(below, 1)
}

function kindOf(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (isJsonObject(value)) return 'an object'
  return { string: 'a text', number: 'a number', boolean: 'true or false' }[typeof value as 'string']
}
