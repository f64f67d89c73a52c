import type { Config } from '../config/types.ts'
import type { Pause } from '../in-pieces.ts'
import type { LiveSource } from '../live/ports.ts'
import type { Planned } from '../model/plan.ts'
import { present } from '../model/present.ts'
import { computePlan, type PlanOptions } from '../pipeline.ts'
import type { Inventory } from '../records/inventory/inventory.ts'
import type { CliContext } from './context.ts'
import { consentsOf } from './flags.ts'
import { inventoryFor } from './inventory.ts'
import { listeningWhileWaiting } from './listening-source.ts'
import { listingProgress } from './listing-progress.ts'
import type { Output } from './output.ts'
import { tellPlanning } from './planning-progress.ts'
import { timePlanning } from './time-planning.ts'

/** The parsed flags for a plan; a member is absent when the command does not have the flag. */
export interface PlanChoice {
  readonly only?: string | undefined
  readonly 'take-over'?: readonly string[] | undefined
  readonly 'write-credentials'?: readonly string[] | undefined
  readonly 'ways-in'?: boolean | undefined
  readonly inventory?: string | undefined
}

export interface PlanRequest {
  readonly config: Config
  readonly source: LiveSource
  readonly flags: PlanChoice
  readonly signal: AbortSignal
  /** The inventory that this run also writes; absent: opened from `flags.inventory`. */
  readonly inventory?: Inventory | undefined
  readonly named?: NonNullable<PlanOptions['named']>
  readonly drift?: NonNullable<PlanOptions['drift']>
  readonly onBasis?: NonNullable<PlanOptions['onBasis']>
  /** The plan is saved to a file of the user. */
  readonly isKept?: boolean
}

/** Computes a plan for a command, with its progress on stderr; the line stands there until something else is written. */
export async function planFor(context: CliContext, output: Output, request: PlanRequest): Promise<Planned> {
  const { config, source, flags, signal, named, drift, onBasis } = request
  const inventory = request.inventory ?? (await inventoryFor(context, config, flags.inventory, 'refuse'))
  const tellReading = readingEvents(output)
  const listing = listingProgress(output, source, signal)
  const tell = tellPlanning(output.progress, listing)
  const time = timePlanning(output.timings)
  const options: PlanOptions = {
    consents: consentsOf({ ...flags }),
    takeOver: flags['take-over'] ?? [],
    waysIn: flags['ways-in'] === true,
    asksTree: request.isKept === true,
    variables: context.env,
    now: context.now(),
    signal,
    onProgress: (event) => {
      tell(event)
      time(event)
      if (event.kind === 'read-live' && event.identities > 0) tellReading(event.identities)
    },
    ...present({ only: flags.only, writeCredentials: flags['write-credentials'], inventory, named, drift, onBasis }),
  }
  const plan = (heard: LiveSource, pause: Pause) => computePlan(config, heard, { ...options, pause })
  try {
    return await listeningWhileWaiting(context.signals, signal, source, plan)
  } finally {
    listing.stop()
    output.timings.stage('showing')
  }
}

/** Tells how far it is, at most once a second. */
function readingEvents({ events }: Output): (identities: number) => void {
  let told = Date.parse(events.now().at)
  return (identities) => {
    const now = events.now()
    if (Date.parse(now.at) - told < 1000) return
    told = Date.parse(now.at)
    events.tell([{ type: 'reading', ...now, identities }])
  }
}
