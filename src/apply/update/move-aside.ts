import type { Edit } from '../../identity/edit.ts'
import { intendedOf } from '../../identity/intended.ts'
import { ownMark } from '../../identity/live-document.ts'
import { verificationsOwed } from '../../identity/owed-verification.ts'
import { isAside, isAtBase } from '../../identity/position.ts'
import type { UpdateChange } from '../../model/change.ts'
import type { LiveIdentity } from '../../model/identity.ts'
import { asideEdits } from '../../swap/aside.ts'
import { asideMark } from '../../swap/aside-mark.ts'
import { type Ending, moved } from '../ending.ts'
import type { AsideState } from '../ledger.ts'
import { updateRefusal } from '../refusals.ts'
import type { Step } from '../step.ts'
import { type PatchGoal, patchLive } from '../write/patch-live.ts'
import { resolveFields } from '../write/resolve.ts'
import { hasBegun } from './update.ts'

/**
 * Gives the leaves whose values others wait for a temporary value, or none, in one PATCH whose mark records it. Nothing is written
 * if an earlier run has already moved the identity aside, or has begun the change itself.
 */
export async function moveAside(step: Step<UpdateChange>, live: LiveIdentity): Promise<AsideState | Ending> {
  if (hasBegun(step, live)) return 'there'
  if (isAside(live, step.change)) return 'aside'
  const goal = asideGoal(step, live)
  if (goal === undefined || goal.judge(live) === 'moved') return moved
  const refusal = updateRefusal(step.run.context, step.change, live)
  if (refusal !== undefined) return refusal
  await patchLive(step, live, goal)
  return 'aside'
}

function asideGoal(step: Step<UpdateChange>, live: LiveIdentity): PatchGoal | undefined {
  const { change, run } = step
  const { context } = run
  const schema = context.schemas.get(live.schema_id)
  const before = ownMark(live, context.workspace)
  if (schema === undefined || before === undefined) return undefined
  const { edits } = resolveFields(change.fields, step, schema, live)
  const moves = asideEdits(live, change.aside ?? {}, edits, () => context.newId().replaceAll('-', ''))
  const paths = change.fields.map(({ path }) => path)
  const final = (leaves: readonly Edit[]) => intendedOf(live, leaves, before)
  const keepsVerified = change.keep_verified === true
  const verifications = verificationsOwed({
    live,
    aside: final(moves),
    final: final(edits),
    schema,
    edits,
    keepsVerified,
  })
  const mark = asideMark(live, before, moves, { paths, schema, verifications })
  return {
    edits: moves,
    mark,
    schema,
    judge: (now) => (isAside(now, change) ? 'reached' : isAtBase(now, change) ? 'base' : 'moved'),
  }
}
