import { countPrivileged } from '../../model/count-privileged.ts'
import type { Access, GuardVerdict, MadeFrom, NoPlan, Plan, PlanHead } from '../../model/plan.ts'
import { present } from '../../model/present.ts'
import type { PrivilegedCounts } from '../../model/privileged.ts'
import type { Masking } from './masking.ts'
import { ShownChanges } from './shown-changes.ts'
import { locationIn, type View, viewOf } from './view.ts'

/** A plan as formats get it. */
export interface ShownPlan extends Omit<Plan, 'changes'> {
  readonly changes: ShownChanges
  /** Absent if no change touches a privileged value. */
  readonly privileged?: PrivilegedCounts
}

/**
 * A plan as an output may show it: sensitive values are always hidden. `masking` also hides trait values, keys, ids and origins;
 * target, workspace, counts, actions, reasons and guards stay.
 */
export function shownPlan(plan: Plan, masking?: Masking): ShownPlan {
  const { made_from, summary, changes, guards, diagnostics, access } = plan
  const view = viewOf(plan.declared, masking)
  return {
    ...shownHead(plan, view),
    ...present({ made_from: made_from && shownMadeFrom(made_from, masking) }),
    summary,
    ...present({ privileged: countPrivileged(changes) }),
    changes: new ShownChanges(changes, view),
    guards: guards.map((verdict) => shownVerdict(verdict, view)),
    diagnostics: view.diagnostics(diagnostics),
    ...present({ access: access?.map((one) => shownAccess(one, view)) }),
  }
}

export function shownNoPlan({ ok, head, diagnostics }: NoPlan, masking?: Masking): NoPlan {
  const view = viewOf([], masking)
  return { ok, head: shownHead(head, view), diagnostics: view.diagnostics(diagnostics) }
}

function shownHead({ target, workspace, selection, write_credentials, consents }: PlanHead, view: View): PlanHead {
  return {
    target,
    workspace,
    ...present({
      selection: selection === undefined ? undefined : view.text(selection),
      write_credentials: write_credentials?.map((key) => view.key(key)),
    }),
    consents,
  }
}

/** Branches have names of people and of their matters. */
function shownMadeFrom({ commit, tree, branch }: MadeFrom, masking: Masking | undefined): MadeFrom {
  return { commit, ...present({ tree, branch: masking === undefined ? branch : undefined }) }
}

function shownVerdict({ lost_places, ...verdict }: GuardVerdict, view: View): GuardVerdict {
  if (lost_places === undefined) return verdict
  return { ...verdict, lost_places: lost_places.map(({ place, people }) => ({ place: view.file(place), people })) }
}

function shownAccess({ key, display, id, origin, state, way_in, not_known }: Access, view: View): Access {
  return {
    key: view.key(key),
    ...present({ display: display === undefined ? undefined : view.name(display), id: id && view.id(id) }),
    origin: locationIn(view, origin),
    state,
    way_in,
    not_known,
  }
}
