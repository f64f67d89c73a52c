import type { FieldChange } from '../model/change.ts'
import type { Json } from '../model/json.ts'
import { present } from '../model/present.ts'
import { hiddenValue, isHidden } from '../model/sensitive.ts'

/** The members of a leaf that decide what may be shown. */
type Leaf = Pick<FieldChange, 'before' | 'after' | 'sensitive' | 'reference'>

/** Both values of a leaf as they may be shown; absent values stay absent. The plan has no values for a reference. */
export function shownValues(field: Leaf): { before?: Json; after?: Json } {
  if (!isHidden(field)) return present({ before: field.before, after: field.after })
  return {
    ...(field.before !== undefined && { before: hiddenValue }),
    ...((field.after !== undefined || field.reference !== undefined) && { after: hiddenValue }),
  }
}
