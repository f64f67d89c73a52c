import type { SourceLocation } from '../model/diagnostic.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import type { UnseenInText } from '../model/unseen.ts'

/** A value of a user's file in which every node has its location; the result of the YAML and JSON readers. */
export type Located = LocatedScalar | LocatedList | LocatedMap | LocatedBroken

export interface LocatedScalar {
  readonly kind: 'scalar'
  readonly value: null | boolean | number | string
  readonly at: SourceLocation
  /** The text as written, if it has `${…}` or the escape `$${`; `value` is the result. */
  readonly written?: string
  /** `value` came from outside the file (`${env:…}`, `${file:…}`): never print it. */
  readonly fromReference?: true
  /** It is null because nothing is written there, or `~`. */
  readonly isEmpty?: true
  /** Invisible characters of the text as written. */
  readonly unseen?: UnseenInText
}

export interface LocatedList {
  readonly kind: 'list'
  readonly items: readonly Located[]
  readonly at: SourceLocation
}

export interface LocatedMap {
  readonly kind: 'map'
  readonly members: ReadonlyMap<string, LocatedMember>
  readonly at: SourceLocation
}

/** A node with a problem that is already reported: code that needs its value does without, and reports nothing more. */
export interface LocatedBroken {
  readonly kind: 'broken'
  readonly at: SourceLocation
}

export interface LocatedMember {
  /** Of the key. */
  readonly at: SourceLocation
  readonly value: Located
}

/** Reads a tree again, from a text that is in memory anyway. */
export interface Again {
  /** Always the same tree, without any mistake. */
  read(): Located
}

/** The plain value; a broken node becomes `null`. */
export function toJson(node: Located): Json {
  switch (node.kind) {
    case 'scalar':
      return node.value
    case 'list':
      return node.items.map(toJson)
    case 'map': {
      const object: JsonObject = {}
      for (const [key, member] of node.members) object[key] = toJson(member.value)
      return object
    }
    case 'broken':
      return null
  }
}

/** The opposite of `toJson`, with one location for all nodes: for values that are in no file. */
export function located(value: Json, at: SourceLocation): Located {
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => located(item, at)), at }
  if (!isJsonObject(value)) return { kind: 'scalar', value, at }
  const members = Object.entries(value).map(([key, member]) => [key, { at, value: located(member, at) }] as const)
  return { kind: 'map', members: new Map(members), at }
}

/** Member of a map; `undefined` where `node` is not a map or has no such key. */
export function memberOf(node: Located | undefined, key: string): LocatedMember | undefined {
  return node?.kind === 'map' ? node.members.get(key) : undefined
}

/** The node at `path`, or the deepest one above it that exists. */
export function nearestNode(root: Located, path: readonly PropertyKey[]): Located {
  let node = root
  for (const segment of path) {
    const next =
      node.kind === 'map'
        ? node.members.get(String(segment))?.value
        : node.kind === 'list'
          ? node.items[Number(segment)]
          : undefined
    if (next === undefined) return node
    node = next
  }
  return node
}

/** True when `test` holds for the node or any node below it. */
export function someNode(node: Located, test: (node: Located) => boolean): boolean {
  if (test(node)) return true
  if (node.kind === 'list') return node.items.some((item) => someNode(item, test))
  if (node.kind === 'map') return [...node.members.values()].some((member) => someNode(member.value, test))
  return false
}

/** Whether the paths of all nodes of a tree have more than `most` characters together; stops counting there. */
export function hasLongPaths(root: Located, most: number): boolean {
  let room = most
  const take = (node: Located, length: number): boolean => {
    room -= length
    if (room < 0) return true
    // The path of an item is counted from its list on.
    if (node.kind === 'list') return node.items.some((item, index) => take(item, String(index).length + 1))
    return node.kind === 'map' && [...node.members].some(([key, { value }]) => take(value, length + key.length + 1))
  }
  return take(root, 0)
}

/** Whether the texts and names of a tree have more than `most` characters together; stops counting there. */
export function isLargerThan(root: Located, most: number): boolean {
  let room = most
  const take = (node: Located): boolean => {
    room -= node.kind === 'scalar' && typeof node.value === 'string' ? node.value.length : 1
    if (room < 0) return true
    if (node.kind === 'list') return node.items.some(take)
    if (node.kind !== 'map') return false
    for (const [key, { value }] of node.members) {
      room -= key.length
      if (take(value)) return true
    }
    return false
  }
  return take(root)
}

/** What the steps after reading ask of all nodes of a tree. */
export interface Survey {
  /** The tree is within the bounds of `isLargerThan` and `hasLongPaths`; if not, the walk ended early. */
  readonly isWithin: boolean
  readonly isBroken: boolean
  /** A text or a key has `${`. */
  readonly hasTemplate: boolean
  /** A text has characters that are easily overlooked. */
  readonly hasUnseen: boolean
}

/** Answers in one walk what `isLargerThan`, `hasLongPaths`, `someNode` and `substitute` find out in a walk each. */
export function surveyOf(root: Located, most: { readonly text: number; readonly paths: number }): Survey {
  const survey = { isWithin: true, isBroken: false, hasTemplate: false, hasUnseen: false }
  let { text, paths } = most
  const look = (node: Located, length: number): void => {
    paths -= length
    text -= node.kind === 'scalar' && typeof node.value === 'string' ? node.value.length : 1
    if (text < 0 || paths < 0) survey.isWithin = false
    if (!survey.isWithin) return
    switch (node.kind) {
      case 'broken':
        survey.isBroken = true
        return
      case 'scalar':
        if (typeof node.value === 'string' && node.value.includes('${')) survey.hasTemplate = true
        if (node.unseen !== undefined) survey.hasUnseen = true
        return
      case 'list':
        for (let index = 0; index < node.items.length; index += 1) {
          look(node.items[index] as Located, String(index).length + 1)
        }
        return
      case 'map':
        for (const [key, { value }] of node.members) {
          text -= key.length
          if (key.includes('${')) survey.hasTemplate = true
          look(value, length + key.length + 1)
        }
    }
  }
  look(root, 0)
  return survey
}
