import type { NewcomersAtHand } from './apply/context.ts'
import { ownMark } from './identity/live-document.ts'
import type { LiveSource } from './live/ports.ts'
import type { Change, CreateChange, UpdateChange } from './model/change.ts'
import { isUpdate } from './model/change-parts.ts'
import { createAccountTraces, type Trace, type TraceReader } from './reconcile/evidence/newcomers.ts'
import type { PlanFile } from './records/planfile/read.ts'

/**
 * Managed identities that may be people whom a plan creates, or that have a key which it gives to somebody. Lists all
 * identities once, or never if the plan does neither. Leaves out everybody whom the plan knew.
 */
export async function findNewcomers(
  plan: PlanFile,
  source: LiveSource,
  workspace: string,
  read: TraceReader,
  signal: AbortSignal,
): Promise<NewcomersAtHand> {
  const wanted = new Set<Trace>()
  for await (const change of plan.changes()) {
    for (const trace of isSought(change) ? tracesOf(change, read) : []) wanted.add(trace)
  }
  const accounts = createAccountTraces(wanted)
  if (wanted.size > 0) {
    for await (const page of source.list(signal)) {
      for (const live of page) {
        const mark = ownMark(live, workspace)
        if (mark) accounts.see(live.id, read.ofAccount(mark, live.schema_id))
      }
    }
  }
  const unknown = (traces: readonly Trace[], { told_apart = [] }: Sought) => {
    const known = new Set(told_apart)
    return accounts.with(traces).filter((id) => !known.has(id))
  }
  return {
    withKeyOf: (change) => unknown(read.ofCreation(change).own, change),
    othersWithKeyOf: (change) =>
      isSought(change) ? unknown(read.ofKey(change), change).filter((id) => id !== change.id) : [],
    kinOf: (change) => (saysWhomItKnew(change) ? unknown(read.ofCreation(change).kin, change) : []),
  }
}

/** A change that creates somebody, or gives somebody another key. */
export type Sought = CreateChange | (UpdateChange & Required<Pick<UpdateChange, 'told_apart'>>)

export function isSought(change: Change): change is Sought {
  if (change.blocked !== undefined) return false
  return change.action === 'create' || (isUpdate(change) && change.told_apart !== undefined)
}

function tracesOf(change: Sought, read: TraceReader): readonly Trace[] {
  if (change.action !== 'create') return read.ofKey(change)
  const { own, kin } = read.ofCreation(change)
  return saysWhomItKnew(change) ? [...own, ...kin] : own
}

/** Whether the plan says whom it knew; plans of earlier versions do not. */
function saysWhomItKnew({ told_apart }: CreateChange): boolean {
  return told_apart !== undefined
}
