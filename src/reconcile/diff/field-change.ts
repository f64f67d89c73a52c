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
  /** Of these, what idctl found and did not write. */
  readonly found: FoundPaths
  /** Leaves that this change leaves as they are, in live and in the mark. */
  readonly waiting?: ReadonlySet<JsonPointer>
  /** Leaves that are as a move aside left them: ours to write, even where the mode gives the leaf to the user. */
  readonly aside?: readonly JsonPointer[]
  readonly schema: IdentitySchema | undefined
  readonly sensitive: (path: JsonPointer) => boolean
  /** Live nodes whose value may stand in no plan. */
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
    ...(before !== undefined && { before: input.secret?.(path) === true ? hiddenValue : before }),
    ...present({ after }),
    cause,
    sensitive: input.sensitive(path),
  }
}
