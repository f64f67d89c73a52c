import type { Change } from '../../model/change.ts'
import type { JsonPointer } from '../../model/json.ts'
import { hiddenValue, isHidden } from '../../model/sensitive.ts'

/** What follows the common beginning of an old and a new text. */
export interface Edit {
  readonly path: JsonPointer
  readonly before: string
  readonly after: string
}

/** How the leaves of a change of sign-in addresses change; nothing for other changes. */
export function editsOf({ counts, fields }: Change): readonly Edit[] {
  if ((counts.identifier_changes ?? 0) === 0) return []
  return fields.map(({ path, before, after }) => {
    const isText = typeof before === 'string' && typeof after === 'string'
    const [left, right] = isText ? [before, after] : [JSON.stringify(before) ?? '', JSON.stringify(after) ?? '']
    const start = isText ? commonStart(left, right) : 0
    return { path, before: left.slice(start), after: right.slice(start) }
  })
}

/** Of hidden addresses nobody can say that they change in the same way. */
export function changesHidden({ counts, fields }: Change): boolean {
  return (counts.identifier_changes ?? 0) > 0 && fields.some((field) => isHidden(field) || field.after === hiddenValue)
}

function commonStart(left: string, right: string): number {
  let start = 0
  while (start < left.length && left[start] === right[start]) start += 1
  return start
}
