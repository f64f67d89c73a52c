import { liveLeaf } from '../../identity/live-document.ts'
import type { Blocked, Change } from '../../model/change.ts'
import { type Claim, claimValue, isKeyClaim } from '../../model/claims.ts'
import type { IdentityKey } from '../../model/identity.ts'
import type { Aside } from '../../swap/aside.ts'
import { comparable } from '../match/account.ts'
import type { Pair } from '../match/match.ts'
import type { Needs } from './collisions.ts'
import type { HolderIndex } from './holders.ts'
import type { Row } from './row.ts'
import { breakCircles, type Circle } from './swaps.ts'

/** The values that the account gives up to other documents and that idctl did not write: people set them, or had them before. */
export function outsideOf(
  pair: Pair,
  holders: HolderIndex,
): ((change: Change) => readonly Claim[] | undefined) | undefined {
  if (pair.kind !== 'both') return undefined
  const { live } = pair
  const contested = holders.contestedOf(live.id, pair.desired.key)
  if (contested.length === 0) return undefined
  return (change) => {
    if (change.blocked) return undefined
    const foreign = change.fields.filter(({ cause }) => cause !== 'pending' && cause !== 'removed')
    const held = foreign.flatMap(({ path }) => liveLeaf(live, path) ?? [])
    const outside = new Set(held.flatMap((value) => (typeof value === 'string' ? [comparable(value)] : [])))
    return contested.filter((claim) => outside.has(comparable(claimValue(claim))))
  }
}

/** Maps are by the keys of changes. */
interface Exchanges {
  readonly asides: ReadonlyMap<IdentityKey, Aside>
  /** The results of `outsideOf`. */
  readonly outside: ReadonlyMap<IdentityKey, readonly Claim[]>
  /** The most swaps that the guard or a consent allows. */
  readonly mostSwaps: number
}

/**
 * Blocks circles that people made by taking each other's values, as any change that meets a value which somebody set without idctl.
 * Consent to that many swaps undoes them.
 */
export function blockExchanges(
  rows: readonly Row[],
  needs: Needs,
  { asides: possible, outside, mostSwaps }: Exchanges,
): ReadonlyMap<Row, Blocked> {
  const blocked = new Map<Row, Blocked>()
  const { circles, asides } = breakCircles(needs, possible)
  const waiting = circles.filter(
    (circle) => (circle.isUnbreakable || asides.size > mostSwaps) && isFromOutside(circle, needs, outside),
  )
  if (waiting.length === 0) return blocked
  const byKey = new Map(rows.flatMap((row) => (row.decision.change ? [[row.decision.change.key, row] as const] : [])))
  for (const circle of waiting) {
    for (const key of circle.keys) {
      const row = byKey.get(key)
      if (row !== undefined && !blocked.has(row)) blocked.set(row, exchanged(circle, asides.size))
    }
  }
  return blocked
}

function isFromOutside({ keys }: Circle, needs: Needs, outside: Exchanges['outside']): boolean {
  return keys.some((taker, index) => {
    const giver = keys[(index + 1) % keys.length] as IdentityKey
    const theirs = outside.get(giver) ?? []
    return needs
      .get(taker)
      ?.get(giver)
      ?.some((claim) => !isKeyClaim(claim) && theirs.includes(claim))
  })
}

function exchanged({ keys, isUnbreakable }: Circle, swaps: number): Blocked {
  const circle = [...keys, keys[0] as IdentityKey].map((key) => `"${key}"`).join(' → ')
  return {
    code: 'collision',
    reason: `these people have values that each other's documents claim, and idctl did not write them: ${circle}`,
    hint: isUnbreakable
      ? 'none of them can move aside: give one of them another value, in Kratos or in its document, until the others have theirs'
      : `\`--allow-swaps=${swaps}\` gives everybody what the files say; or change one of them in Kratos`,
  }
}
