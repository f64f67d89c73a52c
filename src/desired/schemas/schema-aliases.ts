import type { SchemaAliases } from '../../config/types.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import { didYouMean } from '../../model/did-you-mean.ts'
import type { DesiredDocument, IdentitySchemaSource } from '../../model/identity.ts'

/** The server's id for an identity schema that documents know by this name. */
export function serverSchemaId(name: string, aliases: SchemaAliases): string {
  return Object.hasOwn(aliases, name) ? (aliases[name]?.id ?? name) : name
}

/** Local schemas with the ids of the server; of two with the same id the first counts. */
export function underServerIds(
  sources: readonly IdentitySchemaSource[],
  aliases: SchemaAliases,
): IdentitySchemaSource[] {
  const served = new Map<string, IdentitySchemaSource>()
  for (const { id: name, schema } of sources) {
    const id = serverSchemaId(name, aliases)
    if (!served.has(id)) served.set(id, { id, schema })
  }
  return [...served.values()]
}

/** Local schemas under both names, for checks without a server: files and documents may use either. */
export function underBothNames(
  sources: readonly IdentitySchemaSource[],
  aliases: SchemaAliases,
): IdentitySchemaSource[] {
  const known = new Map(sources.map(({ id, schema }) => [id, schema]))
  for (const [name, { id }] of Object.entries(aliases)) {
    const schema = known.get(name) ?? known.get(id)
    if (schema === undefined) continue
    if (!known.has(name)) known.set(name, schema)
    if (!known.has(id)) known.set(id, schema)
  }
  return [...known].map(([id, schema]) => ({ id, schema }))
}

/**
 * Documents with the server's schema ids, because comparing and writing use only those. An alias of an id that the
 * server does not have is an error if documents use it (they are left out), otherwise a warning.
 */
export function withServerSchemaIds(
  documents: readonly DesiredDocument[],
  aliases: SchemaAliases,
  ids: readonly string[],
): { documents: DesiredDocument[]; diagnostics: Diagnostic[] } {
  const used = new Set(documents.map(({ fields }) => fields['/schema_id']?.value))
  const broken = Object.entries(aliases).filter(([, { id }]) => !ids.includes(id))
  const isBroken = (name: string) => broken.some(([other]) => other === name)
  const resolved = documents.flatMap((document) => {
    const field = document.fields['/schema_id']
    if (field === undefined || typeof field.value !== 'string' || !Object.hasOwn(aliases, field.value)) return document
    if (isBroken(field.value)) return []
    const value = serverSchemaId(field.value, aliases)
    return { ...document, fields: { ...document.fields, '/schema_id': { ...field, value } } }
  })
  return {
    documents: resolved,
    diagnostics: broken.map(([name, alias]) => brokenAlias(name, alias, ids, used.has(name))),
  }
}

function brokenAlias(
  name: string,
  { id, at }: SchemaAliases[string],
  ids: readonly string[],
  isUsed: boolean,
): Diagnostic {
  const meant = didYouMean(id, ids)
  const known = ids.length === 0 ? 'the server has none' : `the server has ${ids.join(', ')}`
  return {
    severity: isUsed ? 'error' : 'warning',
    code: 'IDC402',
    summary: `schema_aliases: ${JSON.stringify(name)} stands for ${JSON.stringify(id)}, which the server does not have`,
    hint: meant === undefined ? known : `did you mean ${JSON.stringify(meant)}? (${known})`,
    at,
  }
}
