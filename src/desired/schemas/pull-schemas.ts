import type { SchemaAliases } from '../../config/types.ts'
import { type Digest, digestOf } from '../../model/digest.ts'
import type { IdentitySchemaSource } from '../../model/identity.ts'
import { type JsonObject, jsonEqual } from '../../model/json.ts'

export interface PullInput {
  /** Identity schemas of the server. */
  readonly live: readonly IdentitySchemaSource[]
  /** Local files by the name that documents use for the schema; without `schema` where it cannot be read. */
  readonly local: ReadonlyMap<string, { readonly file: string; readonly schema?: JsonObject | undefined }>
  readonly aliases: SchemaAliases
  /** Where new files go. */
  readonly folder: string
  /** File → digest of the schema that was pulled into it last. */
  readonly pulled: Readonly<Record<string, Digest>>
}

export type PulledSchema =
  | { readonly file: string; readonly outcome: 'created' | 'updated'; readonly schema: JsonObject }
  | { readonly file: string; readonly outcome: 'unchanged' }
  /** `own`: people wrote or changed the file. `local`: the server has no such schema. */
  | { readonly file: string; readonly outcome: 'kept'; readonly because: 'own' | 'local'; readonly schema?: JsonObject }

export interface Pull {
  readonly files: readonly PulledSchema[]
  /** Ids that are no file names, and have no alias. */
  readonly unnamed: readonly string[]
}

/**
 * Which local files the identity schemas of a server go into. A file is written over only if it still holds what was
 * pulled into it.
 */
export function pullSchemas({ live, local, aliases, folder, pulled }: PullInput): Pull {
  const files: PulledSchema[] = []
  const unnamed: string[] = []
  const used = new Set<string>()
  const taken = new Set([...local.values()].map(({ file }) => file.toLowerCase()))
  for (const { id, schema } of live) {
    const names = [...Object.entries(aliases).flatMap(([name, alias]) => (alias.id === id ? [name] : [])), id]
    const known = names.find((name) => local.has(name))
    const there = known === undefined ? undefined : local.get(known)
    if (known !== undefined && there !== undefined) {
      used.add(known)
      files.push(renewed(there, schema, pulled))
      continue
    }
    const name = names.find(isFileName)
    const file = `${folder === '.' ? '' : `${folder}/`}${name}.schema.json`
    if (name === undefined || taken.has(file.toLowerCase())) unnamed.push(id)
    else files.push({ file, outcome: 'created', schema })
    taken.add(file.toLowerCase())
  }
  const others = [...local].filter(([name]) => !used.has(name))
  for (const [, { file }] of others) files.push({ file, outcome: 'kept', because: 'local' })
  return { files, unnamed }
}

function renewed(
  { file, schema: written }: { readonly file: string; readonly schema?: JsonObject | undefined },
  schema: JsonObject,
  pulled: PullInput['pulled'],
): PulledSchema {
  if (jsonEqual(written, schema)) return { file, outcome: 'unchanged' }
  const isAsPulled = written !== undefined && pulled[file] === digestOf(written)
  return isAsPulled ? { file, outcome: 'updated', schema } : { file, outcome: 'kept', because: 'own', schema }
}

/** Names that every file system takes, and that are read: not those that begin with a dot or an underscore. */
export function isFileName(name: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,99}$/u.test(name) && !name.endsWith('.')
}
