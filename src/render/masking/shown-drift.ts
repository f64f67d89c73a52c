import type {
  BaselineEntry,
  BaselineUpdate,
  DriftedIdentity,
  DriftItem,
  DriftSubject,
  LiveFacts,
  Verdict,
} from '../../model/drift.ts'
import { present } from '../../model/present.ts'
import type { DriftFound } from '../format.ts'
import type { Masking } from './masking.ts'
import { shownChange } from './shown-change.ts'
import { shownLeaf } from './shown-leaf.ts'
import { shownPlan } from './shown-plan.ts'
import { shownPrivileged } from './shown-privileged.ts'
import { locationIn, type View, viewOf } from './view.ts'

/**
 * Drift as an output may show it. `masking` hides keys, ids, values and files, and the owner and reason of acceptances. Kinds,
 * counts and days stay.
 */
export function shownDrift({ plan, view: found, update }: DriftFound, masking?: Masking): DriftFound {
  const view = viewOf(plan.declared, masking)
  return {
    plan: {
      ...shownPlan(plan, masking),
      changes: plan.changes.map((change) => shownChange(change, view)),
      ...present({ drift: plan.drift && shownFacts(plan.drift, view) }),
    },
    view: {
      identities: found.identities.map((identity) => shownIdentity(identity, view)),
      unmanaged: found.unmanaged.map(({ id, foreign, item }) => ({
        id: view.id(id),
        ...present({ foreign }),
        item: shownItem(item, view),
      })),
      counts: found.counts,
      ...present({ privileged: found.privileged, minSightings: found.minSightings }),
      unmatched: found.unmatched.map((entry) => shownEntry(entry, view)),
    },
    ...present({ update: update && shownUpdate(update, view) }),
  }
}

/** Without the digests of live values. */
function shownFacts({ live, managed, unmanaged }: LiveFacts, view: View): LiveFacts {
  const others = unmanaged?.map(({ id, foreign }) => ({ id: view.id(id), ...present({ foreign }) }))
  return { live, managed, moved: [], ...present({ unmanaged: others }) }
}

function shownIdentity({ change, items, kinds, privileged }: DriftedIdentity, view: View): DriftedIdentity {
  return {
    change: shownChange(change, view),
    items: items.map((item) => shownItem(item, view)),
    kinds,
    ...present({ privileged: privileged?.map((values) => shownPrivileged(values, view)) }),
  }
}

function shownItem({ kind, subject, field, observed, counts, verdict, sightings }: DriftItem, view: View): DriftItem {
  return {
    kind,
    subject: shownSubject(subject, view),
    ...present({ field: field && shownLeaf(field, view), observed }),
    counts,
    verdict: shownVerdict(verdict, view),
    ...present({ sightings }),
  }
}

function shownVerdict(verdict: Verdict, view: View): Verdict {
  return verdict.kind === 'open' ? verdict : { kind: verdict.kind, entry: shownEntry(verdict.entry, view) }
}

function shownEntry({ subject, acceptance, index, at }: BaselineEntry, view: View): BaselineEntry {
  const { owner, reason, expires } = acceptance
  return {
    subject: shownSubject(subject, view),
    acceptance: { owner: view.text(owner), reason: view.text(reason), expires },
    index,
    at: locationIn(view, at),
  }
}

/** Without the digest of the live value. */
function shownSubject(subject: DriftSubject, view: View): DriftSubject {
  if ('id' in subject) return { id: view.id(subject.id) }
  const key = view.key(subject.key)
  return 'path' in subject ? { key, path: view.path(subject.path) } : { key, kind: subject.kind }
}

function shownUpdate({ file, added, dropped, kept }: BaselineUpdate, view: View): BaselineUpdate {
  return {
    file: view.file(file),
    added: added.map((subject) => shownSubject(subject, view)),
    dropped: dropped.map(({ entry, why }) => ({ entry: shownEntry(entry, view), why })),
    kept: kept.map((entry) => shownEntry(entry, view)),
  }
}
