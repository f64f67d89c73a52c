import type { Change, CreateChange, FieldChange, UpdateChange } from '../../../src/model/change.ts'
import type { Diagnostic } from '../../../src/model/diagnostic.ts'
import type { NoPlan, Plan, PlanSummary } from '../../../src/model/plan.ts'
import { summarise } from '../../../src/reconcile/plan/summary.ts'

const emptySummary: PlanSummary = summarise([], 0, 0)

export function planOf(
  changes: readonly Change[],
  over: Partial<Omit<Plan, 'summary'>> & { summary?: Partial<PlanSummary> } = {},
): Plan {
  return {
    target: 'prod',
    workspace: 'acme-1',
    consents: {},
    guards: [],
    diagnostics: [],
    ...over,
    summary: { ...emptySummary, ...over.summary },
    changes,
  }
}

export function noPlanOf(diagnostics: readonly Diagnostic[]): NoPlan {
  return { ok: false, head: { target: 'prod', workspace: 'acme-1', consents: {} }, diagnostics }
}

export function updateOf(key: string, over: Partial<UpdateChange> = {}): UpdateChange {
  return {
    action: 'update',
    key,
    id: '11111111-1111-4111-8111-111111111111',
    base: 'base',
    mark: { v: 1, workspace: 'acme-1', key, origin: `${key}.yaml`, made: 'created', fields: {} },
    origin: { file: `identities/${key}.yaml`, line: 3, column: 1 },
    reason: 'pending',
    fields: [],
    consequences: [],
    counts: {},
    ...over,
  }
}

export function createOf(key: string, over: Partial<CreateChange> = {}): CreateChange {
  const { id: _id, base: _base, action: _action, ...shared } = updateOf(key)
  return { ...shared, action: 'create', reason: 'new', way_in: ['password', 'recovery'], ...over }
}

export function fieldOf(path: string, over: Partial<FieldChange> = {}): FieldChange {
  return { path, before: 'old', after: 'new', cause: 'pending', sensitive: false, ...over }
}
