import type { Plan } from '../model/plan.ts'
import { present } from '../model/present.ts'
import { applyQuestion } from '../render/human/question.ts'
import { confirm } from './confirm.ts'
import type { Execution } from './execution.ts'

/** Asks whether to execute a plan, and says so when nothing will be. */
export async function askToApply(plan: Plan, execution: Execution): Promise<boolean> {
  const { context, output, config, interruption } = execution
  const { server } = config
  const isSandbox = server?.kind === 'sandbox'
  const question = applyQuestion(plan, { isSandbox, ...present({ url: isSandbox ? undefined : server?.adminUrl }) })
  const isYes = await confirm(question, context.terminal, output.errorStyle, interruption.stop)
  if (!isYes) output.talk('Nothing was changed.')
  return isYes
}
