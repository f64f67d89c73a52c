import type { Blocked } from '../../model/change.ts'
import { type Claim, claimWords } from '../../model/claims.ts'
import { compareText } from '../../model/compare-text.ts'
import type { IdentityKey } from '../../model/identity.ts'
import { push } from '../../model/push.ts'
import type { Decision } from '../decide/decision.ts'
import type { HolderIndex } from './holders.ts'

type Claimants = Pick<HolderIndex, 'claimantOf' | 'areOf'>

/**
 * Blocks changes that would give one unique value to two people. It may be that neither has it yet: after a schema was replaced, Kratos
 * derives identifiers from live traits at the next write. An identity that has the value keeps it; otherwise the one whose document
 * claims it gets it, or else the first by key.
 */
export function findRivals(decisions: readonly Decision[], claimants: Claimants): ReadonlyMap<Decision, Blocked> {
  const open = decisions.filter(({ change }) => change && !change.blocked && change.action !== 'none')
  // Most updates: who claims what need not even be known.
  if (!open.some(takesSomething)) return new Map()
  const contested = contestedAmong(open, claimants)
  if (contested.size === 0) return new Map()
  const takers = new Map<Claim, Decision[]>()
  for (const decision of open) {
    for (const claim of decision.takes ?? []) if (contested.has(claim)) push(takers, claim, decision)
  }
  const keepers = new Map<Claim, Decision>()
  for (const decision of open) {
    for (const claim of decision.claims ?? []) {
      if (takers.has(claim) && !decision.takes?.includes(claim)) keepers.set(claim, decision)
    }
  }
  const blocked = new Map<Decision, Blocked>()
  for (const [claim, list] of takers) {
    const owner = keepers.get(claim) ?? ownerOf(list, claimants.claimantOf(claim))
    for (const taker of list) {
      if (taker !== owner && !blocked.has(taker)) blocked.set(taker, rivalry(claim, keyOf(owner), keepers.has(claim)))
    }
  }
  return blocked
}

/**
 * The claims that somebody takes or keeps besides the document that claims them. Nobody else has a rival: of two people who get one value,
 * only one has that document. Most people get what their documents claim, and nothing is kept of those.
 */
function contestedAmong(open: readonly Decision[], { claimantOf, areOf }: Claimants): ReadonlySet<Claim> {
  const contested = new Set<Claim>()
  for (const decision of open) {
    const { takes = [], claims = takes } = decision
    const key = keyOf(decision)
    if (areOf(key, claims)) continue
    for (const claim of claims) if (claimantOf(claim) !== key) contested.add(claim)
  }
  return contested
}

function takesSomething({ takes = [] }: Decision): boolean {
  for (const _ of takes) return true
  return false
}

function ownerOf(takers: readonly Decision[], claimant: IdentityKey | undefined): Decision {
  const sorted = takers.toSorted((left, right) => compareText(keyOf(left), keyOf(right)))
  return sorted.find((taker) => keyOf(taker) === claimant) ?? (sorted[0] as Decision)
}

function keyOf({ change }: Decision): IdentityKey {
  return change?.key ?? ''
}

function rivalry(claim: Claim, owner: IdentityKey, isHeld: boolean): Blocked {
  return {
    code: 'collision',
    reason: `with this write Kratos would give it a ${claimWords(claim)} that "${owner}" ${isHeld ? 'has' : 'gets in this plan'}`,
    hint: 'its live traits have that value, and its identity schema now makes it unique: give one of the two another value',
  }
}
