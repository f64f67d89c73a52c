import type { ApplyContext } from './apply/context.ts'
import { executeChanges } from './apply/executor.ts'
import type { Config } from './config/types.ts'
import { fingerprintOfHash } from './desired/document/hash-fingerprint.ts'
import { checkPasswordHash } from './desired/document/password-hash.ts'
import { secretResolver } from './desired/files/secrets.ts'
import { findNewcomers } from './find-newcomers.ts'
import { type PlanBasis, readFolderAtHand } from './folder-at-hand.ts'
import type { LiveSource, LiveTarget } from './live/ports.ts'
import type { Change } from './model/change.ts'
import type { Consents } from './model/plan.ts'
import { present } from './model/present.ts'
import type { Report } from './model/report.ts'
import type { Shard, ShardOfPlan } from './model/shard.ts'
import type { Variables } from './model/variables.ts'
import { openPart } from './open-part.ts'
import { nameLeaves } from './reconcile/evidence/name-leaves.ts'
import { traceReader } from './reconcile/evidence/newcomers.ts'
import type { Inventory } from './records/inventory/inventory.ts'
import { withInventoryProblem } from './records/inventory/report-problem.ts'
import type { PlanPlace } from './records/planfile/lines.ts'
import { refuseOtherCommit } from './refuse-other-commit.ts'
import { refuseOtherServer, refusePlan, refuseRequiredLosses } from './refuse-plan.ts'
import { sealMarksOf } from './seal-marks.ts'
import { readServerFacts } from './server-facts.ts'

/**
 * Creations per request when somebody watches: an interrupt waits for the end of the request. They take a second or
 * two, even if passwords are hashed.
 */
const watchedBatchSize = 25

/** A plan whose execution begins. */
export interface BegunPlan {
  readonly digest: string
  /** How many changes it executes. */
  readonly changes: number
  /** The commit that it was made from. */
  readonly commit?: string
  /** Absent when the whole plan is executed. */
  readonly shard?: ShardOfPlan
}

export interface ApplyOptions
  extends Pick<
    ApplyContext,
    | 'newId'
    | 'random'
    | 'sleep'
    | 'now'
    | 'concurrency'
    | 'maxFailures'
    | 'stop'
    | 'abort'
    | 'onStart'
    | 'onOutcome'
    | 'invites'
  > {
  /** Called after all checks and before the first write; the run begins when it resolves. */
  readonly onBegin?: (plan: BegunPlan) => Promise<void>
  /** Consents given now, in addition to those that the plan records. */
  readonly consents: Consents
  readonly variables: Variables
  /**
   * The plan was just made from the listing of this run: the people whom it creates are not looked up first, unless
   * `hasWaited`.
   */
  readonly isFresh?: boolean
  /** The digest of the plan file, if this process has written it and nobody else could: its changes were checked then. */
  readonly written?: string
  /** From the plan, if it was made a moment ago. */
  readonly basis?: PlanBasis
  /** Somebody was asked to confirm since, for any length of time: the URL may lead to another server by now. */
  readonly hasWaited?: boolean
  /** Somebody watches and may interrupt: creations are sent in small batches. */
  readonly isWatched?: boolean
  /** `--expect-commit`: the plan must have been made from the files of this commit. */
  readonly expectedCommit?: string
  /**
   * `--inventory`: records who was applied. The one that the plan was made with, or a new one; for this run only. Not with `shard`: one
   * file has one writer.
   */
  readonly inventory?: Inventory
  /** `--shard`: execute only this part of the plan. All checks are of the whole plan. */
  readonly shard?: Shard
}

/**
 * Executes a saved plan and nothing else. Everything that can be refused is refused before the first write: format,
 * digest, target, workspace, another commit, another server at the same URL, guards, lost required keys, invitations without a file to
 * write them to, people of the inventory who are gone and whom the plan would unknowingly recreate.
 * @throws IdctlError (exit `refused`, or as reading schemas does), or the reason of `stop` if that is aborted before
 * the first write
 */
export async function applyPlanFile(
  place: PlanPlace,
  config: Config,
  live: { readonly source: LiveSource; readonly target: LiveTarget },
  options: ApplyOptions,
): Promise<Report> {
  const { inventory, shard } = options
  const look = (change: Change): void => inventory?.consider(change)
  const { plan, part } = await openPart(place, shard, { look, written: options.written })
  refusePlan(plan, config, { consents: options.consents, hasInvitesFile: options.invites !== undefined })
  if (options.expectedCommit !== undefined) {
    await refuseOtherCommit(plan.header.made_from, {
      commit: options.expectedCommit,
      folder: config.root,
      variables: options.variables,
      signal: options.stop,
    })
  }
  await refuseRequiredLosses(plan, config)
  const { basis } = options
  const server = basis?.server ?? (await readServerFacts(config, live.source, options.stop))
  const { schemas, abilities } = server
  options.stop.throwIfAborted()
  const { count: changes, looksForNewcomers, restsOnFolder, restsOnDocument } = part
  const isUpToDate = options.isFresh === true && options.hasWaited !== true
  if (changes > 0 && !isUpToDate) await refuseOtherServer(plan, live.source, options.stop)
  const read = traceReader(nameLeaves(schemas, config.display))
  const newcomers =
    looksForNewcomers && !isUpToDate
      ? await findNewcomers(part, plan, {
          source: live.source,
          workspace: config.workspace,
          read,
          signal: options.stop,
        })
      : undefined
  const folder =
    restsOnFolder || (restsOnDocument && !isUpToDate) ? readFolderAtHand(config, server, options) : undefined
  // Last, because it opens a file that only the run below closes.
  await inventory?.begin(() => live.source.list(options.stop))
  const execute = async (): Promise<Report> => {
    const commit = plan.header.made_from?.commit
    await options.onBegin?.({ digest: plan.digest, changes, ...present({ commit, shard: part.shard }) })
    return executeChanges(part.changes(), {
      ...options,
      source: live.source,
      target: sealMarksOf(live.target, config, schemas),
      workspace: config.workspace,
      schemas,
      abilities,
      ...present({ newcomers, folder }),
      removal: config.removal,
      secrets: secretResolver(config, options.variables),
      checkPasswordHash,
      batchSize: options.isWatched ? Math.min(abilities.batchSize, watchedBatchSize) : abilities.batchSize,
      fingerprintOfHash,
      // Two batches keep Kratos busy; more are no faster. A batch of one is an ordinary write, so as many of them run
      // at once as of those.
      batchesInFlight: abilities.batchSize === 1 ? options.concurrency : Math.min(2, options.concurrency),
    })
  }
  const report = await execute().finally(() => inventory?.close())
  return inventory === undefined ? report : withInventoryProblem(report, inventory)
}
