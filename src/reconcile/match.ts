import { normaliseIdentifier } from '../identity-schema/normalise.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { DesiredIdentity, IdentityKey, LiveIdentity, Mark } from '../model/identity.ts'
import { ownMark } from './live-document.ts'
import {
  ambiguousMatch,
  claimedTwice,
  foreignMatch,
  markedTwice,
  orphanMarkedTwice,
  unreadableMark,
} from './match-diagnostics.ts'

/** Rules of product §2.4 in their order; an identity taken by one is out for the next. */
const matchRules = ['mark', 'external_id', 'previously', 'identifier', 'origin'] as const
export type MatchRule = (typeof matchRules)[number]

export interface BothPair {
  readonly kind: 'both'
  readonly desired: DesiredIdentity
  readonly live: LiveIdentity
  readonly by: MatchRule
  /** Our mark; absent for an identity that is to be adopted. */
  readonly mark?: Mark
}

export type Pair =
  | BothPair
  | { readonly kind: 'desired-only'; readonly desired: DesiredIdentity }
  | { readonly kind: 'live-only'; readonly live: LiveIdentity; readonly mark: Mark }

export interface MatchResult {
  /** Everything that `offer` has not answered already. */
  readonly pairs: readonly Pair[]
  readonly diagnostics: readonly Diagnostic[]
  /** Our marks in the whole listing. */
  readonly managed: number
  /** Live identities without our mark that no document claims. */
  readonly unmanaged: number
}

export interface Matcher {
  /** Takes one live identity; answers the pair at once where the mark settles it, so that nothing is collected. */
  offer(live: LiveIdentity): BothPair | undefined
  finish(): MatchResult
}

interface Candidate {
  readonly live: LiveIdentity
  readonly mark: Mark | undefined
  /** Marked by somebody else, or unreadably. */
  readonly foreign: boolean
  taken: boolean
}

type LaterRule = Exclude<MatchRule, 'mark'>

/** Joins documents to live identities. `takeOver`: keys that may claim an identity of another workspace. */
export function createMatcher(
  identities: readonly DesiredIdentity[],
  workspace: string,
  takeOver: readonly IdentityKey[],
): Matcher {
  const index = indexDesired(identities)
  const settled = new Map<IdentityKey, LiveIdentity>()
  const hits: Record<LaterRule, Map<IdentityKey, Candidate[]>> = {
    external_id: new Map(),
    previously: new Map(),
    identifier: new Map(),
    origin: new Map(),
  }
  const orphans: Candidate[] = []
  const diagnostics: Diagnostic[] = []
  let managed = 0
  let unmarked = 0
  const claimedUnmarked = new Set<string>()
  /** Documents that a diagnostic speaks of: anything else that would be said of them follows from that. */
  const contested = new Set<IdentityKey>()

  function offer(live: LiveIdentity): BothPair | undefined {
    const mark = ownMark(live, workspace)
    const foreign = live.mark.kind !== 'none' && mark === undefined
    if (live.mark.kind === 'unreadable' && (live.mark.workspace ?? workspace) === workspace) {
      diagnostics.push(unreadableMark(live, live.mark.why))
      for (const [, keys] of laterHits(index, live, mark)) for (const key of keys) contested.add(key)
      return undefined
    }
    if (mark) managed++
    else unmarked++
    const byMark = mark && index.byKey.get(mark.key)
    if (mark && byMark) {
      const earlier = settled.get(byMark.key)
      if (earlier) diagnostics.push(markedTwice(byMark, earlier, live))
      settled.set(byMark.key, live)
      return earlier ? undefined : { kind: 'both', desired: byMark, live, by: 'mark', mark }
    }
    const candidate: Candidate = { live, mark, foreign, taken: false }
    for (const [rule, keys] of laterHits(index, live, mark)) {
      for (const key of keys) push(hits[rule], key, candidate)
    }
    if (mark) orphans.push(candidate)
    return undefined
  }

  function finish(): MatchResult {
    const open = new Map(identities.filter(({ key }) => !settled.has(key)).map((desired) => [desired.key, desired]))
    const pairs: Pair[] = []
    for (const rule of ['external_id', 'previously', 'identifier', 'origin'] as const) {
      const joined = joinByRule(rule, open, hits[rule], takeOver)
      diagnostics.push(...joined.diagnostics)
      for (const key of joined.contested) open.delete(key)
      for (const pair of joined.pairs) {
        pairs.push(pair)
        if (!pair.mark) claimedUnmarked.add(pair.live.id)
        open.delete(pair.desired.key)
      }
    }
    for (const desired of open.values()) {
      if (!contested.has(desired.key)) pairs.push({ kind: 'desired-only', desired })
    }
    const orphanByKey = new Map<IdentityKey, LiveIdentity>()
    for (const { live, mark, taken } of orphans) {
      if (taken || !mark) continue
      const twin = orphanByKey.get(mark.key)
      if (twin) diagnostics.push(orphanMarkedTwice(mark.key, twin, live))
      orphanByKey.set(mark.key, live)
      pairs.push({ kind: 'live-only', live, mark })
    }
    return { pairs, diagnostics, managed, unmanaged: unmarked - claimedUnmarked.size }
  }

  return { offer, finish }
}

interface JoinResult {
  readonly pairs: readonly BothPair[]
  readonly diagnostics: readonly Diagnostic[]
  /** Documents that the diagnostics are about: no later rule is tried for them. */
  readonly contested: readonly IdentityKey[]
}

/** One rule over all documents that are still open; mistakes become diagnostics and take nothing. */
function joinByRule(
  rule: LaterRule,
  open: ReadonlyMap<IdentityKey, DesiredIdentity>,
  hits: ReadonlyMap<IdentityKey, readonly Candidate[]>,
  takeOver: readonly IdentityKey[],
): JoinResult {
  const diagnostics: Diagnostic[] = []
  const contested: IdentityKey[] = []
  const contest = (claimants: readonly DesiredIdentity[], diagnostic: Diagnostic) => {
    diagnostics.push(diagnostic)
    contested.push(...claimants.map(({ key }) => key))
  }
  const claims = new Map<Candidate, DesiredIdentity[]>()
  for (const [key, candidates] of hits) {
    const desired = open.get(key)
    if (!desired) continue
    const eligible = candidates.filter((candidate) => !candidate.taken && !isVetoed(rule, desired, candidate.live))
    const [first, ...others] = new Set(eligible)
    if (!first) continue
    const lives = [first, ...others].map(({ live }) => live)
    if (others.length > 0) contest([desired], ambiguousMatch(rule, desired, lives))
    else push(claims, first, desired)
  }
  const pairs: BothPair[] = []
  for (const [candidate, claimants] of claims) {
    const [desired, ...others] = claimants as [DesiredIdentity, ...DesiredIdentity[]]
    candidate.taken = true
    if (others.length > 0) contest(claimants, claimedTwice(rule, claimants, candidate.live))
    else if (candidate.foreign && !takeOver.includes(desired.key))
      contest([desired], foreignMatch(rule, desired, candidate.live))
    else {
      const { live, mark } = candidate
      pairs.push({ kind: 'both', desired, live, by: rule, ...(mark && { mark }) })
    }
  }
  return { pairs, diagnostics, contested }
}

/** Different `external_id`s say "not the same person" to every rule after `external_id` itself. */
function isVetoed(rule: LaterRule, desired: DesiredIdentity, live: LiveIdentity): boolean {
  const wanted = externalIdOf(desired)
  return rule !== 'external_id' && wanted !== undefined && live.external_id !== undefined && wanted !== live.external_id
}

interface DesiredIndex {
  readonly byKey: ReadonlyMap<string, DesiredIdentity>
  readonly byExternalId: ReadonlyMap<string, IdentityKey[]>
  readonly byPreviously: ReadonlyMap<string, IdentityKey[]>
  readonly byIdentifier: ReadonlyMap<string, IdentityKey[]>
  readonly byOrigin: ReadonlyMap<string, IdentityKey[]>
}

function indexDesired(identities: readonly DesiredIdentity[]): DesiredIndex {
  const byExternalId = new Map<string, IdentityKey[]>()
  const byPreviously = new Map<string, IdentityKey[]>()
  const byIdentifier = new Map<string, IdentityKey[]>()
  const byOrigin = new Map<string, IdentityKey[]>()
  for (const desired of identities) {
    const externalId = externalIdOf(desired)
    if (externalId !== undefined) push(byExternalId, externalId, desired.key)
    for (const former of desired.previously) {
      for (const name of new Set([former, normaliseIdentifier(former)])) push(byPreviously, name, desired.key)
    }
    for (const value of new Set(desired.derived.identifiers.map((identifier) => identifier.value))) {
      push(byIdentifier, value, desired.key)
    }
    const nameless = externalId === undefined && desired.keyFrom === 'identifier'
    if (nameless && desired.soleDocument) push(byOrigin, desired.origin.file, desired.key)
  }
  const byKey = new Map(identities.map((desired) => [desired.key, desired]))
  return { byKey, byExternalId, byPreviously, byIdentifier, byOrigin }
}

function* laterHits(
  index: DesiredIndex,
  live: LiveIdentity,
  mark: Mark | undefined,
): Generator<readonly [LaterRule, Iterable<IdentityKey>]> {
  const identifiers = loginIdentifiers(live)
  // A disabled identity of ours under another key comes back only where a document says so.
  const tombstoned = mark?.disabled !== undefined
  if (!tombstoned && live.external_id !== undefined)
    yield ['external_id', index.byExternalId.get(live.external_id) ?? []]
  const formerNames = mark ? [mark.key, ...identifiers] : identifiers
  yield ['previously', new Set(formerNames.flatMap((name) => index.byPreviously.get(name) ?? []))]
  if (tombstoned) return
  yield ['identifier', new Set(identifiers.flatMap((value) => index.byIdentifier.get(value) ?? []))]
  if (mark && !mark.shared && live.external_id === undefined) yield ['origin', index.byOrigin.get(mark.origin) ?? []]
}

/** Login identifiers as Kratos holds them, over the types that a person types in. */
export function loginIdentifiers(live: LiveIdentity): string[] {
  const held = ['password', 'webauthn', 'code'].flatMap((type) => live.credentials?.[type] ?? [])
  return [...new Set(held)]
}

function externalIdOf(desired: DesiredIdentity): string | undefined {
  const value = desired.fields['/external_id']?.value
  return typeof value === 'string' ? value : undefined
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
