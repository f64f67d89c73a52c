import { ownMark } from '../identity/live-document.ts'
import type { LiveIdentity, Mark } from '../model/identity.ts'
import { arrivalOf, type Clocks, disputeOf } from '../reconcile/clocks.ts'
import { inactiveSince } from '../reconcile/decide/inactive-since.ts'
import type { Policy } from '../reconcile/policy.ts'
import type { ApplyContext } from './context.ts'
import { type Ending, movedBy } from './ending.ts'
import type { RemovalChange } from './phases.ts'

/**
 * Why a planned removal is not to be carried out here and now, although the identity is as the plan saw it: what it rests on is not in
 * the identity. `undefined`: nothing speaks against it.
 */
export function notNow(context: ApplyContext, change: RemovalChange, live: LiveIdentity): Ending | undefined {
  const mark = ownMark(live, context.workspace)
  return (
    hasDocument(context, change, live, mark) ??
    notDue(context, change, live, mark) ??
    goesOtherwise(context, change, live, mark)
  )
}

/** The folder may have got a document for somebody who had none when it was planned. */
function hasDocument(
  { folder }: ApplyContext,
  { alike }: RemovalChange,
  live: LiveIdentity,
  mark: Mark | undefined,
): Ending | undefined {
  if (alike === undefined || folder === undefined) return undefined
  if (folder.kind === 'unusable') return notTold
  return folder.documents.speakingFor(live, mark).every((one) => alike.includes(one)) ? undefined : cameBack
}

/** Its time had come when it was planned. The clocks may be others now, and a grace begins anew with each disabling. */
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

/** The idctl.yaml at hand may be a milder one than that of the plan. */
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

/** The answer to the read that brought the identity says what time it is. */
function clocksAfterRead(source: ApplyContext['source']): Clocks {
  const clocks = source.serverTime()
  if (clocks === undefined) throw new TypeError('an identity was read, and no answer came')
  return clocks
}

const cameBack = movedBy('document-came-back')
const notTold = movedBy('folder-unusable')
const disabledAgain = movedBy('disabled-again')
const otherwise = movedBy('removal-changed')
