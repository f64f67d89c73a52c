import { baseOf } from '../../identity/base.ts'
import { boundMark, tombstone, withCommit, withoutTodo } from '../../identity/mark.ts'
import { endOfDay } from '../../model/calendar-day.ts'
import type { Blocked, Change } from '../../model/change.ts'
import type { LiveIdentity, Mark } from '../../model/identity.ts'
import { present } from '../../model/present.ts'
import { arrivalOf, blockedByClocks, timeOf } from '../clocks.ts'
import { markCommit, type Policy } from '../policy.ts'
import { inactiveSince } from './inactive-since.ts'
import { type Removal, type RemovalCase, removalOf } from './removal.ts'
import { effectsOf, firstBlock } from './rule.ts'
import { removalEffects, removalRules } from './rules.ts'

/**
 * Decides what happens to a marked identity whose document left the folder or has expired (docs/guides/removal.md).
 * `undefined`: no row in the plan (a tombstone within its grace, or a run over only a part of the folder).
 */
export function decideRemoval(
  live: LiveIdentity,
  mark: Mark,
  policy: Policy,
  about: RemovalCase = {},
): Change | undefined {
  if (policy.partialFolder) return undefined
  const removal = removalOf(live, mark, policy, about)
  const said = { ...removal.row, ...effectsOf(removalEffects, removal) }
  const blocked = firstBlock(removalRules, removal)
  if (removal.way === 'stay') return { ...said, action: 'none', ...present({ blocked }) }
  if (removal.way === 'end-sessions') return { ...said, ...endingSessions(removal) }
  const change = { ...said, ...takingAway(removal, blocked) }
  if (removal.way === 'release') return { ...change, action: 'release' }
  if (removal.way === 'disable') return { ...change, ...disabling(removal) }
  return mark.disabled === undefined
    ? { ...change, action: 'delete' }
    : onceGraceIsOver(removal, mark.disabled.at, { ...change, action: 'delete' })
}

/** The members that every removal has, whatever its action. */
function takingAway({ live, mark, policy, expired }: Removal, blocked: Blocked | undefined) {
  return {
    base: baseOf(live, []),
    ...present({
      alike: policy.documents?.speakingFor(live, mark),
      due: expired && { at: isoTime(endOfDay(expired.on)) },
      blocked,
    }),
  }
}

function disabling({ live, mark, policy, unbound }: Removal) {
  const fields = live.state === 'inactive' ? [] : [stateToInactive]
  const paths = fields.map((field) => field.path)
  return {
    action: 'disable',
    fields,
    base: baseOf(live, paths),
    mark: tombstone(
      withCommit(unbound ? mark : boundMark(mark, live), markCommit(policy, mark)),
      timeOf(policy.clocks()),
      live.state,
    ),
    revoke_sessions: true,
  } as const
}

const stateToInactive = {
  path: '/state',
  before: 'active',
  after: 'inactive',
  cause: 'removed',
  sensitive: false,
} as const

function endingSessions({ live, mark, policy }: Removal) {
  return {
    action: 'disable',
    reason: 'todo',
    base: baseOf(live, []),
    mark: withCommit(withoutTodo(mark, { kind: 'revoke_sessions' }), markCommit(policy, mark)),
    revoke_sessions: true,
  } as const
}

/** Deletes a disabled identity once its grace is over, but never if only its mark says that idctl created it (`unbound`). */
function onceGraceIsOver(
  { live, mode, policy, unbound }: Removal,
  disabledAt: string,
  deletion: Extract<Change, { action: 'delete' }>,
): Change | undefined {
  const { graceMs } = policy.removal
  if (mode !== 'delete' || graceMs === undefined || unbound) return undefined
  const since = inactiveSince(live, disabledAt)
  const isOver = arrivalOf(since + graceMs, policy.clocks(), since)
  if (isOver === 'to-come') return undefined
  const at = isoTime(Math.max(since + graceMs, deletion.due ? Date.parse(deletion.due.at) : since))
  const change = { ...deletion, reason: 'grace-over', due: { at, inactive_since: isoTime(since) } } as const
  if (isOver === 'come' || deletion.blocked) return change
  return { ...change, consequences: [], blocked: blockedByClocks('whether its grace is over', policy.clocks()) }
}

function isoTime(time: number): string {
  return new Date(time).toISOString()
}
