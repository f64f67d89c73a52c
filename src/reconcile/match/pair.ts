import type { Blocked } from '../../model/change.ts'
import type { DesiredIdentity, IdentityKey, LiveIdentity, Mark } from '../../model/identity.ts'

/** What joined a document and an account: the key in the mark, `external_id`, a `previously` line, an address, the file. */
export type MatchRule = 'mark' | 'external_id' | 'previously' | 'identifier' | 'origin'

export interface BothPair {
  readonly kind: 'both'
  readonly desired: DesiredIdentity
  readonly live: LiveIdentity
  readonly by: MatchRule
  /** Our mark; absent for an identity that is to be adopted. */
  readonly mark?: Mark
  readonly doubt?: AdoptionDoubt
  /** Matching has found the account to be `isAsApplied`. */
  readonly asApplied?: true
}

/**
 * Why an unmarked account with an identifier of the document may be another person's: its names differ, it lacks identifiers of the
 * document, or no address is verified and it has identifiers that the document does not have.
 */
export type AdoptionDoubt = 'names' | 'identifiers' | 'others'

export type Pair =
  | BothPair
  | { readonly kind: 'desired-only'; readonly desired: DesiredIdentity }
  | { readonly kind: 'live-only'; readonly live: LiveIdentity; readonly mark: Mark; readonly rowKey?: IdentityKey }
  /** A document whose account idctl cannot determine. */
  | { readonly kind: 'blocked'; readonly desired: DesiredIdentity; readonly blocked: Blocked }
  /** Nothing happens to the account: it may belong to a blocked document, or its mark is unreadable or perhaps a copy. */
  | {
      readonly kind: 'held'
      readonly live: LiveIdentity
      readonly mark: Mark
      readonly rowKey?: IdentityKey
      readonly blocked: Blocked
    }

/** The key of the row of an account: that of its mark, unless another row has that key. */
export function rowKeyOf({ rowKey, mark }: { readonly rowKey?: IdentityKey; readonly mark: Mark }): IdentityKey {
  return rowKey ?? mark.key
}
