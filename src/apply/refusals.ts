import { ownMark } from '../identity/live-document.ts'
import type { CreateChange, UpdateChange } from '../model/change.ts'
import type { LiveIdentity } from '../model/identity.ts'
import { isGift, type Receiver } from '../reconcile/evidence/asked-for.ts'
import type { ApplyContext } from './context.ts'
import { type BadEnding, movedBy } from './ending.ts'
import { markToWrite } from './write/mark-to-write.ts'

/** Why a creation must not be sent now. It depends on the folder and on other accounts, which may have changed since the plan. */
export function creationRefusal(context: ApplyContext, change: CreateChange): BadEnding | undefined {
  const { newcomers } = context
  if (newcomers === undefined) return undefined
  const unasked = notAskedFor(context, change)
  if (unasked !== undefined) return unasked
  const [id] = newcomers.kinOf(change)
  return id === undefined ? undefined : movedBy('may-be-there', { id })
}

/**
 * Why an update must not be sent now, although the identity has not moved. The document may have left since the plan, and without it the
 * person is given nothing. Or another account may have the new key by now.
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
