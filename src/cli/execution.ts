import type { Config } from '../config/types.ts'
import type { PlanBasis } from '../folder-at-hand.ts'
import type { LiveSource, LiveTarget } from '../live/ports.ts'
import type { Consents } from '../model/plan.ts'
import type { Shard } from '../model/shard.ts'
import type { Inventory } from '../records/inventory/inventory.ts'
import type { CliContext } from './context.ts'
import type { Output } from './output.ts'
import type { Interruption } from './signals.ts'

/** What a command passes to an execution. */
export interface Execution {
  readonly context: CliContext
  readonly output: Output
  readonly config: Config
  readonly live: { readonly source: LiveSource; readonly target: LiveTarget }
  readonly interruption: Interruption
  readonly consents: Consents
  readonly concurrency?: number | undefined
  readonly maxFailures?: number | undefined
  /** Path of the new file for recovery links and codes. */
  readonly invites?: string | undefined
  readonly inventory?: Inventory | undefined
  /** Full hash of the commit whose files a saved plan must have been made from. */
  readonly expectedCommit?: string | undefined
  /** Which part of a saved plan to execute; absent: all of it. */
  readonly shard?: Shard | undefined
  /** Of the plan that is executed, if it was made for this run. */
  readonly basis?: PlanBasis | undefined
  readonly idctlVersion: string
  /** Name of the command. */
  readonly command: string
}
