import type { z } from 'zod'
import { linkShapes, passwordShape, wholeShapes } from '../../desired/document/credential-shapes.ts'
import { documentSchema } from '../../desired/document/document.ts'
import type { CredentialType } from '../../model/credential-types.ts'
import type { IdentitySchemaSource } from '../../model/identity.ts'
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import { credentialSettings, credentialTexts } from './credential-texts.ts'
import { documentTexts } from './document-texts.ts'
import { fromZod, invitationSchema, membersOf, withMembers } from './from-zod.ts'
import { editorText } from './member-text.ts'
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
  const texts = Object.entries(documentTexts).map(([path, text]) => [path, { description: editorText(text) }] as const)
  const members = withMembers(written, { ...Object.fromEntries(texts), ...refined(written, sources) })
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

function textOf(path: keyof typeof documentTexts): JsonObject {
  return { description: editorText(documentTexts[path]) }
}

function orReference(schema: Json | undefined): JsonObject {
  return withReferences(schema ?? {}) as JsonObject
}

/** Each type in Kratos' shape, with `config`, or without that level; `null` deletes. */
function credentialsByType(): JsonObject {
  const entries = credentialTypes.map((type) => {
    const config = credentialConfig(type)
    const asKratos: JsonObject = {
      type: 'object',
      properties: { config },
      required: ['config'],
      additionalProperties: false,
    }
    const deletion: JsonObject[] = type === 'passkey' ? [] : [{ type: 'null' }]
    const either: JsonObject = { anyOf: [asKratos, config, ...deletion] }
    return [type, { description: editorText(credentialTexts[`credentials.${type}`]), ...either }] as const
  })
  return Object.fromEntries(entries)
}

const shapes: Readonly<Record<CredentialType, z.ZodType>> = { password: passwordShape, ...linkShapes, ...wholeShapes }

/** In the order in which the reference has them. */
export const credentialTypes = Object.keys(shapes) as CredentialType[]

/** The settings of a type of credentials. */
export function credentialConfig(type: CredentialType): JsonObject {
  const texts = Object.entries(credentialSettings).map(([path, description]) => [path, { description }] as const)
  return withMembers(fromZod(shapes[type]), Object.fromEntries(texts))
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
