import type { Change, FieldChange } from '../model/change.ts'
import type { Plan } from '../model/plan.ts'

/** What moved live since the last apply, taken out of a plan; what is merely pending is left out. */
export interface DriftView {
  /** The changes that would bring live back, each with its drifted leaves only. */
  readonly changes: readonly Change[]
  /** Identities that drifted; the others in `changes` only have observed differences. */
  readonly drifted: number
  readonly observed: number
  /** Changes that wait for the next apply and are not drift. */
  readonly pending: number
}

/**
 * Drift is: a leaf that moved live (cause `drift` or `both`), an identity of ours whose mark is gone (it shows as
 * unmarked, product §2.3), a disabled identity that somebody re-activated (§4), and one that the inventory knows and that
 * is gone.
 */
export function driftView(plan: Plan): DriftView {
  const changes: Change[] = []
  let drifted = 0
  let observed = 0
  let pending = 0
  for (const change of plan.changes) {
    const fields = change.fields.filter(hasMovedLive)
    const moved = fields.length > 0 || isDriftAsAWhole(change)
    const differs = (change.observed ?? []).length > 0
    if (moved) drifted += 1
    else if (change.action !== 'none' && change.blocked === undefined) pending += 1
    if (differs) observed += 1
    if (moved || differs) changes.push({ ...change, fields })
  }
  return { changes, drifted, observed, pending }
}

function hasMovedLive(field: FieldChange): boolean {
  return field.cause === 'drift' || field.cause === 'both'
}

function isDriftAsAWhole(change: Change): boolean {
  const isMissing = change.action === 'create' && change.recreates === true
  return isMissing || change.reason === 'unmarked' || change.blocked?.code === 'reactivated'
}
