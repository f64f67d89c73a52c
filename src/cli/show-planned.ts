import type { Config } from '../config/types.ts'
import type { Planned } from '../model/plan.ts'
import type { CliContext } from './context.ts'
import type { Output } from './output.ts'
import { renderPlannedAs } from './render.ts'
import { endingAtOnce } from './signals.ts'
import { createSnippetReader } from './snippet.ts'

/** Writes a plan as the result; a signal during the rendering ends the process. */
export function showPlanned(planned: Planned, config: Config, context: CliContext, output: Output): Promise<void> {
  const render = () => renderPlannedAs(planned, output, createSnippetReader(config.root))
  return output.result(endingAtOnce(context.signals, render))
}
