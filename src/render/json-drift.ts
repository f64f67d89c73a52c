import {
  type BaselineEntry,
  type BaselineUpdate,
  type DriftedIdentity,
  type DriftedUnmanaged,
  type DriftItem,
  type DriftKind,
  type DriftSubject,
  type DriftView,
  driftKinds,
} from '../model/drift.ts'
import { type NoPlan, noChanges, type Plan } from '../model/plan.ts'
import type { DriftFound } from './format.ts'
import { changeOf, document, fieldOf, type JsonShape, originOf, planHead, privilegedOf, problemsOf } from './json.ts'
import type { Members } from './shapes/results.ts'

/** Like a plan, but only with the changes and leaves that drifted, each with its kind and its verdict by the baseline. */
export function renderDriftJson({ plan, view, update }: DriftFound, shape: JsonShape = {}): string {
  const members: Members<'drift'> = {
    ...planHead(plan),
    summary: driftSummaryOf(plan, view),
    min_sightings: view.minSightings,
    privileged: view.privileged,
    changes: view.identities.map(driftedOf),
    unmanaged: plan.drift?.unmanaged && view.unmanaged.map(unmanagedOf),
    baseline: update && updateOf(update),
    guards: [],
    ...problemsOf(plan),
  }
  return document(members, shape)
}

export function driftSummaryOf({ summary }: Plan, { counts }: DriftView): Members<'drift'>['summary'] {
  const { coverage, drifted, accepted, recent, pending, kinds } = counts
  return { ...summary, drifted, accepted, recent, pending, kinds, coverage }
}

export function unmanagedOf({
  id,
  foreign,
  item,
}: DriftedUnmanaged): NonNullable<Members<'drift'>['unmanaged']>[number] {
  return { id, foreign, ...verdictOf(item) }
}

/** When errors prevent finding drift: the same members, empty, so that readers need no special case. */
export function renderNoDriftJson({ head, diagnostics }: NoPlan, shape: JsonShape = {}): string {
  const kinds = Object.fromEntries(driftKinds.map((kind) => [kind, 0])) as Record<DriftKind, number>
  const summary = { ...noChanges, drifted: 0, accepted: 0, recent: 0, pending: 0, kinds, coverage: 100 }
  const members: Members<'drift'> = {
    ...planHead(head),
    summary,
    changes: [],
    guards: [],
    ...problemsOf({ diagnostics }),
  }
  return document(members, shape)
}

export function driftedOf({ change, items, kinds, privileged }: DriftedIdentity): Members<'drift'>['changes'][number] {
  const leaves = (observed: boolean) =>
    items.flatMap((item) => {
      if (item.field === undefined || (item.observed === true) !== observed) return []
      return [{ ...fieldOf(item.field), kind: item.kind, ...verdictOf(item) }]
    })
  const whole = items.find(({ field }) => field === undefined)
  return {
    ...changeOf(change),
    fields: leaves(false),
    observed: change.observed && leaves(true),
    privileged: privileged?.map(privilegedOf),
    drift: kinds,
    ...(whole && verdictOf(whole)),
  }
}

function verdictOf({
  verdict,
  sightings,
}: DriftItem): Pick<Members<'drift'>['changes'][number], 'acceptance' | 'sightings'> {
  const seen = sightings && { sightings: sightings.seen }
  if (verdict.kind === 'open') return { ...seen }
  const { acceptance, at } = verdict.entry
  return { ...seen, acceptance: { state: verdict.kind, ...acceptance, origin: originOf(at) } }
}

type BaselineShape = NonNullable<Members<'drift'>['baseline']>

export function updateOf({ file, added, dropped, kept }: BaselineUpdate): BaselineShape {
  return { file, added: added.map(subjectOf), dropped: dropped.map(droppedOf), kept: kept.length }
}

function droppedOf({ entry, why }: { entry: BaselineEntry; why: string }): BaselineShape['dropped'][number] {
  return { ...subjectOf(entry.subject), why }
}

/** Drops the digest, which is useful only in the baseline file. */
function subjectOf(subject: DriftSubject): BaselineShape['added'][number] {
  if ('id' in subject) return subject
  const { live: _live, ...named } = subject
  return named
}
