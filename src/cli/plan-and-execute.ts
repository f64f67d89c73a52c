import type { Connection } from '../live/connect.ts'
import type { GuardName } from '../model/change-codes.ts'
import type { ExitName } from '../model/exit-codes.ts'
import type { Planned } from '../model/plan.ts'
import { present } from '../model/present.ts'
import { type Asking, executeFile, showAskExecute } from './execute.ts'
import type { Execution } from './execution.ts'
import { type PlanChoice, type PlanRequest, planFor } from './planning.ts'

type OpenExecution = Execution & { readonly live: Connection }

/** The identities that the command names, if any, and whether it asks. */
export interface ToExecute extends Pick<PlanRequest, 'named'> {
  /** Consent to this guard replaces the question, and without a terminal there is none. Absent: ask unless `--yes`. */
  readonly answeredBy?: GuardName
}

/** Makes a plan, shows it, asks and executes it; closes the server at the end. */
export async function planAndExecute(
  execution: OpenExecution,
  flags: PlanChoice & { readonly yes: boolean },
  { named, answeredBy }: ToExecute = {},
): Promise<ExitName> {
  const { config, context, output, interruption, live, inventory } = execution
  const request = { config, source: live.source, flags, signal: interruption.stop, inventory, ...present({ named }) }
  try {
    const planned = await planFor(context, output, request)
    return await showAskExecute(planned, flags.yes ? 'never' : askingOf(planned, answeredBy), execution)
  } finally {
    await live.close()
  }
}

/** Executes a saved plan without asking; closes the server at the end. */
export function executeSaved(path: string, execution: OpenExecution): Promise<ExitName> {
  return executeFile(path, execution).finally(() => execution.live.close())
}

function askingOf(planned: Planned, answeredBy: GuardName | undefined): Asking {
  if (answeredBy === undefined) return 'always'
  return isConsented(planned, answeredBy) ? 'never' : 'on-terminal'
}

/** Whether the consent given for a guard covers what the plan counts. */
function isConsented(planned: Planned, guard: GuardName): boolean {
  return (
    planned.ok &&
    planned.plan.guards.some(
      ({ guard: name, consent, count }) => name === guard && consent !== undefined && consent >= count,
    )
  )
}
