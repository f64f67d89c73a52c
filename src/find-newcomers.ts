import type { NewcomersAtHand } from './apply/context.ts'
import { ownMark } from './identity/live-document.ts'
import type { LiveSource } from './live/ports.ts'
import type { Change, CreateChange, UpdateChange } from './model/change.ts'
import { isUpdate } from './model/change-parts.ts'
import type { IdentityKey } from './model/identity.ts'
import { push } from './model/push.ts'
import { createAccountTraces, type Trace, type TraceReader } from './reconcile/evidence/newcomers.ts'
import type { PlanFile } from './records/planfile/read.ts'

interface Search {
  readonly source: LiveSource
  readonly workspace: string
  readonly read: TraceReader
  readonly signal: AbortSignal
}

/**
 * Managed identities that may be people whom a plan creates, or that have a key which it gives to somebody. Lists all
 * identities once, or never if the part to execute does neither. Leaves out everybody whom the plan knew.
 * @param part What is to be executed.
 * @param plan The whole plan: some of it may be done by now.
 */
export async function findNewcomers(
  part: Pick<PlanFile, 'changes'>,
  plan: Pick<PlanFile, 'changes'>,
  { source, workspace, read, signal }: Search,
): Promise<NewcomersAtHand> {
  const wanted = new Set<Trace>()
  for await (const change of part.changes()) {
    for (const trace of isSought(change) ? tracesOf(change, read) : []) wanted.add(trace)
  }
  const seen = wanted.size === 0 ? [] : await accountsWith(wanted, workspace, { source, read, signal })
  const given = await givenBy(plan, seen, read)
  const accounts = createAccountTraces()
  const strangers = createAccountTraces()
  for (const { id, traces } of seen) {
    accounts.see(id, traces)
    const known = given.get(id)
    strangers.see(id, known ? traces.filter((trace) => !known.has(trace)) : traces)
  }
  const unknown = (ids: readonly string[], { told_apart = [] }: Sought) => {
    const known = new Set(told_apart)
    return ids.filter((id) => !known.has(id))
  }
  return {
    withKeyOf: (change) => unknown(accounts.with(read.ofCreation(change).own), change),
    othersWithKeyOf: (change) =>
      isSought(change) ? unknown(accounts.with(read.ofKey(change)), change).filter((id) => id !== change.id) : [],
    kinOf: (change) => (saysWhomItKnew(change) ? unknown(strangers.with(read.ofCreation(change).kin), change) : []),
  }
}

/** A managed identity with some of the traces that are looked for. */
interface SeenAccount {
  readonly id: string
  readonly key: IdentityKey
  readonly schemaId: string
  readonly traces: readonly Trace[]
}

async function accountsWith(
  wanted: ReadonlySet<Trace>,
  workspace: string,
  { source, read, signal }: Omit<Search, 'workspace'>,
): Promise<SeenAccount[]> {
  const seen: SeenAccount[] = []
  for await (const page of source.list(signal)) {
    for (const live of page) {
      const mark = ownMark(live, workspace)
      if (mark === undefined) continue
      const traces = read.ofAccount(mark, live.schema_id).filter((trace) => wanted.has(trace))
      if (traces.length > 0) seen.push({ id: live.id, key: mark.key, schemaId: live.schema_id, traces })
    }
  }
  return seen
}

/**
 * The traces that the plan itself gives to accounts, which therefore say nothing about anybody else in it: the plan may have been executed
 * before, or other processes execute other shards of it.
 */
async function givenBy(
  plan: Pick<PlanFile, 'changes'>,
  seen: readonly SeenAccount[],
  read: TraceReader,
): Promise<ReadonlyMap<string, ReadonlySet<Trace>>> {
  const given = new Map<string, ReadonlySet<Trace>>()
  if (seen.length === 0) return given
  const byId = new Map<string, SeenAccount[]>()
  const byKey = new Map<IdentityKey, SeenAccount[]>()
  for (const account of seen) {
    push(byId, account.id, account)
    push(byKey, account.key, account)
  }
  for await (const change of plan.changes()) {
    if (change.blocked !== undefined || !(change.action === 'create' || isUpdate(change))) continue
    const receivers = change.action === 'create' ? byKey.get(change.key) : byId.get(change.id)
    for (const { id, schemaId } of receivers ?? []) given.set(id, new Set(read.ofAccount(change.mark, schemaId)))
  }
  return given
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
