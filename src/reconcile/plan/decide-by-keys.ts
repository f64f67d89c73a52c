import type { DesiredIdentity, IdentityKey, LiveIdentity } from '../../model/identity.ts'
import { decideKeyCommand, type KeyCommand, keyOf, unknownKeys } from '../decide/decide-key-command.ts'
import type { Decision } from '../decide/decision.ts'
import { newlyDerived } from '../decide/newly-derived.ts'
import type { Pair } from '../match/match.ts'
import type { Policy } from '../policy.ts'
import { type Decisions, unknownNamed } from './decide-all.ts'
import { type Again, blockLate } from './late-claims.ts'
import { passAll } from './pass.ts'
import type { Watcher } from './watcher.ts'

/** Decides only about the named keys. All identities are read to match them; the others stay as they are. */
export async function decideByKeys(
  identities: readonly DesiredIdentity[],
  { pages, again }: { readonly pages: AsyncIterable<readonly LiveIdentity[]>; readonly again: Again },
  policy: Policy,
  command: KeyCommand,
  watchers: readonly Watcher[] = [],
): Promise<Decisions> {
  const desiredByKey = new Map(identities.map((desired) => [desired.key, desired]))
  const known = new Set<IdentityKey>(desiredByKey.keys())
  const { rows, diagnostics, managed, inert, unmanaged, quiet } = await passAll(identities, pages, policy, {
    decide: (pair) => withLate(decideKeyCommand(pair, policy, command), pair, policy),
    watchers: [{ take: (pair) => known.add(keyOf(pair)) }, ...watchers],
  })
  const decisions = await blockLate(
    rows.map(({ decision }) => decision),
    desiredByKey,
    policy,
    again,
  )
  const changes = decisions.flatMap(({ change }) => (change ? [change] : []))
  const touched = changes.filter(({ action, blocked }) => action !== 'none' || blocked).length
  return {
    changes,
    diagnostics: [
      ...diagnostics,
      ...rows.flatMap(({ decision }) => decision.diagnostics),
      ...unknownKeys(command.keys, known, 'no document and no managed identity'),
      ...unknownNamed(policy, desiredByKey),
    ],
    needs: new Map(),
    asides: new Map(),
    created: [],
    managed,
    inert,
    unmanaged,
    unchanged: quiet.accounts + quiet.documents + rows.length - touched,
  }
}

function withLate(decision: Decision, pair: Pair, policy: Policy): Decision {
  return decision.change && 'live' in pair ? { ...decision, ...newlyDerived(pair.live, policy) } : decision
}
