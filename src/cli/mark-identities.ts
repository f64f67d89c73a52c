import type { ExitName } from '../errors.ts'
import type { Connection } from '../live/connect.ts'
import type { GuardName } from '../model/change-codes.ts'
import type { Planned } from '../model/plan.ts'
import { showAskExecute } from './execute.ts'
import type { Execution } from './execution.ts'
import { type PlanChoice, type PlanRequest, planFor } from './planning.ts'

/** What `adopt` and `release` share: a plan for those who are named, shown, asked about, and executed. */
export async function markIdentities(
  execution: Execution & { readonly live: Connection },
  flags: PlanChoice & { readonly yes: boolean },
  named: NonNullable<PlanRequest['named']>,
  guard: GuardName,
): Promise<ExitName> {
  const { config, context, output, interruption, live } = execution
  const request = { config, source: live.source, flags, signal: interruption.stop, named }
  try {
    const planned = await planFor(context, output, request)
    return await showAskExecute(planned, flags.yes || isConsented(planned, guard) ? 'never' : 'on-terminal', execution)
  } finally {
    await live.close()
  }
}

/** The number that was given answers the question. */
function isConsented(planned: Planned, guard: GuardName): boolean {
  return (
    planned.ok &&
    planned.plan.guards.some(
      ({ guard: name, consent, count }) => name === guard && consent !== undefined && consent >= count,
    )
  )
}
