import type { PlanBasis } from '../folder-at-hand.ts'
import type { Connection } from '../live/connect.ts'
import type { GuardName } from '../model/change-codes.ts'
import { hasEffect } from '../model/change-parts.ts'
import type { ExitName } from '../model/exit-codes.ts'
import type { Planned } from '../model/plan.ts'
import { present } from '../model/present.ts'
import { type Asking, executeFile, showAskExecute } from './execute.ts'
import type { Execution } from './execution.ts'
import { type PlanChoice, type PlanRequest, planFor } from './planning.ts'
import { withPlanFile } from './with-plan-file.ts'

type OpenExecution = Execution & { readonly live: Connection }

/** The identities that the command names, if any, and whether it asks. */
export interface ToExecute extends Pick<PlanRequest, 'named'> {
  /** Consent to this guard replaces the question, and without a terminal there is none. Absent: ask unless `--yes`. */
  readonly answeredBy?: GuardName
  /** The user has not named the people one by one: without the consent it asks, and needs a terminal. */
  readonly isWide?: true
}

/** Makes a plan, shows it, asks and executes it; closes the server at the end. */
export async function planAndExecute(
  execution: OpenExecution,
  flags: PlanChoice & { readonly yes: boolean },
  { named, answeredBy, isWide }: ToExecute = {},
): Promise<ExitName> {
  const { config, context, output, interruption, live, inventory } = execution
  let basis: PlanBasis | undefined
  const onBasis = (found: PlanBasis): void => {
    basis = found
  }
  const asked = { config, source: live.source, flags, signal: interruption.stop, inventory }
  const request = { ...asked, onBasis, ...present({ named }) }
  try {
    const planned = await planFor(context, output, request)
    const asking = flags.yes ? 'never' : askingOf(planned, answeredBy, isWide ?? namesGlobs(named))
    return await showAskExecute(planned, asking, { ...execution, basis })
  } finally {
    await live.close()
  }
}

/** Executes a saved plan without asking; closes the server at the end. */
export function executeSaved(path: string, keyFile: string | undefined, execution: OpenExecution): Promise<ExitName> {
  return withPlanFile(path, keyFile, (place) => executeFile(place, execution)).finally(() => execution.live.close())
}

/** @param isWide nobody has named the people one by one */
export function askingOf(planned: Planned, answeredBy: GuardName | undefined, isWide: boolean): Asking {
  if (answeredBy === undefined) return 'always'
  if (isConsented(planned, answeredBy)) return 'never'
  return isWide ? 'always' : 'on-terminal'
}

/** A key names one person, and is consent. A glob may fit people whom the user did not think of. */
function namesGlobs(named: PlanRequest['named']): boolean {
  return named !== undefined && 'globs' in named && named.globs !== undefined && named.globs.length > 0
}

/** Whether the consent given for a guard covers what the plan counts, and everything that it does is counted there. */
function isConsented(planned: Planned, guard: GuardName): boolean {
  if (!planned.ok) return false
  const { changes, guards } = planned.plan
  const covers = guards.some(({ guard: name, consent, count }) => {
    return name === guard && consent !== undefined && consent >= count
  })
  return covers && changes.filter(hasEffect).every(({ counts }) => (counts[guard] ?? 0) > 0)
}
