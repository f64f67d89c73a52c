import type { Config } from '../config/types.ts'
import type { Plan, Planned } from '../model/plan.ts'
import type { CliContext } from './context.ts'
import type { Output } from './output.ts'
import { renderPlanForTalk, renderPlannedAs, takePlan } from './render.ts'
import { endingAtOnce } from './signals.ts'
import { createSnippetReader } from './snippet.ts'

/**
 * Writes a plan as the result, row by row; a signal meanwhile ends the process.
 *
 * @param next What comes next, for people: lines below the verdict.
 */
export function showPlanned(
  planned: Planned,
  config: Config,
  { signals }: Pick<CliContext, 'signals'>,
  output: Output,
  signal: AbortSignal,
  next: readonly string[] = [],
): Promise<void> {
  const parts = () => renderPlannedAs(planned, output, createSnippetReader(config.root), next)
  return endingAtOnce(signals, () => output.result(parts()), signal)
}

/** Tells a plan to reports only, in the same way. */
export function takePlanned(
  plan: Plan,
  { signals }: Pick<CliContext, 'signals'>,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  return endingAtOnce(signals, () => takePlan(plan, output), signal)
}

/** Writes a plan for a person who is asked while a machine reads stdout, in the same way. */
export function talkPlan(
  plan: Plan,
  config: Config,
  { signals }: Pick<CliContext, 'signals'>,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const parts = renderPlanForTalk(plan, output, createSnippetReader(config.root))
  return endingAtOnce(signals, () => output.talkLong(parts), signal)
}
