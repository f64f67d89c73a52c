import { claimsOfDocument } from '../../desired/judge/duplicates.ts'
import { normaliseIdentifier, normalisePhone } from '../../identity-schema/normalise.ts'
import type { Claim } from '../../model/claims.ts'
import { compareText } from '../../model/compare-text.ts'
import type { LeftOut } from '../../model/exported.ts'
import type { DesiredIdentity, LiveIdentity } from '../../model/identity.ts'
import type { MatchPolicy } from '../../reconcile/match/match.ts'
import { type Candidate, leaveOut } from './candidate.ts'
import { findAccounts } from './find-accounts.ts'

export interface Settled {
  readonly candidates: readonly Candidate[]
  readonly left: readonly LeftOut[]
}

/**
 * Leaves out documents that claim what another document claims, which would be an error in every plan. Those of the folder
 * stay, and of two new ones the one whose key somebody gave it.
 */
export function withoutRivals(candidates: readonly Candidate[], folder: readonly DesiredIdentity[]): Settled {
  const held = new Set<Claim>(folder.flatMap(claimsOfDocument))
  const former = new Set(folder.flatMap(({ previously }) => previously.flatMap(spellings)))
  const kept: Candidate[] = []
  const left: LeftOut[] = []
  for (const candidate of [...candidates].sort(byRank)) {
    const claims = claimsOfDocument(candidate.identity)
    const names = [candidate.key, ...candidate.identity.derived.identifiers.map(({ value }) => value)]
    if (claims.some((claim) => held.has(claim)) || names.some((name) => former.has(name))) {
      left.push(leaveOut(candidate, rival))
    } else {
      for (const claim of claims) held.add(claim)
      kept.push(candidate)
    }
  }
  return { candidates: kept, left }
}

const rival = conflict(
  'another document has its key, or a login identifier or address of it',
  'give one of the two an external_id in Kratos',
)

function spellings(name: string): string[] {
  return [name, normaliseIdentifier(name), normalisePhone(name) ?? name]
}

function byRank(left: Candidate, right: Candidate): number {
  return rankOf(left) - rankOf(right) || compareText(left.key, right.key) || compareText(left.id, right.id)
}

function rankOf({ identity }: Candidate): number {
  return identity.keyFrom === 'identifier' ? 1 : 0
}

/**
 * Leaves out documents that would not find the account that they were made from, and then those that would do so only
 * beside them.
 */
export async function withoutStrangers(
  candidates: readonly Candidate[],
  folder: readonly DesiredIdentity[],
  list: () => AsyncIterable<readonly LiveIdentity[]>,
  policy: MatchPolicy,
): Promise<Settled> {
  let kept = candidates
  const left: LeftOut[] = []
  while (kept.length > 0) {
    const adoptKeys = new Set(kept.map(({ key }) => key))
    const identities = [...folder, ...kept.map(({ identity }) => identity)]
    const accounts = await findAccounts(identities, list(), { ...policy, adoptKeys })
    const lost = kept.filter(({ key, id }) => accounts.get(key) !== id)
    if (lost.length === 0) break
    left.push(...lost.map((one) => leaveOut(one, stranger)))
    kept = kept.filter(({ key, id }) => accounts.get(key) === id)
  }
  return { candidates: kept, left }
}

const stranger = conflict(
  'its document would not find it, because other identities have its key or a login identifier of it, too',
  'tell them apart in Kratos',
)

function conflict(why: string, hint: string) {
  const byHand = 'or write its document by hand with a key of its own: idctl: { key: … }'
  return { code: 'IDC243', why, hint: `${hint}, ${byHand}` } as const
}
