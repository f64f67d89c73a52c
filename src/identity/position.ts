import type { IdentitySchema } from '../identity-schema/identity-schema.ts'
import type { DeleteChange, DisableChange, ReleaseChange, UpdateChange } from '../model/change.ts'
import { asideOf, isUpdate } from '../model/change-parts.ts'
import type { LiveIdentity, Mark } from '../model/identity.ts'
import type { JsonPointer } from '../model/json.ts'
import { asideBaseOf, baseOf } from './base.ts'
import { leafEqual } from './compare.ts'
import type { Edit } from './edit.ts'
import { liveLeaf } from './live-document.ts'
import { hasMark, owes } from './mark.ts'

/** Whether live is what the plan saw (`base`), what the change wants (`reached`), or anything else (`moved`). */
export type Position = 'reached' | 'base' | 'moved'

/** Whether live is as the move aside of this change left it, in this run or an earlier one. */
export function isAside(live: LiveIdentity, change: LiveChange): boolean {
  if (asideOf(change) === undefined || live.mark.kind !== 'mark') return false
  const { mark } = live.mark
  return owes(mark, { kind: 'swap', digest: asideBaseOf(live, mark, pathsOf(change)) })
}

type LiveChange = UpdateChange | DisableChange | ReleaseChange | DeleteChange

function pathsOf({ fields }: LiveChange): JsonPointer[] {
  return fields.map(({ path }) => path)
}

/** Compares a fresh read with a change; `edits` and `mark` describe its result (`undefined`: no mark). */
export function positionOf(
  live: LiveIdentity,
  change: LiveChange,
  edits: readonly Edit[],
  mark: Mark | undefined,
  schema: IdentitySchema | undefined,
): Position {
  const reached =
    change.action !== 'delete' &&
    hasMark(live, mark) &&
    edits.every((edit) => leafEqual(schema, edit.path, edit.after, liveLeaf(live, edit.path)))
  if (reached) return 'reached'
  return isAtBase(live, change) || isAside(live, change) ? 'base' : 'moved'
}

/** Whether live is what the plan saw. */
export function isAtBase(live: LiveIdentity, change: LiveChange): boolean {
  return baseOf(live, pathsOf(change), isUpdate(change) ? change.evidence : undefined) === change.base
}
