import { ownMark } from '../identity/live-document.ts'
import type { LiveIdentity, Mark } from '../model/identity.ts'
import { arrivalOf, type Clocks, disputeOf } from '../reconcile/clocks.ts'
import { inactiveSince } from '../reconcile/decide/inactive-since.ts'
import type { Policy } from '../reconcile/policy.ts'
import type { ApplyContext } from './context.ts'
import { type Ending, movedBy } from './ending.ts'
import type { RemovalChange } from './order/phases.ts'

/**
 * Why a planned removal must not be sent any more, although the identity has not moved: it also depends on the folder, the clocks and
 * idctl.yaml. `undefined`: it may be sent.
 */
export function removalRefusal(context: ApplyContext, change: RemovalChange, live: LiveIdentity): Ending | undefined {
  const mark = ownMark(live, context.workspace)
  return (
    hasDocument(context, change, live, mark) ??
    notDue(context, change, live, mark) ??
    goesOtherwise(context, change, live, mark)
  )
}

/** Refuses the removal if the folder has a document for the person that the plan did not know, or cannot be used. */
function hasDocument(
  { folder }: ApplyContext,
  { alike }: RemovalChange,
  live: LiveIdentity,
  mark: Mark | undefined,
): Ending | undefined {
  if (alike === undefined || folder === undefined) return undefined
  if (folder.kind === 'unusable') return folderUnusable
  return folder.documents.speakingFor(live, mark).every((one) => alike.includes(one)) ? undefined : cameBack
}

/**
 * Refuses the removal if the clocks now say that its time has not come, or if the identity was disabled again, which restarts the
 * grace.
 */
function notDue(
  { source }: ApplyContext,
  { due }: RemovalChange,
  live: LiveIdentity,
  mark: Mark | undefined,
): Ending | undefined {
  if (due === undefined) return undefined
  if (due.inactive_since !== undefined && mark?.disabled !== undefined) {
    if (inactiveSince(live, mark.disabled.at) > Date.parse(due.inactive_since)) return disabledAgain
  }
  const clocks = clocksAfterRead(source)
  if (arrivalOf(Date.parse(due.at), clocks) === 'come') return undefined
  return { outcome: 'blocked', code: 'clock', ...disputeOf('whether its time has come', clocks) }
}

/** Refuses the removal if the present idctl.yaml is milder than that of the plan. */
function goesOtherwise(
  { source, removal }: ApplyContext,
  { action, alike }: RemovalChange,
  live: LiveIdentity,
  mark: Mark | undefined,
): Ending | undefined {
  if (alike === undefined || removal === undefined || mark === undefined) return undefined
  const mode = mark.made === 'created' ? removal.created : removal.adopted
  const isSaid =
    action === 'delete'
      ? mode === 'delete' && isGraceOver(removal, live, mark, () => clocksAfterRead(source))
      : action === mode || (action === 'disable' && mode === 'delete')
  return isSaid ? undefined : otherwise
}

function isGraceOver(
  { graceMs }: Policy['removal'],
  live: LiveIdentity,
  { disabled }: Mark,
  clocks: () => Clocks,
): boolean {
  if (graceMs === undefined) return true
  return disabled !== undefined && arrivalOf(inactiveSince(live, disabled.at) + graceMs, clocks()) === 'come'
}

/** The clocks. The server's time is known, because its answer to the read of the identity has it. */
function clocksAfterRead(source: ApplyContext['source']): Clocks {
  const clocks = source.serverTime()
  if (clocks === undefined) throw new TypeError('an identity was read, and no answer came')
  return clocks
}

const cameBack = movedBy('document-came-back')
const folderUnusable = movedBy('folder-unusable')
const disabledAgain = movedBy('disabled-again')
const otherwise = movedBy('removal-changed')
