import type { StaleIdentifier } from '../../identity/held-identifiers.ts'
import { ownMark } from '../../identity/live-document.ts'
import { type Claim, claimsHeldBy, claimsOf, identifierClaim, isKeyClaim, keyClaim } from '../../model/claims.ts'
import type { DesiredIdentity, IdentityKey, LiveIdentity, Mark } from '../../model/identity.ts'
import { wantedLinks } from '../../model/links.ts'
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
  /** @param own key of the document that the identity was matched with in the listing */
  see(live: LiveIdentity, own: IdentityKey | undefined): void
  holdersOf(claim: Claim): readonly Holder[]
  /** The key of the document that claims this value. */
  claimantOf(claim: Claim): IdentityKey | undefined
  /** Also finds holders of these values, which no document claims. The result must be called with each live identity. */
  watch(claims: ReadonlySet<Claim>): (live: LiveIdentity) => void
  /** The unique values of this live identity that a document other than `own` claims. */
  contestedOf(id: string, own?: IdentityKey): readonly Claim[]
}

/** Keeps only holders other than the claimant's own identity, so that a folder without changes needs no memory. */
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
    for (const claim of [...claims, keyClaim(desired.key)]) claimants.set(claim, desired.key)
  }
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
  return {
    see(live, own) {
      const mark = ownMark(live, workspace)
      for (const claim of [...claimsHeldBy(live), ...keyHeldBy(live, mark)]) {
        const claimant = claimants.get(claim)
        if (claimant === undefined || claimant === own) continue
        hold(live, mark, claim)
        if (!isKeyClaim(claim)) push(contested, live.id, claim)
      }
    },
    watch: (claims) => (live) => {
      for (const claim of claimsHeldBy(live)) if (claims.has(claim)) hold(live, ownMark(live, workspace), claim)
    },
    holdersOf: (claim) => holders.get(claim) ?? [],
    claimantOf: (claim) => claimants.get(claim),
    contestedOf: (id, own) => (contested.get(id) ?? []).filter((claim) => claimants.get(claim) !== own),
  }
}

/** A copied mark holds no key. Nor does a tombstone whose key is an address: a newcomer may have that address now. */
function keyHeldBy({ id }: LiveIdentity, mark: Mark | undefined): Claim[] {
  if (mark === undefined || (mark.id !== undefined && mark.id !== id)) return []
  return mark.disabled && mark.named === false ? [] : [keyClaim(mark.key)]
}
