import * as z from 'zod'
import { recoveryKinds } from '../../model/invitation.ts'
import { isJsonObject, type JsonObject } from '../../model/json.ts'
import { configTexts } from './config-texts.ts'
import { editorText } from './member-text.ts'

export const draft07 = 'http://json-schema.org/draft-07/schema#'

/** The draft-07 JSON Schema of what a zod schema takes. What zod cannot express takes everything. */
export function fromZod(schema: z.ZodType): JsonObject {
  const { $schema: _, ...plain } = z.toJSONSchema(schema, { target: 'draft-7', unrepresentable: 'any', io: 'input' })
  return JSON.parse(JSON.stringify(plain)) as JsonObject
}

/** The members of an object schema. */
export function membersOf(schema: JsonObject | undefined): JsonObject {
  const members = schema?.['properties']
  return isJsonObject(members) ? members : {}
}

/** Adds keywords to members, by their dotted paths; the items of a list have the path of the list. */
export function withMembers(schema: JsonObject, changes: Readonly<Record<string, JsonObject>>, at = ''): JsonObject {
  const { items } = schema
  if (isJsonObject(items)) return { ...schema, items: withMembers(items, changes, at) }
  const members = Object.entries(membersOf(schema)).map(([name, member]) => {
    const path = `${at}${name}`
    const changed = { ...(isJsonObject(member) ? member : {}), ...changes[path] }
    return [name, withMembers(changed, changes, `${path}.`)] as const
  })
  return members.length === 0 ? schema : { ...schema, properties: Object.fromEntries(members) }
}

/** `on_create`, which zod only knows as a check of ours. */
export const invitationSchema: JsonObject = {
  anyOf: [
    { enum: [...recoveryKinds, null] },
    {
      type: 'object',
      properties: {
        send: { description: editorText(configTexts['on_create.send']), enum: [...recoveryKinds] },
        lifetime: { description: editorText(configTexts['on_create.lifetime']), type: 'string' },
      },
      required: ['send'],
      additionalProperties: false,
    },
  ],
}
