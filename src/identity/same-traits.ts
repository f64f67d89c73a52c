import { type IdentifierType, identifierTypes } from '../model/credential-types.ts'
import type { DerivedData } from '../model/derived.ts'
import type { DesiredIdentity, LiveIdentity } from '../model/identity.ts'
import { isJsonObject, type Json, type JsonObject, jsonEqual } from '../model/json.ts'
import { isObjectLeaf } from './compare.ts'
import { liveValue } from './live-document.ts'

/**
 * Whether Kratos holds no login identifier for live beyond those that the document yields, and live has the traits of the document and no
 * others. Then its traits yield what it holds (`staleIdentifiers` is empty). `false` says nothing.
 */
export function holdsWhatItYields(live: LiveIdentity, desired: DesiredIdentity): boolean {
  return holdsOnly(live, desired.derived) && hasSameTraits(live, desired)
}

/** Whether these are all login identifiers that Kratos holds for live, or more than those. */
export function holdsOnly(live: LiveIdentity, { identifiers }: Pick<DerivedData, 'identifiers'>): boolean {
  const areYielded = (of: IdentifierType) =>
    live.credentials?.[of]?.every((held) => identifiers.some(({ type, value }) => type === of && value === held)) ??
    true
  return identifierTypes.every(areYielded)
}

function hasSameTraits(live: LiveIdentity, { fields }: DesiredIdentity): boolean {
  if (fields['/schema_id']?.value !== live.schema_id) return false
  let leaves = 0
  for (const path in fields) {
    const value = fields[path]?.value
    if (value === undefined || value === null || !path.startsWith('/traits/')) continue
    if (!jsonEqual(value, liveValue(live, path))) return false
    leaves += 1
  }
  return leaves === leavesBelow(live.traits)
}

function leavesBelow(node: JsonObject): number {
  let leaves = 0
  for (const name in node) {
    const value = node[name] as Json
    leaves += isJsonObject(value) && !isObjectLeaf(value) ? leavesBelow(value) : 1
  }
  return leaves
}
