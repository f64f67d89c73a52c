import { linkShapes, passwordShape, wholeShapes } from '../../desired/document/credential-shapes.ts'
import { documentSchema } from '../../desired/document/document.ts'
import type { IdentitySchemaSource } from '../../model/identity.ts'
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import { fromZod, invitationSchema, membersOf, withMembers } from './from-zod.ts'
import { documentTexts } from './member-texts.ts'
import { withReferences } from './reference.ts'

/**
 * The members of a document without what an identity schema says of its traits.
 *
 * @param takes Whether a member may be there, by its dotted path.
 */
export function documentMembers(
  sources: readonly IdentitySchemaSource[],
  takes: (path: string) => boolean,
): JsonObject {
  const written = fromZod(documentSchema)
  const described = Object.keys(documentTexts).map((path) => [path, textOf(path)] as const)
  const members = withMembers(written, { ...Object.fromEntries(described), ...refined(written, sources) })
  // A file may hold nothing but comments.
  return { ...chosen(members, takes), type: ['object', 'null'] }
}

/** What the zod schema of documents leaves to other checks. */
function refined(written: JsonObject, sources: readonly IdentitySchemaSource[]): Readonly<Record<string, JsonObject>> {
  const ids = [...new Set(sources.map(({ id }) => id))]
  const map: JsonObject = { type: 'object' }
  return {
    schema_id: { ...textOf('schema_id'), ...present({ enum: ids.length > 0 ? ids : undefined }) },
    traits: { ...textOf('traits'), ...map },
    metadata_public: { ...textOf('metadata_public'), type: ['object', 'null'] },
    metadata_admin: { ...textOf('metadata_admin'), type: ['object', 'null'] },
    organization_id: { ...textOf('organization_id'), ...orReference(membersOf(written)['organization_id']) },
    credentials: { ...textOf('credentials'), ...map, properties: credentialsByType(), additionalProperties: false },
    'idctl.on_create': { ...textOf('idctl.on_create'), ...invitationSchema },
  }
}

function textOf(path: string): JsonObject {
  return { description: documentTexts[path] ?? '' }
}

function orReference(schema: Json | undefined): JsonObject {
  return withReferences(schema ?? {}) as JsonObject
}

/** Each type in Kratos' shape, with `config`, or without that level; `null` deletes. */
function credentialsByType(): JsonObject {
  const shapes = { password: passwordShape, ...linkShapes, ...wholeShapes }
  const entries = Object.entries(shapes).map(([type, shape]) => {
    const config = fromZod(shape)
    const asKratos: JsonObject = {
      type: 'object',
      properties: { config },
      required: ['config'],
      additionalProperties: false,
    }
    const deletion: JsonObject[] = type === 'passkey' ? [] : [{ type: 'null' }]
    const either: JsonObject = { anyOf: [asKratos, config, ...deletion] }
    return [type, either] as const
  })
  return Object.fromEntries(entries)
}

function chosen(schema: JsonObject, takes: (path: string) => boolean, at = ''): JsonObject {
  const { properties } = schema
  if (!isJsonObject(properties)) return schema
  const members = Object.entries(properties).filter(([name]) => takes(`${at}${name}`))
  const kept = members.map(([name, member]) => {
    return [name, isJsonObject(member) ? chosen(member, takes, `${at}${name}.`) : member] as const
  })
  return { ...schema, properties: Object.fromEntries(kept) }
}
