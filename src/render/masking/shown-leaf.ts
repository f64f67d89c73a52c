import { shownPath } from '../../model/address-leaf.ts'
import type { FieldChange } from '../../model/change.ts'
import type { Json, JsonPointer } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import { hiddenValue, isHidden } from '../../model/sensitive.ts'
import type { View } from './view.ts'

/** A leaf without its values where they are sensitive or come from a reference. */
export function shownLeaf(field: FieldChange, view: View): FieldChange {
  return {
    path: shownPathOf(field, view),
    cause: field.cause,
    sensitive: isHidden(field),
    ...shownSides(field, view),
    ...present({ reference: field.reference === undefined ? undefined : hiddenValue }),
  }
}

type Leaf = Pick<FieldChange, 'path' | 'before' | 'after' | 'sensitive' | 'reference'>

/** The path of a leaf; without the address where that is sensitive. */
export function shownPathOf(field: Leaf, view: View): JsonPointer {
  return shownPath({ ...field, path: view.path(field.path) })
}

/** Both values of a leaf; absent values stay absent. A plan has no values for a reference. */
export function shownSides(field: Leaf, view: View): { before?: Json; after?: Json } {
  const show = (value: Json | undefined): Json | undefined => {
    if (value === undefined) return undefined
    return isHidden(field) ? hiddenValue : view.value(value, field.path)
  }
  return present({ before: show(field.before), after: show(field.reference === undefined ? field.after : hiddenValue) })
}
