import * as z from 'zod'
import { commitPattern } from '../../model/checkout.ts'
import type { LiveMark, Mark } from '../../model/identity.ts'
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts'
import { markSchema } from '../../model/mark-schema.ts'
import { present } from '../../model/present.ts'
import { printable } from './printable.ts'

/** The member of `metadata_admin` that has the mark. */
export const markMember = 'idctl'

/**
 * Reads `metadata_admin.idctl`. A mark of a newer version, or anything that idctl did not write, is `unreadable`: idctl
 * neither changes such an identity nor takes it for an unmarked one.
 */
export function decodeMark(metadataAdmin: Json): LiveMark {
  if (!isJsonObject(metadataAdmin) || !Object.hasOwn(metadataAdmin, markMember)) return { kind: 'none' }
  const value = metadataAdmin[markMember]
  if (!isJsonObject(value)) return { kind: 'unreadable', why: 'it is not an object' }
  const { v: version } = value
  if (typeof version === 'number' && version > 1) {
    const why = `it was written by a newer idctl (mark version ${version})`
    return { kind: 'unreadable', why, newer: true, ...ownerOf(value), ...subjectOf(value) }
  }
  const usual = usualMark(value)
  if (usual !== undefined) return { kind: 'mark', mark: usual }
  const parsed = markSchema.safeParse(value)
  if (parsed.success) return { kind: 'mark', mark: parsed.data }
  const why = `it is not a mark that idctl writes: ${printable(firstProblem(parsed.error))}`
  return { kind: 'unreadable', why, ...subjectOf(value) }
}

/** Checks of the members of most marks, in the order of `markSchema`. A mark with other members is for that schema. */
const usualMembers: Readonly<Record<string, (value: Json) => boolean>> = {
  v: (value) => value === 1,
  workspace: isFullText,
  key: isFullText,
  origin: (value) => typeof value === 'string',
  shared: (value) => value === true,
  named: (value) => typeof value === 'boolean',
  id: (value) => typeof value === 'string' && z.regexes.guid.test(value),
  made: (value) => value === 'created' || value === 'adopted',
  fields: areDigests,
  found: (value) => Array.isArray(value) && value.every((path) => typeof path === 'string'),
  protect: (value) => value === true,
  lines: areFullTexts,
  salt: isFullText,
  commit: (value) => typeof value === 'string' && commitPattern.test(value),
}
const needed = ['v', 'workspace', 'key', 'origin', 'made', 'fields'] as const

/** What `markSchema` makes of nearly every mark, without copying the digests. `undefined` says nothing: that schema decides. */
function usualMark(value: JsonObject): Mark | undefined {
  const mark: JsonObject = {}
  let members = 0
  for (const name in usualMembers) {
    const member = value[name]
    if (member === undefined) continue
    if (usualMembers[name]?.(member) !== true) return undefined
    mark[name] = member
    members += 1
  }
  for (const _ in value) members -= 1
  const isWhole = members === 0 && needed.every((name) => mark[name] !== undefined)
  return isWhole ? (mark as unknown as Mark) : undefined
}

function isFullText(value: Json): boolean {
  return typeof value === 'string' && value !== ''
}

function areFullTexts(value: Json): boolean {
  return Array.isArray(value) && value.every(isFullText)
}

function areDigests(value: Json): boolean {
  if (!isJsonObject(value)) return false
  for (const path in value) {
    const applied = value[path] as Json
    // `markSchema` leaves out a leaf of that name.
    if (path === '__proto__' || (typeof applied === 'string' ? applied === '' : !areFullTexts(applied))) return false
  }
  return true
}

function ownerOf({ workspace }: JsonObject): { workspace?: string } {
  return present({ workspace: textOf(workspace) })
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Key and origin of an unreadable mark, as far as it has them: the identity may belong to that document. */
function subjectOf({ key, origin }: JsonObject): { key?: string; origin?: string } {
  return present({ key: textOf(key), origin: textOf(origin) })
}

/** Names the pointer where the mark is wrong, never the value. */
function firstProblem(error: z.ZodError): string {
  const issue = error.issues[0]
  if (issue === undefined) return 'unknown problem'
  if (issue.code === 'unrecognized_keys')
    return `unknown key ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`
  return issue.path.length === 0 ? 'wrong shape' : `wrong value at ${issue.path.map(String).join('.')}`
}
