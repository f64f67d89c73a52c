import { isJsonObject, type Json, type JsonObject, type JsonPointer, parsePointer } from '../model/json.ts'
import type { AllowedAt } from './identity-schema.ts'

interface Unfold {
  /** The schemas that can apply to a value at this node. */
  variants(node: Json): readonly JsonObject[]
  /** The schemas that apply to every value at this node. */
  certain(node: Json): readonly JsonObject[]
}

/**
 * What is allowed at a pointer. Only schemas that apply to every value can forbid something; in doubt, anything is
 * allowed.
 */
export function allowedIn(schema: JsonObject, pointer: JsonPointer, { variants, certain }: Unfold): AllowedAt {
  let nodes = variants(schema)
  let sure = certain(schema)
  for (const [depth, name] of parsePointer(pointer).entries()) {
    if (!mayBe(sure, 'object')) return { kind: mayBe(sure, 'array') ? 'below-list' : 'closed', depth }
    const named = membersOf(nodes, name)
    if (named.length === 0) {
      if (sure.some(isClosed)) return { kind: 'closed', depth }
      return { kind: 'possible', mayBeList: true, mayBeMap: true }
    }
    nodes = [...new Set(named.flatMap(variants))]
    sure = [...new Set(membersOf(sure, name).flatMap(certain))]
  }
  return { kind: 'possible', mayBeList: mayBe(sure, 'array'), mayBeMap: mayBe(sure, 'object') }
}

function membersOf(nodes: readonly JsonObject[], name: string): Json[] {
  return nodes.flatMap((node) => {
    const member = ownMember(propertiesOf(node), name)
    return member === undefined ? [] : [member]
  })
}

function mayBe(nodes: readonly JsonObject[], kind: 'object' | 'array'): boolean {
  return nodes.every(({ type }) => type === undefined || [type].flat().includes(kind))
}

/** A node with `patternProperties` counts as open: its patterns are not evaluated. */
function isClosed({ additionalProperties, patternProperties }: JsonObject): boolean {
  return additionalProperties === false && patternProperties === undefined
}

export function propertiesOf(node: JsonObject): JsonObject {
  const properties = node['properties']
  return isJsonObject(properties) ? properties : {}
}

export function ownMember(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}
