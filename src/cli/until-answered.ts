import { IdctlError } from '../errors.ts'
import { shown, told } from '../model/told.ts'

/**
 * Waits for the answer to a question on the terminal. At the end of input (Ctrl-D) the widget would wait forever, and Node would then end
 * the process silently because nothing else is pending.
 *
 * @param undone what did not happen if there is no answer
 * @throws IdctlError (exit `interrupted`) on an interrupt or the end of input
 */
export async function untilAnswered<Answer>(
  input: NodeJS.ReadableStream,
  signal: AbortSignal,
  undone: 'executed' | 'written',
  ask: (stop: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const ended = new AbortController()
  const end = (): void => ended.abort()
  for (const event of endings) input.on(event, end)
  try {
    return await ask(AbortSignal.any([signal, ended.signal]))
  } catch (error) {
    if (error instanceof Error && (error.name === 'ExitPromptError' || error.name === 'AbortPromptError')) {
      throw new IdctlError(told`interrupted; nothing was ${shown(undone)}`, { exit: 'interrupted', cause: error })
    }
    throw error
  } finally {
    for (const event of endings) input.off(event, end)
  }
}

/** Includes `pause`: on a terminal, Ctrl-D makes readline pause the input, which does not end. */
const endings = ['pause', 'end', 'close'] as const
