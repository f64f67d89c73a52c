import { compileIdentitySchemas } from '../../../src/identity-schema/compile.ts'
import type { DesiredDocument, ManagedField, OwnershipMode } from '../../../src/model/identity.ts'
import type { Json, JsonObject, JsonPointer } from '../../../src/model/json.ts'

/** A document of which a test says only what it is about: each leaf stands on a line of its own, from line 2. */
export function documentOf(
  file: string,
  leaves: Readonly<Record<JsonPointer, Json>>,
  more: Partial<DesiredDocument> & { readonly modes?: Readonly<Record<JsonPointer, OwnershipMode>> } = {},
): DesiredDocument {
  const { modes, ...rest } = more
  const fields = Object.entries({ '/schema_id': 'person', ...leaves }).map(
    ([path, value], index): [string, ManagedField] => [
      path,
      { value, mode: modes?.[path] ?? 'enforce', at: { file, line: index + 2, column: 3 } },
    ],
  )
  return {
    previously: [],
    origin: { file, line: 1, column: 1 },
    soleDocument: true,
    fields: Object.fromEntries(fields),
    ownership: {},
    ...rest,
  }
}

const person: JsonObject = {
  properties: {
    traits: {
      type: 'object',
      properties: {
        email: {
          type: 'string',
          format: 'email',
          'ory.sh/kratos': {
            credentials: { password: { identifier: true } },
            verification: { via: 'email' },
            recovery: { via: 'email' },
          },
        },
        phone: {
          type: 'string',
          format: 'tel',
          'ory.sh/kratos': { credentials: { code: { identifier: true, via: 'sms' } }, verification: { via: 'sms' } },
        },
        name: {
          type: 'object',
          properties: { first: { type: 'string' }, last: { type: 'string' } },
          required: ['first', 'last'],
          additionalProperties: false,
        },
        roles: { type: 'array', items: { enum: ['admin', 'reader'] } },
      },
      required: ['email'],
      additionalProperties: false,
    },
  },
}

/** `person`, and `broken`, which cannot be compiled. */
export const { schemas } = compileIdentitySchemas([
  { id: 'person', schema: person },
  { id: 'broken', schema: {} },
])
