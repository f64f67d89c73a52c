import type { LiveIdentity, Mark } from '../../model/identity.ts'

/**
 * Whether the mark of this account was written for another one. It belongs to one account, by its id; before the first
 * write after the creation it has none, and then live is what was written, or has at least a login identifier that was: no two
 * accounts can. `updated` is `undefined` where the server does not tell; one that did not once may say `false` of what was
 * written meanwhile.
 */
export function isCopy(live: LiveIdentity, mark: Mark, updated: boolean | undefined, isOurs: boolean): boolean {
  if (mark.id !== undefined) return mark.id !== live.id
  return updated === false && !isOurs
}

/** Whether the identity has been written since its creation; `undefined` if the server does not tell. */
export function wasUpdated(live: LiveIdentity, tracksUpdates: boolean): boolean | undefined {
  if (!tracksUpdates || live.created_at === undefined) return undefined
  return live.created_at !== live.updated_at
}

/** The facts about an account that tell which of several accounts with one key is the original. */
export interface Bearer {
  readonly id: string
  readonly disabled: boolean
  /** The key comes from an address. Once its owner is disabled, another person may have that address. */
  readonly derived: boolean
  /** The mark has the id of this account. */
  readonly bound: boolean
  /** It has a login identifier that idctl wrote; at most one account can have that. */
  readonly fits: boolean
  /** It still has all values that idctl wrote. */
  readonly untouched: boolean
  /** Its mark records that it got the key by a line of the document which has that key now. */
  readonly tookKey: boolean
  /** Its mark was written for another account, so it is no candidate, but it casts doubt on the others. */
  readonly copied: boolean
}

/** Ids of accounts that bear one key, and of which at most one is whose mark it is. The others are copies, or all may be. */
export function othersOf(bearers: readonly Bearer[]): readonly string[] {
  const active = bearers.filter(({ disabled }) => !disabled)
  const tombstones = bearers.filter(({ disabled, derived }) => disabled && !derived)
  // Somebody who was disabled by a write that has the id stays whose mark it is, whoever bears a copy of it.
  const isActive = active.some(({ copied, bound, fits, untouched }) => !copied && (bound || fits || untouched))
  const owners = tombstones.filter(({ bound, copied }) => bound && !copied)
  if (!isActive && owners.length === 1) {
    return bearers.filter((bearer) => bearer !== owners[0]).map(({ id }) => id)
  }
  const pool = active.length > 0 ? active : tombstones
  const rest = active.length > 0 ? tombstones : []
  const candidates = pool.filter(({ copied }) => !copied)
  // One that has an address which its mark says was written is no copy, whichever else has the id: both are in doubt.
  const likely = candidates.filter((bearer) => bearer.bound || bearer.fits)
  const sure = likely.length > 0 || candidates.length > 1 ? likely : candidates.filter(({ untouched }) => untouched)
  const originals = pool.length === 1 ? pool : sure
  const others = originals.length === 1 ? pool.filter((bearer) => bearer !== originals[0]) : pool
  return [...others, ...rest].map(({ id }) => id)
}

/** The former owner of a key whose new one has it already: an interrupted run left it behind, and its own new key is still to come. */
export function leftBehind(bearers: readonly Bearer[]): string | undefined {
  const isOwn = ({ copied, bound, fits, untouched }: Bearer) => !copied && (bound || fits || untouched)
  const former = bearers.filter(({ tookKey }) => !tookKey)
  return bearers.length === 2 && bearers.every(isOwn) && former.length === 1 ? former[0]?.id : undefined
}
