import { liveLeaf, ownMark } from '../../identity/live-document.ts'
import { addressOfLeaf } from '../../model/address-leaf.ts'
import type { Change } from '../../model/change.ts'
import { differingFields } from '../../model/change-parts.ts'
import { compareText } from '../../model/compare-text.ts'
import { placeInFile } from '../../model/diagnostic.ts'
import type { LiveDigest, LiveDigests, LiveFacts, MovedIdentity, UnmanagedIdentity } from '../../model/drift.ts'
import { holdsNumber, type JsonPointer } from '../../model/json.ts'
import { present, unlessEmpty } from '../../model/present.ts'
import { keyed, liveDigestOf } from '../diff/live-digest.ts'
import { type BothPair, type Pair, rowKeyOf } from '../match/match.ts'
import type { Policy } from '../policy.ts'
import type { Watcher } from './watcher.ts'

/** Collects the live facts that `idctl drift` needs while the listing is read. */
export interface DriftCollector extends Watcher {
  /** `managed`: our marks in the whole listing. */
  facts(managed: number): LiveFacts
}

export interface DriftAsked {
  readonly unmanaged: boolean
  /** Whether a run over a part of the folder looks at the account; absent: it looks at all of them, and keeps no list. */
  readonly isCompared?: ((pair: SeenPair, change: Change | undefined) => boolean) | undefined
}

/** The accounts at which a run over a part of the folder looks: in another folder, nobody without a document is judged. */
export function comparedIn(
  { partialFolder }: Pick<Policy, 'partialFolder'>,
  isSelected: (person: Pick<Change, 'key' | 'origin'>) => boolean,
): NonNullable<DriftAsked['isCompared']> {
  return (pair, change) => {
    if (pair.kind === 'both') return isSelected(change ?? pair.desired)
    return !partialFolder && isSelected(change ?? { key: rowKeyOf(pair), origin: placeInFile(pair.mark.origin) })
  }
}

/**
 * Keeps data only of drifted identities, and ids of unmanaged ones if asked for: there may be millions.
 */
export function createDriftCollector(policy: Policy, asked: DriftAsked): DriftCollector {
  const moved = new Map<string, MovedIdentity>()
  const compared: string[] = []
  const strangers = new Map<string, UnmanagedIdentity>()
  let count = 0
  return {
    see(live) {
      count += 1
      if (!asked.unmanaged || ownMark(live, policy.workspace) !== undefined) return
      strangers.set(live.id, { id: live.id, ...present({ foreign: live.mark.kind !== 'none' || undefined }) })
    },
    take(pair, { change }) {
      if (pair.kind === 'desired-only' || pair.kind === 'blocked') return
      if (asked.isCompared?.(pair, change)) compared.push(pair.live.id)
      if (pair.kind === 'both') strangers.delete(pair.live.id)
      const salt = pair.mark?.salt
      const digests = digestsOf(pair, change, policy, salt)
      if (digests.whole === undefined && Object.keys(digests.leaves).length === 0) return
      const former = salt === undefined ? {} : { former: digestsOf(pair, change, policy) }
      const refused = pair.kind === 'both' ? refusedLeaves(pair, Object.keys(digests.leaves)) : []
      const { id } = pair.live
      moved.set(id, { id, ...digests, ...former, ...present({ refused: unlessEmpty(refused) }) })
    },
    withdraw(id) {
      moved.delete(id)
    },
    // Sorted, because a listing need not be.
    facts: (managed) => ({
      live: count,
      managed,
      moved: [...moved.values()].sort(byId),
      ...present({
        unmanaged: asked.unmanaged ? [...strangers.values()].sort(byId) : undefined,
        compared: asked.isCompared && compared.sort(),
      }),
    }),
  }
}

function byId(left: { readonly id: string }, right: { readonly id: string }): number {
  return compareText(left.id, right.id)
}

/** Numbers that JSON has changed on the way, and addresses that are declared for others as well. */
function refusedLeaves({ desired, live }: BothPair, paths: readonly JsonPointer[]): JsonPointer[] {
  return paths.filter((path) => {
    if (addressOfLeaf(path) !== undefined) return desired.places.of(path)?.file !== desired.origin.file
    return live.inexact && holdsNumber(liveLeaf(live, path) ?? null)
  })
}

export type SeenPair = Exclude<Pair, { kind: 'desired-only' | 'blocked' }>

function digestsOf(pair: SeenPair, change: Change | undefined, policy: Policy, salt?: string): LiveDigests {
  const whole = wholeDigest(pair, change, salt)
  const leaves = change !== undefined && pair.kind === 'both' ? leafDigests(pair, change, policy, salt) : {}
  return { leaves, ...present({ whole }) }
}

function leafDigests(
  pair: BothPair,
  change: Change,
  policy: Policy,
  salt: string | undefined,
): Readonly<Record<JsonPointer, LiveDigest>> {
  const schema = policy.schemas.get(pair.live.schema_id)
  const differing = [...differingFields(change), ...(change.observed ?? [])].filter(
    ({ cause }) => cause === 'drift' || cause === 'both',
  )
  return Object.fromEntries(differing.map(({ path }) => [path, liveDigestOf(pair, path, schema, salt)]))
}

/** Digest of a difference of the whole identity: valid only for this unmarked identity, or for this tombstone that was activated again. */
function wholeDigest(pair: SeenPair, change: Change | undefined, salt: string | undefined): LiveDigest | undefined {
  if (pair.mark === undefined) return keyed(pair.live.id, 'unmarked', null)
  if (change?.blocked?.code !== 'reactivated') return undefined
  return keyed(pair.live.id, 'reactivated', pair.mark.disabled?.at ?? null, salt)
}
