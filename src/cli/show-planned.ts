import type { Config } from '../config/types.ts'
import type { Planned } from '../model/plan.ts'
import type { CliContext } from './context.ts'
import type { Output } from './output.ts'
import { renderPlannedAs } from './render.ts'
import { silence } from './signals.ts'
import { createSnippetReader } from './snippet.ts'

/**
 * Writes a plan as the result, row by row; a signal meanwhile ends the process.
 *
 * @param next The command that comes next, for people.
 */
export async function showPlanned(
  planned: Planned,
  config: Config,
  context: CliContext,
  output: Output,
  next?: string,
): Promise<void> {
  const giveBack = silence(context.signals)
  try {
    await output.result(renderPlannedAs(planned, output, createSnippetReader(config.root), next))
  } finally {
    giveBack()
  }
}
