import type { LiveIdentity, Mark } from '../../model/identity.ts'

/**
 * Whether the mark of this account was written for another account. The id in the mark tells. A mark has no id between the creation and
 * the next write; then the account is as idctl created it, or at least still has a login identifier that idctl wrote (`isOurs`), which no
 * second account can have. `updated` is `undefined` if the server does not tell. A server that did not tell earlier may say `false` of an
 * account that was written in that time.
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

/** The accounts that have one key in their marks. Nearly always it is a single one, and then there is no list. */
export interface Bearers {
  readonly first: Bearer
  others?: Bearer[]
  /** Id of the one that was joined with the document of the key during the listing. */
  joined?: string
}

/** Of the accounts with one key, the ids of those that are copies; of all if it is uncertain which one is the original. */
export function othersOf(bearers: readonly Bearer[]): readonly string[] {
  const active = bearers.filter(({ disabled }) => !disabled)
  const tombstones = bearers.filter(({ disabled, derived }) => disabled && !derived)
  // The only disabled account whose mark has its own id is the original, even if active accounts have copies of the mark.
  const isActive = active.some(({ copied, bound, fits, untouched }) => !copied && (bound || fits || untouched))
  const owners = tombstones.filter(({ bound, copied }) => bound && !copied)
  if (!isActive && owners.length === 1) {
    return bearers.filter((bearer) => bearer !== owners[0]).map(({ id }) => id)
  }
  const pool = active.length > 0 ? active : tombstones
  const rest = active.length > 0 ? tombstones : []
  const candidates = pool.filter(({ copied }) => !copied)
  // An account with an identifier that idctl wrote is no copy. If another one has its own id in the mark, both are in doubt.
  const likely = candidates.filter((bearer) => bearer.bound || bearer.fits)
  const sure = likely.length > 0 || candidates.length > 1 ? likely : candidates.filter(({ untouched }) => untouched)
  const originals = pool.length === 1 ? pool : sure
  const others = originals.length === 1 ? pool.filter((bearer) => bearer !== originals[0]) : pool
  return [...others, ...rest].map(({ id }) => id)
}

/** The former owner of a key that the new owner has already got: an interrupted run did not give the former owner its own new key yet. */
export function leftBehind(bearers: readonly Bearer[]): string | undefined {
  const isOwn = ({ copied, bound, fits, untouched }: Bearer) => !copied && (bound || fits || untouched)
  const former = bearers.filter(({ tookKey }) => !tookKey)
  return bearers.length === 2 && bearers.every(isOwn) && former.length === 1 ? former[0]?.id : undefined
}
