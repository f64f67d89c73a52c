import type { StaleIdentifier } from '../../identity/held-identifiers.ts'
import { ownMark } from '../../identity/live-document.ts'
import { type Claim, claimsHeldBy, claimsOf, identifierClaim, isKeyClaim, keyClaim } from '../../model/claims.ts'
import type { DesiredIdentity, IdentityKey, LiveIdentity, Mark } from '../../model/identity.ts'
import { wantedLinks } from '../../model/links.ts'
import { present } from '../../model/present.ts'
import { push } from '../../model/push.ts'

export interface Holder {
  readonly id: string
  /** Key of our mark, if it has one. */
  readonly key?: IdentityKey
  /** Somebody wrote that key down. */
  readonly named?: boolean
  readonly external_id?: string
  /** idctl has disabled it when its document left. */
  readonly disabled?: true
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
  /** Also who holds one of these, which no document claims: to be called with everybody. */
  watch(claims: ReadonlySet<Claim>): (live: LiveIdentity) => void
  /** What Kratos lets this live identity alone hold, and some document other than `own` claims. */
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
    for (const claim of [...claims, keyClaim(desired.key)]) claimants.set(claim, desired.key)
  }
  const holders = new Map<Claim, Holder[]>()
  const contested = new Map<string, Claim[]>()
  const hold = (live: LiveIdentity, mark: Mark | undefined, claim: Claim) => {
    const { id, external_id } = live
    const stale = staleOf(live).find((identifier) => identifierClaim(identifier) === claim)
    push(holders, claim, {
      id,
      ...(mark && { key: mark.key, named: mark.named !== false }),
      ...(mark?.disabled && { disabled: true }),
      ...present({ external_id, stale }),
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

/** A copy of a mark holds nothing, and the address of somebody who was disabled may be a newcomer's key. */
function keyHeldBy({ id }: LiveIdentity, mark: Mark | undefined): Claim[] {
  if (mark === undefined || (mark.id !== undefined && mark.id !== id)) return []
  return mark.disabled && mark.named === false ? [] : [keyClaim(mark.key)]
}
