import type { NoPlan } from '../../model/plan.ts'
import type { DriftFound } from '../format.ts'
import { accessOf, changeOf, planHead, problemsOf } from '../json.ts'
import { driftedOf, driftSummaryOf, unmanagedOf, updateOf } from '../json-drift.ts'
import type { ShownPlan } from '../masking/shown-plan.ts'
import { runChangeOf, summaryOf, unreadableOf } from '../runs-json.ts'
import type { Event } from '../shapes/event.ts'
import type { ReportSubject } from './report-format.ts'

/** What a command has found, as events: made one by one, because a plan may be long. Those of a run come while it runs. */
export function eventsOf(subject: ReportSubject): Iterable<Event> {
  switch (subject.kind) {
    case 'plan':
    case 'saved-plan':
      return ofPlan(subject.plan)
    case 'no-plan':
      return ofNoPlan('plan', subject.why)
    case 'no-drift':
      return ofNoPlan('drift', subject.why)
    case 'drift':
      return ofDrift(subject.found)
    case 'check': {
      const { files, documents, diagnostics } = subject.check
      return [...ofDiagnostics({ diagnostics }), { type: 'check', files, documents }]
    }
    case 'file-problems':
      return ofDiagnostics(subject)
    case 'runs':
      return subject.runs.map((run) =>
        'problem' in run ? { type: 'unreadable-run', ...unreadableOf(run) } : { type: 'past-run', ...summaryOf(run) },
      )
    case 'story':
      return [
        { type: 'past-run', ...summaryOf(subject.run) },
        ...subject.run.changes.map((change) => ({ type: 'past-change', ...runChangeOf(change) }) as const),
      ]
    case 'run':
      return []
  }
}

function* ofPlan(plan: ShownPlan): Generator<Event> {
  yield { type: 'plan', ...planHead(plan) }
  yield* ofDiagnostics(plan)
  for (const change of plan.changes) yield { type: 'change', ...changeOf(change) }
  for (const access of plan.access ?? []) yield { type: 'way-in', ...accessOf(access) }
  for (const guard of plan.guards) yield { type: 'guard', ...guard }
  yield { type: 'summary', ...plan.summary, privileged: plan.privileged }
}

function* ofDrift({ plan, view, update }: DriftFound): Generator<Event> {
  yield { type: 'drift', ...planHead(plan) }
  yield* ofDiagnostics(plan)
  for (const identity of view.identities) yield { type: 'drifted', ...driftedOf(identity) }
  if (plan.drift?.unmanaged) for (const one of view.unmanaged) yield { type: 'unmanaged', ...unmanagedOf(one) }
  if (update !== undefined) yield { type: 'baseline', ...updateOf(update) }
  yield {
    type: 'drift-summary',
    ...driftSummaryOf(plan, view),
    min_sightings: view.minSightings,
    privileged: view.privileged,
  }
}

function ofNoPlan(type: 'plan' | 'drift', { head, diagnostics }: NoPlan): Event[] {
  return [{ type, ...planHead(head) }, ...ofDiagnostics({ diagnostics })]
}

function ofDiagnostics(found: Parameters<typeof problemsOf>[0]): Event[] {
  return problemsOf(found).diagnostics.map((diagnostic) => ({ type: 'diagnostic', ...diagnostic }))
}
