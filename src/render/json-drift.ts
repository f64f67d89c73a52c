import {
  type BaselineEntry,
  type BaselineUpdate,
  type DriftedIdentity,
  type DriftItem,
  type DriftSubject,
  driftKinds,
} from '../model/drift.ts'
import { type NoPlan, noChanges } from '../model/plan.ts'
import type { DriftFound } from './format.ts'
import { changeOf, document, fieldOf, type JsonShape, originOf, planHead, problemsOf } from './json.ts'

/** Like a plan, but only with the changes and leaves that drifted, each with its kind and its verdict by the baseline. */
export function renderDriftJson({ plan, view, update }: DriftFound, shape: JsonShape = {}): string {
  const { coverage, drifted, accepted, pending, kinds } = view.counts
  const members = {
    ...planHead(plan),
    summary: { ...plan.summary, drifted, accepted, pending, kinds, coverage },
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
  const kinds = Object.fromEntries(driftKinds.map((kind) => [kind, 0]))
  const summary = { ...noChanges, drifted: 0, accepted: 0, pending: 0, kinds, coverage: 100 }
  const members = { ...planHead({ ...head, summary: noChanges }), summary, changes: [], guards: [] }
  return document({ ...members, ...problemsOf({ diagnostics }) }, shape)
}

function driftedOf({ change, items, kinds }: DriftedIdentity): object {
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
    drift: kinds,
    ...(whole && verdictOf(whole)),
  }
}

function verdictOf({ verdict }: DriftItem): object {
  if (verdict.kind === 'open') return {}
  const { acceptance, at } = verdict.entry
  return { acceptance: { state: verdict.kind, ...acceptance, origin: originOf(at) } }
}

function updateOf({ file, added, dropped, kept }: BaselineUpdate): object {
  return { file, added: added.map(subjectOf), dropped: dropped.map(droppedOf), kept: kept.length }
}

function droppedOf({ entry, why }: { entry: BaselineEntry; why: string }): object {
  return { ...subjectOf(entry.subject), why }
}

/** Drops the digest, which is useful only in the baseline file. */
function subjectOf(subject: DriftSubject): object {
  if ('id' in subject) return subject
  const { live: _live, ...named } = subject
  return named
}
