import type { StaleIdentifier } from '../../identity/held-identifiers.ts'
import { ownMark } from '../../identity/live-document.ts'
import { holdsOnly } from '../../identity/same-traits.ts'
import { ClaimMap } from '../../model/claim-map.ts'
import {
  type Claim,
  type ClaimSpace,
  type Claims,
  ClaimsOfDocument,
  type ClaimVisitor,
  claimsHeldBy,
  identifierClaim,
  keySpace,
  visitClaimsHeldBy,
  visitClaimsOfDocument,
} from '../../model/claims.ts'
import { linkedCredentialTypes } from '../../model/credential-types.ts'
import type { DesiredIdentity, IdentityKey, LiveIdentity, Mark } from '../../model/identity.ts'
import { once } from '../../model/once.ts'
import { push } from '../../model/push.ts'

export interface Holder {
  readonly id: string
  /** Key of our mark, if it has one. */
  readonly key: IdentityKey | undefined
  /** Somebody wrote that key in a document (`idctl.key`). */
  readonly named: boolean
  readonly external_id: string | undefined
  /** idctl disabled it when its document left. */
  readonly disabled: boolean
  /** Kratos still holds the value for it, although its traits do not yield it. */
  readonly stale: StaleIdentifier | undefined
}

/** Remembers which live identities hold values that documents claim. */
export interface HolderIndex {
  /** @param own the document that the identity was matched with in the listing */
  see(live: LiveIdentity, own: DesiredIdentity | undefined): void
  holdersOf(claim: Claim): readonly Holder[]
  /** Whether somebody holds something, so that it is worth while to ask. */
  hasHolders(): boolean
  /** The key of the document that claims this value. */
  claimantOf(claim: Claim): IdentityKey | undefined
  /** Whether these are the claims of the document with this key, so that it is the claimant of each. Looks up none of them. */
  areOf(key: IdentityKey, claims: Claims): boolean
  /** Also finds holders of these values, which no document claims. The result must be called with each live identity. */
  watch(claims: ReadonlySet<Claim>): (live: LiveIdentity) => void
  /** The unique values of this live identity that a document other than `own` claims. */
  contestedOf(id: string, own?: IdentityKey): readonly Claim[]
}

/**
 * Keeps only holders other than the claimant's own identity, so that a folder without changes needs no memory.
 *
 * @param identities no two of them claim the same value: `findDuplicates` refuses that
 */
export function createHolderIndex(
  identities: readonly DesiredIdentity[],
  workspace: string,
  staleOf: (live: LiveIdentity) => readonly StaleIdentifier[],
): HolderIndex {
  let all: ClaimMap<IdentityKey> | undefined
  const claimants = () => {
    all ??= claimantsIn(identities)
    return all
  }
  const documents = once(() => new Set(identities))
  const holders = new Map<Claim, Holder[]>()
  const contested = new Map<string, Claim[]>()
  const hold = (live: LiveIdentity, mark: Mark | undefined, claim: Claim) => {
    const { id, external_id } = live
    const stale = staleOf(live).find((identifier) => identifierClaim(identifier) === claim)
    push(holders, claim, {
      id,
      key: mark?.key,
      named: mark !== undefined && mark.named !== false,
      disabled: mark?.disabled !== undefined,
      external_id,
      stale,
    })
  }
  /**
   * Managed people without a document, by id: nobody has looked yet who claims what they hold. They are few, so that most documents need no
   * place in an index.
   */
  const leavers = new Map<string, LiveIdentity>()
  const look = (live: LiveIdentity, own: DesiredIdentity | undefined, claimedBy: ClaimMap<IdentityKey>) => {
    const mark = ownMark(live, workspace)
    const take = (space: ClaimSpace, value: string) => {
      const claimant = claimedBy.getIn(space, value)
      if (claimant === undefined || claimant === own?.key) return
      hold(live, mark, space + value)
      if (space !== keySpace) push(contested, live.id, space + value)
    }
    visitClaims(live, mark, take)
  }
  const lookAtLeavers = () => {
    if (leavers.size === 0) return
    const lives = [...leavers.values()]
    leavers.clear()
    const claimedBy = all ?? claimantsIn(identities, claimsOfLeavers(lives, workspace))
    for (const live of lives) look(live, undefined, claimedBy)
  }
  return {
    see(live, own) {
      const mark = ownMark(live, workspace)
      // Most people: to look up each value among those of all documents would cost more.
      if (own !== undefined && claimsAll(own, live) && (mark === undefined || mark.key === own.key)) return
      if (all === undefined && own === undefined && mark !== undefined && leavers.size * 4 < identities.length) {
        leavers.set(live.id, live)
        return
      }
      const claimedBy = claimants()
      // The holders of a value are in the order of the listing.
      lookAtLeavers()
      look(live, own, claimedBy)
    },
    watch: (claims) => (live) => {
      for (const claim of claimsHeldBy(live)) if (claims.has(claim)) hold(live, ownMark(live, workspace), claim)
    },
    holdersOf(claim) {
      lookAtLeavers()
      return holders.get(claim) ?? []
    },
    hasHolders() {
      lookAtLeavers()
      return holders.size > 0
    },
    claimantOf: (claim) => claimants().get(claim),
    areOf: (key, claims) =>
      claims instanceof ClaimsOfDocument && claims.document.key === key && documents().has(claims.document),
    contestedOf(id, own) {
      if (leavers.has(id)) lookAtLeavers()
      return (contested.get(id) ?? []).filter((claim) => claimants().get(claim) !== own)
    },
  }
}

/** @param sought the claims to index; absent: all */
function claimantsIn(identities: readonly DesiredIdentity[], sought?: ClaimMap<true>): ClaimMap<IdentityKey> {
  const claimants = new ClaimMap<IdentityKey>()
  for (const desired of identities) {
    const claim = (space: ClaimSpace, value: string) => {
      if (sought === undefined || sought.getIn(space, value)) claimants.setIn(space, value, desired.key)
    }
    visitClaimsOfDocument(desired, claim)
    claim(keySpace, desired.key)
  }
  return claimants
}

function claimsOfLeavers(leavers: readonly LiveIdentity[], workspace: string): ClaimMap<true> {
  const claims = new ClaimMap<true>()
  for (const live of leavers) {
    visitClaims(live, ownMark(live, workspace), (space, value) => claims.setIn(space, value, true))
  }
  return claims
}

function visitClaims(live: LiveIdentity, mark: Mark | undefined, visit: ClaimVisitor): void {
  visitClaimsHeldBy(live, visit)
  if (mark !== undefined && holdsKey(live, mark)) visit(keySpace, mark.key)
}

/** Whether the document claims every value that live holds, so that no other document does. */
function claimsAll({ derived, fields }: DesiredIdentity, live: LiveIdentity): boolean {
  const { verifiable_addresses, recovery_addresses, external_id, credentials } = live
  return (
    holdsOnly(live, derived) &&
    areAmong(verifiable_addresses, derived.verifiable) &&
    areAmong(recovery_addresses, derived.recovery) &&
    (external_id === undefined || fields['/external_id']?.value === external_id) &&
    linkedCredentialTypes.every((type) => (credentials?.[type]?.length ?? 0) === 0)
  )
}

type Addresses = readonly { readonly via: string; readonly value: string }[]

function areAmong(held: Addresses, claimed: Addresses): boolean {
  return held.every((one) => claimed.some(({ via, value }) => via === one.via && value === one.value))
}

/** A copied mark holds no key. Nor does a tombstone whose key is an address: a newcomer may have that address now. */
function holdsKey({ id }: LiveIdentity, mark: Mark): boolean {
  if (mark.id !== undefined && mark.id !== id) return false
  return !(mark.disabled && mark.named === false)
}
