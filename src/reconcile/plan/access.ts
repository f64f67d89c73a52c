import { placeInFile } from '../../model/diagnostic.ts'
import type { LiveIdentity, Mark } from '../../model/identity.ts'
import type { Access } from '../../model/plan.ts'
import { present } from '../../model/present.ts'
import type { Decision } from '../decide/decision.ts'
import { waysNow } from '../decide/live-ways.ts'
import { displayNow } from '../decide/shown-name.ts'
import { type Pair, rowKeyOf } from '../match/match.ts'
import type { Policy } from '../policy.ts'
import type { Watcher } from './watcher.ts'

/** Collects the ways in of everybody who has a document or a mark of this workspace. */
export function watchWaysIn(policy: Policy): Watcher & { found(): Access[] } {
  const all = new Map<string, Access>()
  return {
    take(pair, decision) {
      const access = accessOf(pair, decision, policy)
      if (access) all.set(access.id ?? `document ${access.key}`, access)
    },
    withdraw(id) {
      all.delete(id)
    },
    found: () => [...all.values()].sort((left, right) => (left.key < right.key ? -1 : 1)),
  }
}

/**
 * The ways in of one person: those of the live identity now, or those that a creation would give. `undefined` if there is no live
 * identity and none will be created.
 */
export function accessOf(pair: Pair, { change }: Decision, policy: Policy): Access | undefined {
  if (pair.kind === 'desired-only') {
    if (change?.action !== 'create') return undefined
    const state = pair.desired.fields['/state']?.value === 'inactive' ? 'inactive' : 'active'
    const { key, display } = change
    return { key, ...present({ display }), origin: pair.desired.origin, state, way_in: change.way_in, not_known: [] }
  }
  if (pair.kind === 'blocked') return undefined
  const { live, mark } = pair
  const key = pair.kind === 'both' ? pair.desired.key : rowKeyOf(pair)
  const origin = pair.kind === 'both' ? pair.desired.origin : placeInFile(pair.mark.origin)
  const display = displayNow(key, { live, desired: pair.kind === 'both' ? pair.desired : undefined }, policy)
  return { key, ...present({ display }), id: live.id, origin, state: live.state, ...waysOf(live, mark, policy) }
}

function waysOf(live: LiveIdentity, mark: Mark | undefined, policy: Policy): Pick<Access, 'way_in' | 'not_known'> {
  const { known, notKnown } = waysNow(live, mark, policy.schemas.get(live.schema_id))
  return { way_in: known.length + notKnown.length === 0 ? ['none'] : known, not_known: notKnown }
}
