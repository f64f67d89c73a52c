import type { z } from 'zod'
import type { LiveMark } from '../../model/identity.ts'
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
  const parsed = markSchema.safeParse(value)
  if (parsed.success) return { kind: 'mark', mark: parsed.data }
  const why = `it is not a mark that idctl writes: ${printable(firstProblem(parsed.error))}`
  return { kind: 'unreadable', why, ...subjectOf(value) }
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
