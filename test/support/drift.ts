import { type DriftOptions, judgeDrift } from '../../src/drift/judge-drift.ts'
import { parseBaseline } from '../../src/drift/parse-baseline.ts'
import type { BaselineEntry, DriftView } from '../../src/model/drift.ts'
import type { DesiredIdentity, LiveIdentity, Mark } from '../../src/model/identity.ts'
import type { Plan } from '../../src/model/plan.ts'
import { decideChange } from '../../src/reconcile/decide/decide.ts'
import { comparedIn, createDriftCollector } from '../../src/reconcile/plan/collect-drift.ts'
import { decideAll } from '../../src/reconcile/plan/decide-all.ts'
import { selectChanges } from '../../src/reconcile/plan/select.ts'
import { summarise } from '../../src/reconcile/plan/summary.ts'
import type { Policy } from '../../src/reconcile/policy.ts'
import { sourceText } from '../../src/source/source-text.ts'
import { type DesiredInput, desired, type LiveInput, live, policy } from './builders.ts'

export const today = '2026-06-01'

/** The mark that `apply` leaves when it creates this document. */
export function createdMark(document: DesiredIdentity): Mark {
  const { change } = decideChange({ kind: 'desired-only', desired: document }, policy())
  if (change?.action !== 'create') throw new Error('a document alone is created')
  return change.mark
}

/** A document, and its live identity as it is after an apply and somebody's edits. */
export function person(input: DesiredInput, edits: LiveInput = {}): { document: DesiredIdentity; there: LiveIdentity } {
  const document = desired(input)
  const { traits, metadata_public = null, metadata_admin = null, external_id, state } = input
  const there = live({
    ...(traits === undefined ? {} : { traits }),
    ...(typeof external_id === 'string' ? { external_id } : {}),
    ...(state === undefined ? {} : { state }),
    metadata_public,
    metadata_admin,
    mark: createdMark(document),
    ...edits,
  })
  return { document, there }
}

/** Whom a plan for drift is about: those with these keys, or everybody. */
interface Part {
  readonly unmanaged?: boolean
  readonly only?: readonly string[] | undefined
}

/** A plan as `idctl drift` has it. */
export async function planForDrift(
  documents: readonly DesiredIdentity[],
  identities: readonly LiveIdentity[],
  { unmanaged = false, only, ...rules }: Part & Partial<Policy> = {},
): Promise<Plan> {
  async function* pages() {
    yield identities
  }
  const isSelected = ({ key }: { readonly key: string }) => only === undefined || only.includes(key)
  const isCompared = only && comparedIn(policy(rules), isSelected)
  const drift = createDriftCollector(policy(rules), { unmanaged, isCompared })
  const decided = await decideAll(documents, pages(), policy(rules), [drift])
  return {
    target: 'test',
    workspace: 'acme-test',
    consents: {},
    guards: [],
    diagnostics: decided.diagnostics,
    ...(only && { selection: only.join(' ') }),
    changes: selectChanges(decided.changes, isSelected),
    summary: summarise(decided.changes, decided.unchanged, decided.unmanaged),
    drift: drift.facts(decided.managed),
  }
}

export function judged(plan: Plan, options: Partial<DriftOptions> = {}): DriftView {
  return judgeDrift(plan, { entries: [], today, includeObserved: false, partial: false, ...options })
}

/** Entries of a baseline that must be right. */
export function entriesOf(text: string): readonly BaselineEntry[] {
  const { entries, diagnostics } = parseBaseline(sourceText('baseline.yaml', text))
  if (entries === undefined) throw new Error(JSON.stringify(diagnostics))
  return entries
}
