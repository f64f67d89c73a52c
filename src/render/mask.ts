import { withoutAddress } from '../model/address-leaf.ts'
import type { FieldChange } from '../model/change.ts'
import type { Json, JsonPointer } from '../model/json.ts'
import { present } from '../model/present.ts'
import { hiddenValue } from '../model/sensitive.ts'

/** Stands for every value that no output may hold. */
export const masked = hiddenValue

/** What is shown of a leaf. */
type Leaf = Pick<FieldChange, 'path' | 'before' | 'after' | 'sensitive' | 'reference'>

/** True when neither value of the leaf may be printed: a `sensitive` path, or a value that comes from a reference. */
export function isMasked(field: Leaf): boolean {
  return field.sensitive || field.reference !== undefined
}

/** The path of a leaf as it may be shown: that of a verified state holds an address. */
export function shownPath(field: Leaf): JsonPointer {
  return isMasked(field) ? withoutAddress(field.path) : field.path
}

/** Both sides of a leaf as they may be shown; absent stays absent. The values of a reference are not in the plan. */
export function shownValues(field: Leaf): { before?: Json; after?: Json } {
  if (!isMasked(field)) {
    return {
      ...present({ before: field.before, after: field.after }),
    }
  }
  return {
    ...(field.before !== undefined && { before: masked }),
    ...(field.after === undefined && field.reference === undefined ? {} : { after: masked }),
  }
}
