import { type Claim, isKeyClaim } from '../../model/claims.ts'
import type { IdentityKey } from '../../model/identity.ts'
import { push } from '../../model/push.ts'
import type { Aside } from '../../swap/aside.ts'
import type { Needs } from './collisions.ts'

/** The order between changes once the circles are broken. */
export interface BrokenCircles {
  /** Who moves aside first: one person for each circle that could be broken. */
  readonly asides: ReadonlyMap<IdentityKey, Aside>
  /** The circles of values that Kratos keeps unique. */
  readonly circles: readonly Circle[]
  /** Keys whose changes must come before the change of `taker`. */
  after(taker: IdentityKey): readonly IdentityKey[]
  /** Keys of people who must move aside before the change of `taker`. */
  afterAside(taker: IdentityKey): readonly IdentityKey[]
}

export interface Circle {
  /** Each takes a value from the next, and the last one from the first. */
  readonly keys: readonly IdentityKey[]
  /** Nobody in the circle can move aside. */
  readonly isUnbreakable: boolean
}

/**
 * Breaks every circle of people who take values from each other: the first one by key who can move aside does so. If nobody can, the
 * circle stays in `after`. Nobody moves aside because of a key in a mark: Kratos does not keep keys unique, so a change that takes only a
 * key from the next one does not wait for it.
 */
export function breakCircles(needs: Needs, possible: ReadonlyMap<IdentityKey, Aside>): BrokenCircles {
  const asides = new Map<IdentityKey, Aside>()
  const circles: Circle[] = []
  const hasty = new Map<IdentityKey, IdentityKey[]>()
  const givers = (taker: IdentityKey, isAside: boolean): IdentityKey[] => {
    const waits = (giver: IdentityKey) => hasty.get(taker)?.includes(giver) !== true
    const taken = [...(needs.get(taker) ?? [])].filter(([giver]) => waits(giver))
    return taken.filter(([giver, claims]) => frees(asides.get(giver), claims) === isAside).map(([giver]) => giver)
  }
  const finished = new Set<IdentityKey>()
  for (const start of [...needs.keys()].sort()) {
    for (;;) {
      const circle = findCircle(start, (taker) => givers(taker, false).sort(), finished)
      if (circle === undefined) break
      const [taker, giver] = byKeyAlone(circle, needs)
      if (taker !== undefined && giver !== undefined) {
        push(hasty, taker, giver)
        continue
      }
      const first = whoMovesAside(circle, needs, possible)
      const aside = first === undefined ? undefined : possible.get(first)
      circles.push({ keys: circle, isUnbreakable: aside === undefined })
      if (first === undefined || aside === undefined) break
      asides.set(first, aside)
    }
  }
  return {
    asides,
    circles,
    after: (taker) => givers(taker, false).sort(),
    afterAside: (taker) => givers(taker, true).sort(),
  }
}

function frees(aside: Aside | undefined, claims: readonly Claim[]): boolean {
  const unique = claims.filter((claim) => !isKeyClaim(claim))
  return aside !== undefined && unique.length > 0 && unique.every((claim) => aside.frees.has(claim))
}

/** The first step of the circle that takes only a key. */
function byKeyAlone(circle: readonly IdentityKey[], needs: Needs): readonly IdentityKey[] {
  const steps = circle.map((taker, index) => [taker, circle[(index + 1) % circle.length] as IdentityKey] as const)
  return steps.find(([taker, giver]) => needs.get(taker)?.get(giver)?.every(isKeyClaim) === true) ?? []
}

function whoMovesAside(
  circle: readonly IdentityKey[],
  needs: Needs,
  possible: ReadonlyMap<IdentityKey, Aside>,
): IdentityKey | undefined {
  const able = circle.filter((giver, index) => {
    const taker = circle.at(index - 1) as IdentityKey
    return frees(possible.get(giver), needs.get(taker)?.get(giver) ?? [])
  })
  return able.sort()[0]
}

/** Finds a circle that can be reached from `start`. From the keys in `finished`, none can be reached. */
function findCircle(
  start: IdentityKey,
  giversOf: (taker: IdentityKey) => readonly IdentityKey[],
  finished: Set<IdentityKey>,
): IdentityKey[] | undefined {
  const path: { readonly key: IdentityKey; readonly left: IdentityKey[] }[] = []
  const depths = new Map<IdentityKey, number>()
  const enter = (key: IdentityKey) => {
    depths.set(key, path.length)
    path.push({ key, left: [...giversOf(key)] })
  }
  if (!finished.has(start)) enter(start)
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const next = top.left.shift()
    const depth = next === undefined ? undefined : depths.get(next)
    if (next === undefined) {
      finished.add(top.key)
      depths.delete(top.key)
      path.pop()
    } else if (depth !== undefined) return path.slice(depth).map(({ key }) => key)
    else if (!finished.has(next)) enter(next)
  }
  return undefined
}
