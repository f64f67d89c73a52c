import type { DriftSubject, LiveFacts } from '../model/drift.ts'
import { pseudonymOf } from '../model/pseudonym.ts'

/**
 * In how many runs in a row each difference was seen: group → digest of the difference → runs. The digests hold the live values, so that
 * another value is another difference; nobody can find a value or a person by them.
 */
export type Sightings = ReadonlyMap<string, ReadonlyMap<string, number>>

/** Groups besides those of identities, which are digests of their ids: of differences that only some runs can see. */
export const sightingGroups = ['missing', 'unmanaged'] as const

export const noSightings: Sightings = new Map()

/** A difference that can be recognised in the next run. */
interface Sighted {
  readonly group: string
  readonly digest: string
}

/**
 * @param id of the identity, or of the one that is gone
 * @returns `undefined` if the next run could not recognise it, so that nobody can wait for it
 */
export function sightedOf(subject: DriftSubject, id: string | undefined): Sighted | undefined {
  if ('id' in subject) return { group: 'unmanaged', digest: digestOfId(subject.id, 'unmanaged') }
  if (id === undefined) return undefined
  if ('kind' in subject && subject.kind === 'missing') return { group: 'missing', digest: digestOfId(id, 'missing') }
  const { live } = subject
  return live === undefined ? undefined : { group: groupOfId(id), digest: live }
}

function groupOfId(id: string): string {
  return digestOfId(id, 'identity')
}

function digestOfId(id: string, what: string): string {
  return pseudonymOf(new TextEncoder().encode(id.toLowerCase()), 'sighting', what)
}

/** Counts the differences of one run. */
export interface SightingCounter {
  /**
   * In how many runs in a row the difference was seen, this one included.
   *
   * @param isDrift whether it counts as drift in this run; what is only observed keeps its number
   */
  see(sighted: Sighted, isDrift: boolean): number
  /** The counts for the next run: what this run has looked for and not found is gone. */
  after(looksAt: (group: string) => boolean): Sightings
}

export function createSightingCounter(before: Sightings): SightingCounter {
  const seen = new Map<string, Map<string, number>>()
  const put = (group: string, digest: string, count: number): void => {
    if (count === 0) return
    const counts = seen.get(group) ?? new Map<string, number>()
    seen.set(group, counts.set(digest, count))
  }
  return {
    see({ group, digest }, isDrift) {
      const count = (before.get(group)?.get(digest) ?? 0) + (isDrift ? 1 : 0)
      put(group, digest, count)
      return count
    },
    after(looksAt) {
      for (const [group, counts] of before) {
        if (looksAt(group)) continue
        for (const [digest, count] of counts) if (seen.get(group)?.has(digest) !== true) put(group, digest, count)
      }
      return seen
    },
  }
}

/** How much a run sees. */
export interface SightingScope {
  /** Of the whole folder, without `--only`. */
  readonly isWhole: boolean
  readonly hasInventory: boolean
}

/** Which groups a run has looked at, so that a difference which it did not find is gone. */
export function looksAtGroups(
  { compared, unmanaged }: Pick<LiveFacts, 'compared' | 'unmanaged'>,
  { isWhole, hasInventory }: SightingScope,
): (group: string) => boolean {
  const groups = compared && new Set(compared.map(groupOfId))
  return (group) => {
    if (group === 'unmanaged') return unmanaged !== undefined
    // Only an inventory tells who is gone, and a part of the folder has only some of them.
    if (group === 'missing') return isWhole && hasInventory
    return groups === undefined ? isWhole : groups.has(group)
  }
}
