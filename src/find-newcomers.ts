import type { NewcomersAtHand } from './apply/context.ts'
import { ownMark } from './identity/live-document.ts'
import type { LiveSource } from './live/ports.ts'
import type { Change, CreateChange, UpdateChange } from './model/change.ts'
import { isUpdate } from './model/change-parts.ts'
import type { PlanFile } from './planfile/read.ts'
import { createAccountTraces, type Trace, type TraceReader } from './reconcile/newcomers.ts'

/**
 * Accounts of ours that may be those whom a plan creates, or have a key that it gives to somebody, from one pass over all; from none
 * where it does neither. Nobody whom the plan knew is among them.
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
    const told = new Set(told_apart)
    return accounts.with(traces).filter((id) => !told.has(id))
  }
  return {
    withKeyOf: (change) => unknown(read.ofCreation(change).own, change),
    othersWithKeyOf: (change) =>
      isSought(change) ? unknown(read.ofKey(change), change).filter((id) => id !== change.id) : [],
    kinOf: (change) => (isTold(change) ? unknown(read.ofCreation(change).kin, change) : []),
  }
}

/** Whoever is created, or gets another key. */
export type Sought = CreateChange | (UpdateChange & Required<Pick<UpdateChange, 'told_apart'>>)

export function isSought(change: Change): change is Sought {
  if (change.blocked !== undefined) return false
  return change.action === 'create' || (isUpdate(change) && change.told_apart !== undefined)
}

function tracesOf(change: Sought, read: TraceReader): readonly Trace[] {
  if (change.action !== 'create') return read.ofKey(change)
  const { own, kin } = read.ofCreation(change)
  return isTold(change) ? [...own, ...kin] : own
}

/** A plan of an earlier version does not tell whom it knew. */
function isTold({ told_apart }: CreateChange): boolean {
  return told_apart !== undefined
}
