import { compileIdentitySchemas } from '../../../src/identity-schema/compile.ts'
import type { DesiredDocument, ManagedField } from '../../../src/model/identity.ts'
import type { Json, JsonPointer } from '../../../src/model/json.ts'
import type { OwnershipMode } from '../../../src/model/ownership.ts'
import { emailTrait, nameTrait, phoneTrait, traitSchema } from '../../support/schemas.ts'

/** A document of which a test says only what it is about: each leaf stands on a line of its own, from line 2. */
export function documentOf(
  file: string,
  leaves: Readonly<Record<JsonPointer, Json>>,
  more: Partial<DesiredDocument> & { readonly modes?: Readonly<Record<JsonPointer, OwnershipMode>> } = {},
): DesiredDocument {
  const { modes, ...rest } = more
  const all = Object.entries({ '/schema_id': 'person', ...leaves })
  const fields = all.map(([path, value]): [string, ManagedField] => [path, { value, mode: modes?.[path] ?? 'enforce' }])
  const places = new Map(all.map(([path], index) => [path, { file, line: index + 2, column: 3 }]))
  return {
    previously: [],
    origin: { file, line: 1, column: 1 },
    soleDocument: true,
    fields: Object.fromEntries(fields),
    ownership: {},
    places: { of: (path) => places.get(path) },
    ...rest,
  }
}

const person = traitSchema({
  email: emailTrait(),
  phone: phoneTrait,
  name: { ...nameTrait, required: ['first', 'last'], additionalProperties: false },
  roles: { type: 'array', items: { enum: ['admin', 'reader'] } },
})

/** `person`, and `broken`, which cannot be compiled. */
export const { schemas } = compileIdentitySchemas([
  { id: 'person', schema: person },
  { id: 'broken', schema: {} },
])
