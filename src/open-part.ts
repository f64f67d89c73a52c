import { splitPlan } from './apply/order/split-plan.ts'
import { isSought } from './find-newcomers.ts'
import type { Change } from './model/change.ts'
import { hasEffect, restsOnFolder } from './model/change-parts.ts'
import type { Shard, ShardOfPlan } from './model/shard.ts'
import { isGift } from './reconcile/evidence/asked-for.ts'
import type { PlanPlace } from './records/planfile/lines.ts'
import { openPlanFile, type PlanFile, type PlanFileChecks } from './records/planfile/read.ts'

/** The changes of a plan that one run executes. */
export interface PartOfPlan extends Pick<PlanFile, 'changes'>, Demands {
  /** Absent when it is the whole plan. */
  readonly shard?: ShardOfPlan
}

/** What executing changes takes. */
interface Demands {
  /** How many changes do something. */
  readonly count: number
  readonly looksForNewcomers: boolean
  readonly restsOnFolder: boolean
  readonly restsOnDocument: boolean
}

/**
 * Checks a whole plan file, and finds the part to execute. The file is read a second time if that is not all of it.
 * @throws as `openPlanFile`
 */
export async function openPart(
  place: PlanPlace,
  shard: Shard | undefined,
  { look, written }: PlanFileChecks,
): Promise<{ readonly plan: PlanFile; readonly part: PartOfPlan }> {
  const split = shard && splitPlan(shard.count)
  const whole = collectDemands()
  const see = (change: Change): void => {
    split?.see(change)
    whole.see(change)
    look?.(change)
  }
  const plan = await openPlanFile(place, { look: see, written })
  if (shard === undefined || split === undefined)
    return { plan, part: { changes: () => plan.changes(), ...whole.found() } }
  const changes = async function* (): AsyncGenerator<Change> {
    for await (const change of plan.changes()) if (split.shardOf(change) === shard.index) yield change
  }
  const own = collectDemands()
  for await (const change of changes()) own.see(change)
  const found = own.found()
  return { plan, part: { changes, ...found, shard: { ...shard, changes: found.count, planned: whole.found().count } } }
}

function collectDemands() {
  let count = 0
  let looksForNewcomers = false
  let isOfFolder = false
  let restsOnDocument = false
  return {
    see(change: Change): void {
      if (hasEffect(change)) count += 1
      looksForNewcomers ||= isSought(change)
      restsOnDocument ||= (change.action === 'create' && !change.blocked) || isGift(change)
      isOfFolder ||= restsOnFolder(change)
    },
    found: (): Demands => ({ count, looksForNewcomers, restsOnFolder: isOfFolder, restsOnDocument }),
  }
}
