import type { FoundPaths } from '../../identity/found.ts'
import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import type { FieldChange } from '../../model/change.ts'
import type { Cause } from '../../model/change-codes.ts'
import type { DesiredDocument, LiveIdentity, ManagedField, Mark } from '../../model/identity.ts'
import type { Json, JsonPointer } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import { hiddenValue } from '../../model/sensitive.ts'

export interface DiffInput {
  readonly desired: DesiredDocument
  readonly live: LiveIdentity
  /** `fields` of our mark; `{}` for an identity that we have never written. */
  readonly applied: Mark['fields']
  /** The leaves of `applied` that idctl found and did not write. */
  readonly found: FoundPaths
  /** Leaves that this change does not touch, neither in live nor in the mark. */
  readonly waiting?: ReadonlySet<JsonPointer>
  /** Leaves that still have the value of a move aside: idctl writes them even if their mode gives the leaf to the person. */
  readonly aside?: readonly JsonPointer[]
  readonly schema: IdentitySchema | undefined
  readonly sensitive: (path: JsonPointer) => boolean
  /** Live nodes whose values must not be in a plan. */
  readonly secret?: (path: JsonPointer) => boolean
}

/** One row of a plan. */
export function fieldChange(
  input: DiffInput,
  path: JsonPointer,
  before: Json | undefined,
  after: Json | undefined,
  cause: Cause,
  field?: ManagedField,
): FieldChange {
  if (field?.reference !== undefined) {
    const merge = field.mode === 'merge' ? { merge: true as const } : {}
    return { path, cause, sensitive: true, reference: field.reference, ...merge }
  }
  return {
    path,
    ...present({ before: before !== undefined && input.secret?.(path) ? hiddenValue : before, after }),
    cause,
    sensitive: input.sensitive(path),
  }
}
