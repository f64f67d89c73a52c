import type { GuardVerdict, NoPlan, Plan, PlanHead } from '../../model/plan.ts'
import { present } from '../../model/present.ts'
import { maskChange, maskLocation } from './mask-change.ts'
import { maskDiagnostics } from './mask-diagnostics.ts'
import { type Masking, masked } from './masking.ts'

/**
 * A plan for display only, with trait values, keys, ids and origins masked. Target, workspace, counts, actions, reasons and
 * guards stay. Masking runs before rendering, so it applies to every format.
 */
export function maskPlan(plan: Plan, masking: Masking): Plan {
  const { made_from, summary, changes, guards, diagnostics } = plan
  const declared = new Set(plan.declared)
  return {
    ...maskHead(plan, masking),
    ...present({ made_from }),
    summary,
    changes: changes.map((change) => maskChange(change, declared, masking)),
    guards: guards.map((verdict) => maskVerdict(verdict, masking)),
    diagnostics: maskDiagnostics(diagnostics, masking),
    ...(plan.access && {
      access: plan.access.map(({ key, id, origin, state, way_in, not_known }) => ({
        key: masking.key(key),
        ...(id !== undefined && { id: masking.id(id) }),
        origin: maskLocation(origin, masking),
        state,
        way_in,
        not_known,
      })),
    }),
  }
}

export function maskNoPlan({ ok, head, diagnostics }: NoPlan, masking: Masking): NoPlan {
  return { ok, head: maskHead(head, masking), diagnostics: maskDiagnostics(diagnostics, masking) }
}

function maskHead({ target, workspace, selection, write_credentials, consents }: PlanHead, masking: Masking): PlanHead {
  return {
    target,
    workspace,
    ...(selection !== undefined && { selection: masked }),
    ...(write_credentials && { write_credentials: write_credentials.map(masking.key) }),
    consents,
  }
}

function maskVerdict({ lost_places, ...verdict }: GuardVerdict, masking: Masking): GuardVerdict {
  if (lost_places === undefined) return verdict
  return { ...verdict, lost_places: lost_places.map(({ place, people }) => ({ place: masking.file(place), people })) }
}
