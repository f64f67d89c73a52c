import type { Diagnostic } from '../../model/diagnostic.ts'
import type { DesiredIdentity, IdentityKey, LiveIdentity } from '../../model/identity.ts'
import { type BothPair, createMatcher, type MatchPolicy, type Pair } from '../../reconcile/match/match.ts'

/** The account of each document, by key. */
export type Accounts = ReadonlyMap<IdentityKey, string>

export interface Watcher {
  /** Sees every live identity. */
  onLive?(live: LiveIdentity): void
  /** Sees every document with its account; one that `accounts` does not have in the end turned out to be wrong. */
  onPair?(pair: BothPair): void
}

/** Finds the account of each document as a plan would find it. */
export async function matchAccounts(
  identities: readonly DesiredIdentity[],
  pages: AsyncIterable<readonly LiveIdentity[]>,
  policy: MatchPolicy,
  { onLive, onPair }: Watcher = {},
): Promise<{
  readonly accounts: Accounts
  /** Documents for which no live identity is left. */
  readonly missing: readonly DesiredIdentity[]
  readonly diagnostics: readonly Diagnostic[]
}> {
  const matcher = createMatcher(identities, policy)
  const accounts = new Map<IdentityKey, string>()
  const note = (pair: Pair | undefined) => {
    if (pair?.kind !== 'both') return
    accounts.set(pair.desired.key, pair.live.id)
    onPair?.(pair)
  }
  for await (const page of pages) {
    for (const live of page) {
      note(matcher.offer(live))
      onLive?.(live)
    }
  }
  const { pairs, withdrawn, diagnostics } = matcher.finish()
  for (const [key, id] of accounts) if (withdrawn.has(id)) accounts.delete(key)
  for (const pair of pairs) note(pair)
  return {
    accounts,
    missing: pairs.flatMap((pair) => (pair.kind === 'desired-only' ? [pair.desired] : [])),
    diagnostics,
  }
}

/** The account of each document, by key, as a plan would find it. */
export async function findAccounts(
  identities: readonly DesiredIdentity[],
  pages: AsyncIterable<readonly LiveIdentity[]>,
  policy: MatchPolicy,
): Promise<Accounts> {
  return (await matchAccounts(identities, pages, policy)).accounts
}
