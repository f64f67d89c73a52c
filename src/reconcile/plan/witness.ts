import { ownMark } from '../../identity/live-document.ts'
import type { Change } from '../../model/change.ts'
import { idOf, isUpdate } from '../../model/change-parts.ts'
import type { LiveIdentity } from '../../model/identity.ts'
import type { Watcher } from './watcher.ts'

/** Number of witnesses in a plan: as long as one is left at apply, the server is recognised. */
const witnesses = 5
/** Most ids to keep of a listing, however long it is. */
const keptAtMost = 1024

/** Watches a listing for a few people by whom apply can recognise the server. */
export interface WitnessCollector extends Watcher {
  see(live: LiveIdentity): void
  /** Ids of people whom these changes do not remove: spread over all, and the same for the same listing. */
  pick(changes: readonly Change[]): readonly string[]
}

export function createWitnessCollector(workspace: string): WitnessCollector {
  // Identities with our mark are preferred: strangers can come and go as they like.
  const ours = createSample()
  const others = createSample()
  return {
    see: (live) => (ownMark(live, workspace) === undefined ? others : ours).take(live.id),
    pick(changes) {
      const leaving = new Set(changes.filter(removes).map(idOf))
      // If nearly everybody is removed, the sample may hold nobody who stays; the updates of the plan name some who do.
      const changed = changes.filter(isUpdate).map(({ id }) => id)
      const staying = [...ours.first(), ...changed].filter((id) => !leaving.has(id))
      // Strangers only if there is nobody else: they could all leave at once to have the plan refused.
      const witness = staying.length > 0 ? staying : others.first().filter((id) => !leaving.has(id))
      return [...new Set(witness)].slice(0, witnesses)
    },
  }
}

/** Keeps the first ids in the order of their last digits. */
function createSample() {
  let kept: string[] = []
  /** Whoever comes after this one is not kept. */
  let last: string | undefined
  const first = (): readonly string[] => {
    kept = kept.sort(byLastDigits).slice(0, keptAtMost)
    return kept
  }
  return {
    first,
    take(id: string): void {
      if (last !== undefined && byLastDigits(last, id) < 0) return
      kept.push(id)
      if (kept.length >= 2 * keptAtMost) last = first().at(-1)
    },
  }
}

function removes({ action, blocked }: Change): boolean {
  return !blocked && (action === 'delete' || action === 'disable' || action === 'release')
}

/** Orders by the last digits of ids: listings begin with the smallest ids, which alone would be no fair sample. */
function byLastDigits(left: string, right: string): number {
  const [one, other] = [left.slice(-12), right.slice(-12)]
  if (one === other) return left < right ? -1 : 1
  return one < other ? -1 : 1
}
