import type { Config } from '../config/types.ts'
import type { Plan, Planned } from '../model/plan.ts'
import type { CliContext } from './context.ts'
import type { Output } from './output.ts'
import { renderPlanForTalk, renderPlannedAs, takePlan } from './render.ts'
import { silence } from './signals.ts'
import { createSnippetReader } from './snippet.ts'

/**
 * Writes a plan as the result, row by row; a signal meanwhile ends the process.
 *
 * @param next What comes next, for people: lines below the verdict.
 */
export function showPlanned(
  planned: Planned,
  config: Config,
  context: CliContext,
  output: Output,
  next: readonly string[] = [],
): Promise<void> {
  const parts = () => renderPlannedAs(planned, output, createSnippetReader(config.root), next)
  return interruptibly(context, () => output.result(parts()))
}

/** Tells a plan to reports only, in the same way. */
export function takePlanned(plan: Plan, context: CliContext, output: Output): Promise<void> {
  return interruptibly(context, async () => takePlan(plan, output))
}

/** Writes a plan for a person who is asked while a machine reads stdout, in the same way. */
export function talkPlan(plan: Plan, config: Config, context: CliContext, output: Output): Promise<void> {
  const parts = renderPlanForTalk(plan, output, createSnippetReader(config.root))
  return interruptibly(context, () => output.talkLong(parts))
}

async function interruptibly(context: CliContext, write: () => Promise<void>): Promise<void> {
  const giveBack = silence(context.signals)
  try {
    await write()
  } finally {
    giveBack()
  }
}
