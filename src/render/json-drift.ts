import {
  type BaselineEntry,
  type BaselineUpdate,
  type DriftedIdentity,
  type DriftItem,
  type DriftKind,
  type DriftSubject,
  driftKinds,
} from '../model/drift.ts'
import { type NoPlan, noChanges } from '../model/plan.ts'
import type { DriftFound } from './format.ts'
import { changeOf, document, fieldOf, type JsonShape, originOf, planHead, privilegedOf, problemsOf } from './json.ts'
import type { Members } from './shapes/results.ts'

/** Like a plan, but only with the changes and leaves that drifted, each with its kind and its verdict by the baseline. */
export function renderDriftJson({ plan, view, update }: DriftFound, shape: JsonShape = {}): string {
  const { coverage, drifted, accepted, pending, kinds } = view.counts
  const members: Members<'drift'> = {
    ...planHead(plan),
    summary: { ...plan.summary, drifted, accepted, pending, kinds, coverage },
    privileged: view.privileged,
    changes: view.identities.map(driftedOf),
    unmanaged:
      plan.drift?.unmanaged && view.unmanaged.map(({ id, foreign, item }) => ({ id, foreign, ...verdictOf(item) })),
    baseline: update && updateOf(update),
    guards: [],
    ...problemsOf(plan),
  }
  return document(members, shape)
}

/** When errors prevent finding drift: the same members, empty, so that readers need no special case. */
export function renderNoDriftJson({ head, diagnostics }: NoPlan, shape: JsonShape = {}): string {
  const kinds = Object.fromEntries(driftKinds.map((kind) => [kind, 0])) as Record<DriftKind, number>
  const summary = { ...noChanges, drifted: 0, accepted: 0, pending: 0, kinds, coverage: 100 }
  const members: Members<'drift'> = {
    ...planHead(head),
    summary,
    changes: [],
    guards: [],
    ...problemsOf({ diagnostics }),
  }
  return document(members, shape)
}

function driftedOf({ change, items, kinds, privileged }: DriftedIdentity): Members<'drift'>['changes'][number] {
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

function verdictOf({ verdict }: DriftItem): Pick<Members<'drift'>['changes'][number], 'acceptance'> {
  if (verdict.kind === 'open') return {}
  const { acceptance, at } = verdict.entry
  return { acceptance: { state: verdict.kind, ...acceptance, origin: originOf(at) } }
}

type BaselineShape = NonNullable<Members<'drift'>['baseline']>

function updateOf({ file, added, dropped, kept }: BaselineUpdate): BaselineShape {
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
