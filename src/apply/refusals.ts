import { ownMark } from '../identity/live-document.ts'
import type { CreateChange, UpdateChange } from '../model/change.ts'
import type { LiveIdentity } from '../model/identity.ts'
import { isGift, type Receiver } from '../reconcile/evidence/asked-for.ts'
import type { ApplyContext } from './context.ts'
import { type BadEnding, movedBy } from './ending.ts'
import { markToWrite } from './write/mark-to-write.ts'

/** Why a creation must not be sent any more: the folder or other accounts may have changed since the plan. `undefined`: it may be sent. */
export function creationRefusal(context: ApplyContext, change: CreateChange): BadEnding | undefined {
  const { newcomers } = context
  if (newcomers === undefined) return undefined
  const unasked = notAskedFor(context, change)
  if (unasked !== undefined) return unasked
  const [id] = newcomers.kinOf(change)
  return id === undefined ? undefined : movedBy('may-be-there', { id })
}

/**
 * Why an update must not be sent any more, although the identity has not moved. The document may be gone since the plan, and idctl gives
 * nothing to people without a document. Or another account may have the new key by now. `undefined`: it may be sent.
 */
export function updateRefusal(context: ApplyContext, change: UpdateChange, live: LiveIdentity): BadEnding | undefined {
  const unasked = isGift(change)
    ? notAskedFor(context, change, () => ({ live, mark: markToWrite(change, live, context) }))
    : undefined
  if (unasked !== undefined || ownMark(live, context.workspace)?.key === change.mark.key) return unasked
  const [id] = context.newcomers?.othersWithKeyOf(change) ?? []
  return id === undefined ? undefined : movedBy('key-taken', { id })
}

function notAskedFor(
  { folder, source }: ApplyContext,
  change: CreateChange | UpdateChange,
  receiver?: () => Receiver,
): BadEnding | undefined {
  if (folder === undefined || folder.documents.asksFor(change, source.serverTime(), receiver?.())) return undefined
  return movedBy(folder.kind === 'unusable' ? 'folder-unusable' : 'document-left')
}
