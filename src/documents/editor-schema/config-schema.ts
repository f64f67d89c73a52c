import { fileSchema } from '../../config/schema.ts'
import { guardNames } from '../../model/change-codes.ts'
import { isJsonObject, type JsonObject } from '../../model/json.ts'
import { configTexts } from './config-texts.ts'
import { draft07, fromZod, invitationSchema, membersOf, withMembers } from './from-zod.ts'
import { editorText } from './member-text.ts'
import { withReferences } from './reference.ts'

/** The JSON Schema by which an editor completes and checks idctl.yaml. */
export function editorConfigSchema(): JsonObject {
  const written = withReferences(fromZod(fileSchema)) as JsonObject
  const layer = layerOf(membersOf(written)['environments'])
  const environments = { additionalProperties: withMembers(layer, changes(layer)) }
  const whole = withMembers(written, {
    ...changes(written),
    environments: { ...described('environments'), ...environments },
  })
  return { $schema: draft07, title: 'idctl.yaml', ...whole }
}

function layerOf(environments: unknown): JsonObject {
  const layer = isJsonObject(environments) ? environments['additionalProperties'] : undefined
  return isJsonObject(layer) ? layer : {}
}

const folder = { type: 'string', minLength: 1 }

function changes(schema: JsonObject): Readonly<Record<string, JsonObject>> {
  const texts = Object.entries(configTexts).map(([path, text]) => [path, { description: editorText(text) }] as const)
  return {
    ...Object.fromEntries(texts),
    identities: { ...described('identities'), anyOf: [folder, { type: 'array', items: folder, minItems: 1 }] },
    on_create: { ...described('on_create'), ...invitationSchema },
    guards: { ...described('guards'), ...guardsOf(membersOf(schema)['guards']) },
  }
}

function described(path: keyof typeof configTexts): JsonObject {
  return { description: editorText(configTexts[path]) }
}

/** By name, so that editors complete them. A number alone is the floor. */
function guardsOf(guards: unknown): JsonObject {
  const { additionalProperties: guard } = isJsonObject(guards) ? guards : {}
  const either = { anyOf: [{ type: 'integer', minimum: 0 }, guard ?? {}] }
  const properties = Object.fromEntries(guardNames.map((name) => [name, { ...described(`guards.${name}`), ...either }]))
  return { type: 'object', properties, additionalProperties: false }
}
