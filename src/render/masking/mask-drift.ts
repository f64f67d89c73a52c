import type {
  BaselineEntry,
  BaselineUpdate,
  DriftedIdentity,
  DriftItem,
  DriftSubject,
  Verdict,
} from '../../model/drift.ts'
import type { JsonPointer } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import type { DriftFound } from '../format.ts'
import { maskChange, maskLeaf, maskLocation } from './mask-change.ts'
import { maskPath } from './mask-path.ts'
import { maskPlan } from './mask-plan.ts'
import { type Masking, masked } from './masking.ts'

/** Masks keys, ids, values and files, and the owner and reason of acceptances. Kinds, counts and days stay. */
export function maskDrift({ plan, view, update }: DriftFound, masking: Masking): DriftFound {
  const masks: Masks = { declared: new Set(plan.declared), masking }
  const unmanaged = plan.drift?.unmanaged?.map(({ id, ...rest }) => ({ ...rest, id: masking.id(id) }))
  return {
    plan: {
      ...maskPlan(plan, masking),
      ...(plan.drift && {
        drift: { live: plan.drift.live, managed: plan.drift.managed, moved: [], ...present({ unmanaged }) },
      }),
    },
    view: {
      identities: view.identities.map((identity) => maskIdentity(identity, masks)),
      unmanaged: view.unmanaged.map(({ id, foreign, item }) => ({
        id: masking.id(id),
        ...present({ foreign }),
        item: maskItem(item, masks),
      })),
      counts: view.counts,
      unmatched: view.unmatched.map((entry) => maskEntry(entry, masks)),
    },
    ...(update && { update: maskUpdate(update, masks) }),
  }
}

interface Masks {
  readonly declared: ReadonlySet<JsonPointer>
  readonly masking: Masking
}

function maskIdentity({ change, items, kinds }: DriftedIdentity, masks: Masks): DriftedIdentity {
  return {
    change: maskChange(change, masks.declared, masks.masking),
    items: items.map((item) => maskItem(item, masks)),
    kinds,
  }
}

function maskItem({ kind, subject, field, observed, counts, verdict }: DriftItem, masks: Masks): DriftItem {
  return {
    kind,
    subject: maskSubject(subject, masks),
    ...(field && { field: maskLeaf(field, masks.declared, masks.masking) }),
    ...present({ observed }),
    counts,
    verdict: maskVerdict(verdict, masks),
  }
}

function maskVerdict(verdict: Verdict, masks: Masks): Verdict {
  return verdict.kind === 'open' ? verdict : { kind: verdict.kind, entry: maskEntry(verdict.entry, masks) }
}

function maskEntry({ subject, acceptance, index, at }: BaselineEntry, masks: Masks): BaselineEntry {
  return {
    subject: maskSubject(subject, masks),
    acceptance: { owner: masked, reason: masked, expires: acceptance.expires },
    index,
    at: maskLocation(at, masks.masking),
  }
}

function maskSubject(subject: DriftSubject, { declared, masking }: Masks): DriftSubject {
  if ('id' in subject) return { id: masking.id(subject.id) }
  const key = masking.key(subject.key)
  return 'path' in subject ? { key, path: maskPath(subject.path, declared, masking) } : { key, kind: subject.kind }
}

function maskUpdate({ file, added, dropped, kept }: BaselineUpdate, masks: Masks): BaselineUpdate {
  return {
    file: masks.masking.file(file),
    added: added.map((subject) => maskSubject(subject, masks)),
    dropped: dropped.map(({ entry, why }) => ({ entry: maskEntry(entry, masks), why })),
    kept: kept.map((entry) => maskEntry(entry, masks)),
  }
}
