import type { Change } from '../../model/change.ts'
import type { DriftedIdentity, DriftView } from '../../model/drift.ts'
import type { Plan } from '../../model/plan.ts'

/** Every document, every identity with our mark and every other live identity is in exactly one of these numbers. */
export interface Everybody {
  readonly drifted: number
  readonly accepted: number
  readonly recent: number
  readonly pending: number
  readonly blocked: number
  readonly unchanged: number
  readonly unmanaged: number
}

export function everybodyIn(plan: Plan, view: DriftView): Everybody {
  const { drifted, accepted, recent, pending } = view.counts
  const judged = view.identities.filter(isJudged).map(({ change }) => change)
  // A plan counts an identity with nothing but observed differences as unchanged.
  const told = judged.filter(({ action, blocked }) => action === 'none' && blocked === undefined).length
  const isBlocked = ({ blocked }: Change) => blocked !== undefined
  return {
    drifted,
    accepted,
    recent,
    pending,
    blocked: plan.changes.filter(isBlocked).length - judged.filter(isBlocked).length,
    unchanged: plan.summary.unchanged - told,
    // With `--include-unmanaged` each of them is already counted as drifted or accepted.
    unmanaged: plan.drift?.unmanaged === undefined ? plan.summary.unmanaged : 0,
  }
}

/** `Drift: 3 drifted, 1 accepted. 18 unchanged. Coverage 95 %.`: what is not zero. Without drift: `No drift. 18 unchanged.` */
export function driftLine(everybody: Everybody, { observed, coverage }: DriftView['counts']): string {
  const counted = (names: readonly (keyof Everybody)[]): string =>
    names.flatMap((name) => (everybody[name] === 0 ? [] : [`${everybody[name]} ${name}`])).join(', ')
  const sentences = [
    everybody.drifted === 0 ? 'No drift' : `Drift: ${counted(['drifted'])}`,
    counted(['accepted', 'recent', 'pending', 'blocked', 'unchanged', 'unmanaged']),
    observed === 0 ? '' : `${observed} ${observed === 1 ? 'has' : 'have'} observed differences`,
    coverage === 100 ? '' : `Coverage ${coverage} %`,
  ]
  return sentences.flatMap((text) => (text === '' ? [] : [`${text}.`])).join(' ')
}

function isJudged({ items }: DriftedIdentity): boolean {
  return items.some(({ counts }) => counts)
}
