import { ownMark } from '../../identity/live-document.ts'
import type { Change } from '../../model/change.ts'
import { idOf, isUpdate } from '../../model/change-parts.ts'
import type { LiveIdentity } from '../../model/identity.ts'
import type { Watcher } from './watcher.ts'

/** So many people can leave between plan and apply, and one is still found. */
const witnesses = 5
/** More than these are not kept of a listing, however long it is. */
const keptAtMost = 1024

/** Watches a listing for a few people by whom its server can be known again. */
export interface WitnessCollector extends Watcher {
  see(live: LiveIdentity): void
  /** Ids of people whom these changes do not remove: spread over all, and the same for the same listing. */
  pick(changes: readonly Change[]): readonly string[]
}

export function createWitnessCollector(workspace: string): WitnessCollector {
  // Nobody else can come and go of those with our mark as they like.
  const ours = createSample()
  const others = createSample()
  return {
    see: (live) => (ownMark(live, workspace) === undefined ? others : ours).take(live.id),
    pick(changes) {
      const leaving = new Set(changes.filter(removes).map(idOf))
      // Where nearly all go, those who stay may not be among the few that were kept; the plan knows some of them.
      const changed = changes.filter(isUpdate).map(({ id }) => id)
      const staying = [...ours.first(), ...changed].filter((id) => !leaving.has(id))
      // Strangers, where nobody else is there: they could all leave at once to have a plan refused.
      const witness = staying.length > 0 ? staying : others.first().filter((id) => !leaving.has(id))
      return [...new Set(witness)].slice(0, witnesses)
    },
  }
}

/** The first by their last digits of however many. */
function createSample() {
  let kept: string[] = []
  const first = (): readonly string[] => {
    kept = kept.sort(byLastDigits).slice(0, keptAtMost)
    return kept
  }
  return {
    first,
    take(id: string): void {
      kept.push(id)
      if (kept.length >= 2 * keptAtMost) first()
    },
  }
}

function removes({ action, blocked }: Change): boolean {
  return !blocked && (action === 'delete' || action === 'disable' || action === 'release')
}

/** Listings come in the order of ids, but their last digits are in none. */
function byLastDigits(left: string, right: string): number {
  const [one, other] = [left.slice(-12), right.slice(-12)]
  if (one === other) return left < right ? -1 : 1
  return one < other ? -1 : 1
}
