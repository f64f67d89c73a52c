import fc from 'fast-check'
import type { Plan } from '../../src/model/plan.ts'
import { shownPlan } from '../../src/render/masking/shown-plan.ts'
import type { ReportSubject } from '../../src/render/reports/report-format.ts'
import * as arbitrary from './arbitrary-plan.ts'
import { judged } from './drift.ts'
import { poisonPlan } from './poison.ts'

/** A plan with such texts in everything that people, files and servers have written. */
export function hostilePlan(texts: fc.Arbitrary<string>): fc.Arbitrary<Plan> {
  return fc.tuple(arbitrary.plan, texts, texts).map(([given, text, name]) => {
    const plan = poisonPlan(given, text)
    const guards = plan.guards.map((guard) => ({ ...guard, rule: text, lost_places: [{ place: text, people: 2 }] }))
    return { ...plan, guards, workspace: name, target: text }
  })
}

function outcomes(texts: fc.Arbitrary<string>) {
  return fc.array(
    fc.record(
      {
        key: texts,
        action: fc.constantFrom('create', 'update', 'delete', 'disable' as const),
        outcome: fc.constantFrom('done', 'moved', 'failed', 'skipped' as const),
        code: fc.constant('refused' as const),
        origin: fc.record({ file: texts, line: fc.nat(3), column: fc.constant(1) }),
        reason: texts,
        hint: texts,
        paths: fc.array(texts, { maxLength: 2 }),
        request_id: texts,
      },
      { requiredKeys: ['key', 'action', 'outcome'] },
    ),
    { maxLength: 6 },
  )
}

const counts = { done: 1, 'already-done': 0, moved: 1, failed: 1, skipped: 1, blocked: 1 }

/** What any command has found, with such texts. */
export function hostileSubject(texts: fc.Arbitrary<string>): fc.Arbitrary<ReportSubject> {
  const plans = hostilePlan(texts)
  return fc.oneof(
    plans.map((plan) => ({ kind: 'plan' as const, plan: shownPlan(plan) })),
    plans.map((plan) => {
      const drifting = { ...plan, drift: { live: 1, managed: 1, moved: [], unmanaged: [{ id: plan.target }] } }
      const found = { plan: drifting, view: judged(drifting) }
      return { kind: 'drift' as const, found, answers: [`Undo: ${plan.target}`] }
    }),
    plans.map(({ diagnostics }) => ({
      kind: 'check' as const,
      check: {
        files: 1,
        documents: 2,
        diagnostics: diagnostics.map((one) => ({ ...one, severity: 'error' as const })),
      },
    })),
    fc.tuple(outcomes(texts), texts).map(([given, text]) => ({
      kind: 'run' as const,
      report: { outcomes: given, counts, interrupted: false, problems: [{ message: text, hint: text }] },
      facts: { command: 'apply', milliseconds: 1000, run: '20261124T143000.123Z-1a2b3c' },
      place: { target: text, workspace: text },
    })),
    texts.map((text) => {
      const at = '2026-11-24T14:30:00Z'
      const head = { run: text, idctl_version: text, command: text, target: text, workspace: text, commit: text }
      const run = { ...head, started_at: at, counts, under_way: 0, missing: 0 }
      return { kind: 'runs' as const, runs: [run, { run: text, problem: text }], now: new Date(at) }
    }),
  )
}
