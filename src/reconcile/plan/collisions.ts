import { type Claim, claimsHeldBy, claimsOf, claimValue, claimWords, identifierClaim } from '../../identity/claims.ts'
import type { StaleIdentifier } from '../../identity/held-identifiers.ts'
import { ownMark } from '../../identity/live-document.ts'
import { wantedLinks } from '../../identity/marked-credentials.ts'
import { normaliseIdentifier, normalisePhone } from '../../identity-schema/normalise.ts'
import type { Abilities } from '../../model/abilities.ts'
import type { Blocked, Change } from '../../model/change.ts'
import type { SourceLocation } from '../../model/diagnostic.ts'
import { findInField } from '../../model/field-place.ts'
import type { DesiredIdentity, IdentityKey, LiveIdentity } from '../../model/identity.ts'
import type { Json } from '../../model/json.ts'
import { push } from '../../model/push.ts'
import { yamlWord } from '../../model/yaml-word.ts'
import type { Decision } from '../decide/decide.ts'
import { whatFrees } from './stale-diagnostics.ts'

interface Holder {
  readonly id: string
  /** Key of our mark, if it has one. */
  readonly key?: IdentityKey
  readonly external_id?: string
  /** Its traits do not yield the value, and Kratos holds it all the same. */
  readonly stale?: StaleIdentifier
}

/** Remembers which live identity holds a value that some document claims. */
export interface HolderIndex {
  /** `own`: the document that the identity was joined to as it passed. */
  see(live: LiveIdentity, own: IdentityKey | undefined): void
  holdersOf(claim: Claim): readonly Holder[]
  /** Whose document claims this value. */
  claimantOf(claim: Claim): IdentityKey | undefined
  /** What this live identity holds and some document other than `own` claims. */
  contestedOf(id: string, own?: IdentityKey): readonly Claim[]
}

/** Keeps only holders that are not the claimant's own, so that a quiet folder costs nothing. */
export function createHolderIndex(
  identities: readonly DesiredIdentity[],
  workspace: string,
  staleOf: (live: LiveIdentity) => readonly StaleIdentifier[],
): HolderIndex {
  const claimants = new Map<Claim, IdentityKey>()
  for (const desired of identities) {
    const externalId = desired.fields['/external_id']?.value
    const claims = claimsOf(
      desired.derived,
      typeof externalId === 'string' ? externalId : undefined,
      wantedLinks(desired.credentials),
    )
    for (const claim of claims) claimants.set(claim, desired.key)
  }
  const holders = new Map<Claim, Holder[]>()
  const contested = new Map<string, Claim[]>()
  return {
    see(live, own) {
      const key = ownMark(live, workspace)?.key
      for (const claim of claimsHeldBy(live)) {
        const claimant = claimants.get(claim)
        if (claimant === undefined || claimant === own) continue
        const { id, external_id } = live
        const stale = staleOf(live).find((identifier) => identifierClaim(identifier) === claim)
        const holder: Holder = {
          id,
          ...(key !== undefined && { key }),
          ...(external_id !== undefined && { external_id }),
          ...(stale && { stale }),
        }
        push(holders, claim, holder)
        push(contested, id, claim)
      }
    },
    holdersOf: (claim) => holders.get(claim) ?? [],
    claimantOf: (claim) => claimants.get(claim),
    contestedOf: (id, own) => (contested.get(id) ?? []).filter((claim) => claimants.get(claim) !== own),
  }
}

export interface CollisionResult {
  /** Why changes cannot be executed that take what somebody keeps. */
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
 * Values that a change takes while another live identity holds them: fine if that identity's own change in this plan
 * frees the value first, else the change is blocked, and so is whoever waits for what it would free. What counts is what
 * Kratos holds, not live traits: people can set those, and nobody's value stops the plan for others.
 */
export function findCollisions(
  decisions: readonly Decision[],
  holders: HolderIndex,
  desiredByKey: ReadonlyMap<IdentityKey, DesiredIdentity>,
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
    const told = { ...holder, ...(why && { blocked: why }), ...(leaves && { leaves }) }
    blocked.set(taker, collision(desiredByKey.get(change.key), change, claim, told, abilities))
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
  const byId = new Map<string, Decision>()
  for (const decision of decisions) {
    const id = decision.change && 'id' in decision.change ? decision.change.id : undefined
    if (id !== undefined) byId.set(id, decision)
  }
  return decisions.flatMap((taker) => {
    const { change, claims } = taker
    if (!change || change.blocked || change.action === 'none' || !claims) return []
    const ownId = 'id' in change ? change.id : undefined
    return claims.flatMap((claim) =>
      holders
        .holdersOf(claim)
        .filter(({ id }) => id !== ownId)
        .map((holder) => ({ taker, claim, holder, theirs: byId.get(holder.id) })),
    )
  })
}

/** The change that gives the value up: a deletion, or an update after which the identity no longer yields it. */
function freedBy(decision: Decision | undefined, claim: Claim, { stale }: Holder): Change | undefined {
  const change = decision?.change
  if (!change || change.blocked) return undefined
  if (change.action === 'delete') return change
  if (change.action !== 'update' && change.action !== 'adopt') return undefined
  if (!decision.claims || decision.claims.includes(claim) || (stale && !isFreedByUpdate(stale, change)))
    return undefined
  return change
}

/** Who holds a value, and why this plan leaves it there. */
interface Obstacle extends Holder {
  readonly blocked?: Blocked
  readonly leaves?: Leaving
}

/** Somebody whose document is gone, and who keeps every value all the same. */
type Leaving = 'released' | 'disabled' | 'kept'

function leavingOf(change: Change): Leaving | undefined {
  if (change.action === 'release') return 'released'
  if (change.action === 'disable') return 'disabled'
  return change.blocked?.code === 'kept' ? 'kept' : undefined
}

/** Why a change that would give the value up does not. */
function blockedFreeing(decision: Decision | undefined, claim: Claim, holder: Holder): Blocked | undefined {
  if (!decision?.change?.blocked) return undefined
  const { blocked, ...change } = decision.change
  return freedBy({ ...decision, change }, claim, holder) && blocked
}

/** What traits do not yield goes with new traits only where Kratos derives its whole type anew, or repairs a torn row. */
function isFreedByUpdate({ why }: StaleIdentifier, { fields }: Change): boolean {
  if (why === 'race') return false
  return why === 'torn' || fields.some(({ path }) => path.startsWith('/traits') || path === '/schema_id')
}

function collision(
  desired: DesiredIdentity | undefined,
  change: Change,
  claim: Claim,
  holder: Obstacle,
  abilities: Abilities,
): Blocked {
  const who = holder.key === undefined ? `live identity ${holder.id}` : `"${holder.key}" (${holder.id})`
  const line = desired && locateValue(desired, claimValue(claim))?.line
  const at = line === undefined ? '' : ` (line ${line})`
  return {
    code: 'collision',
    reason: `it takes a value as ${claimWords(claim)}${at} that ${who} holds, and nothing in this plan frees it`,
    hint: hintFor(holder, change, desired, abilities),
  }
}

function hintFor(holder: Obstacle, change: Change, desired: DesiredIdentity | undefined, abilities: Abilities): string {
  if (holder.stale) return `its traits do not yield that value; ${whatFrees(holder.id, [holder.stale], abilities)}`
  if (holder.blocked) {
    const { reason, hint } = holder.blocked
    return `its own change is blocked: ${reason}${hint === undefined ? '' : `; ${hint}`}`
  }
  if (holder.leaves) {
    const former = holder.key === undefined ? '' : `\`previously: [${yamlWord(holder.key)}]\` in the document, `
    return `that one is only ${holder.leaves}, which frees nothing; the same person? ${former}else delete that account in Kratos, or have \`removal\` of idctl.yaml delete it`
  }
  return change.action === 'create' && namesAnother(desired, holder)
    ? 'their external_ids differ, so they are two people for idctl: correct external_id if they are one, else the value'
    : 'change one of them; if it is the same person, adopt that identity or use `previously`'
}

/** Different `external_id`s keep a document from being matched. */
function namesAnother(desired: DesiredIdentity | undefined, { external_id }: Holder): boolean {
  const wanted = desired?.fields['/external_id']?.value
  return typeof wanted === 'string' && external_id !== undefined && wanted !== external_id
}

function locateValue(desired: DesiredIdentity, value: string): SourceLocation | undefined {
  const isSame = (held: Json) =>
    typeof held === 'string' && (normaliseIdentifier(held) === value || normalisePhone(held) === value)
  for (const field of Object.values(desired.fields)) {
    const place = findInField(field, isSame)
    if (place !== undefined) return place
  }
  return undefined
}
