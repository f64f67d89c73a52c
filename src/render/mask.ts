import type { FieldChange } from '../model/change.ts'
import type { Json } from '../model/json.ts'
import { present } from '../model/present.ts'
import { hiddenValue, isHidden } from '../model/sensitive.ts'

/** What is shown of a leaf. */
type Leaf = Pick<FieldChange, 'before' | 'after' | 'sensitive' | 'reference'>

/** Both sides of a leaf as they may be shown; absent stays absent. The values of a reference are not in the plan. */
export function shownValues(field: Leaf): { before?: Json; after?: Json } {
  if (!isHidden(field)) return present({ before: field.before, after: field.after })
  return {
    ...(field.before !== undefined && { before: hiddenValue }),
    ...((field.after !== undefined || field.reference !== undefined) && { after: hiddenValue }),
  }
}
