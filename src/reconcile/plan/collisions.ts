import type { StaleIdentifier } from '../../identity/held-identifiers.ts'
import type { Abilities } from '../../model/abilities.ts'
import type { Blocked, Change } from '../../model/change.ts'
import { idOf, isUpdate } from '../../model/change-parts.ts'
import { type Claim, claimValue, isKeyClaim, keyClaim } from '../../model/claims.ts'
import type { IdentityKey } from '../../model/identity.ts'
import { present } from '../../model/present.ts'
import { push } from '../../model/push.ts'
import type { Decision } from '../decide/decision.ts'
import { collision, leavingOf } from './collision-words.ts'
import type { Holder, HolderIndex } from './holders.ts'
import { findRivals } from './rivals.ts'
import type { DocumentsByKey } from './row.ts'

export interface CollisionResult {
  /** Why a change that takes another identity's value cannot be executed. */
  readonly blocked: ReadonlyMap<Decision, Blocked>
  readonly needs: Needs
}

/** Who takes what from whom: key of the taker → key of the change that frees it → the values. */
export type Needs = ReadonlyMap<IdentityKey, ReadonlyMap<IdentityKey, readonly Claim[]>>

/** One value that a change takes while another live identity holds it. */
interface Conflict {
  readonly taker: Decision
  readonly claim: Claim
  readonly holder: Holder
  /** What this plan does with the holder. */
  readonly theirs: Decision | undefined
}

/**
 * Finds values that a change takes while another live identity holds them. If that identity's own change frees the value, it comes first.
 * Otherwise the change is blocked, and so are changes that wait for a value which it would free. Only unique values that Kratos holds
 * count, not live traits: people can set those themselves, and must not stop the plan for others.
 */
export function findCollisions(
  decisions: readonly Decision[],
  holders: HolderIndex,
  desiredByKey: DocumentsByKey,
  abilities: Abilities,
): CollisionResult {
  const conflicts = conflictsOf(decisions, holders)
  const blocked = new Map<Decision, Blocked>()
  const needs = new Map<IdentityKey, Map<IdentityKey, Claim[]>>()
  const waiting = new Map<Decision, Conflict[]>()
  const open: Decision[] = []
  const block = ({ taker, claim, holder, theirs }: Conflict, why: Blocked | undefined) => {
    if (blocked.has(taker)) return
    const change = taker.change as Change
    const leaves = theirs?.change && leavingOf(theirs.change)
    const told = { ...holder, ...present({ blocked: why, leaves }) }
    blocked.set(taker, collision(desiredByKey.get(change.key), change, claim, told, abilities))
    open.push(taker)
  }
  for (const [taker, why] of findRivals(decisions, holders)) {
    blocked.set(taker, why)
    open.push(taker)
  }
  for (const conflict of conflicts) {
    const { taker, claim, holder, theirs } = conflict
    const freeing = freedBy(theirs, claim, holder)
    if (theirs === undefined || freeing === undefined) {
      block(conflict, blockedFreeing(theirs, claim, holder))
      continue
    }
    const { key } = taker.change as Change
    const taken = needs.get(key) ?? new Map<IdentityKey, Claim[]>()
    push(taken, freeing.key, claim)
    needs.set(key, taken)
    push(waiting, theirs, conflict)
  }
  for (let decision = open.pop(); decision !== undefined; decision = open.pop()) {
    for (const conflict of waiting.get(decision) ?? []) block(conflict, blocked.get(decision))
  }
  for (const { change } of blocked.keys()) if (change) needs.delete(change.key)
  return { blocked, needs }
}

function conflictsOf(decisions: readonly Decision[], holders: HolderIndex): Conflict[] {
  if (!holders.hasHolders()) return []
  const byId = new Map<string, Decision>()
  for (const decision of decisions) {
    const id = decision.change && idOf(decision.change)
    if (id !== undefined) byId.set(id, decision)
  }
  const conflicts: Conflict[] = []
  for (const taker of decisions) {
    const { change, takes = [], claims = takes, takesKey } = taker
    if (!change || change.blocked || change.action === 'none') continue
    const ownId = idOf(change)
    const meet = (claim: Claim) => {
      for (const holder of holders.holdersOf(claim)) {
        if (holder.id !== ownId) conflicts.push({ taker, claim, holder, theirs: byId.get(holder.id) })
      }
    }
    for (const claim of claims) meet(claim)
    if (takesKey !== undefined) meet(keyClaim(takesKey))
  }
  return conflicts
}

/** The change that gives the value up: a deletion, or an update after which the identity no longer yields it. */
function freedBy(decision: Decision | undefined, claim: Claim, { stale, named }: Holder): Change | undefined {
  const change = decision?.change
  if (!change || change.blocked) return undefined
  if (isKeyClaim(claim)) return freesKey(change, claimValue(claim), named) ? change : undefined
  if (change.action === 'delete') return change
  if (!isUpdate(change)) return undefined
  if (!decision.claims || decision.claims.includes(claim) || (stale && !isFreedByUpdate(stale, change)))
    return undefined
  return change
}

/** Whether a change frees the key. A disabled identity keeps a key that somebody wrote down (`isNamed`): its document may come back. */
function freesKey(change: Change, key: IdentityKey, isNamed: boolean): boolean {
  if (change.action === 'delete' || change.action === 'release') return true
  if (change.action === 'disable') return !isNamed
  return isUpdate(change) && change.mark.key !== key
}

/** Why the change that would free the value is blocked. */
function blockedFreeing(decision: Decision | undefined, claim: Claim, holder: Holder): Blocked | undefined {
  if (!decision?.change?.blocked) return undefined
  const { blocked, ...change } = decision.change
  return freedBy({ ...decision, change }, claim, holder) && blocked
}

/** Whether an update frees a stale identifier: Kratos repairs torn rows, and new traits make it derive the whole type again. */
function isFreedByUpdate({ why }: StaleIdentifier, { fields }: Change): boolean {
  if (why === 'race') return false
  return why === 'torn' || fields.some(({ path }) => path.startsWith('/traits') || path === '/schema_id')
}
