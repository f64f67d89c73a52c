import { IdctlError } from '../errors.ts'
import { told } from '../model/told.ts'
import type { Style } from '../render/style.ts'
import { promptTheme } from './confirm.ts'

interface Streams {
  readonly input: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
}

/** Asks questions on stderr. Each throws `interrupted` (130) on an interrupt or the end of input (Ctrl-D). */
export interface Questions {
  /** @param problemOf What is wrong with an answer, to ask again; `undefined` if nothing is. */
  text(question: string, fallback: string, problemOf: (answer: string) => string | undefined): Promise<string>
  choice<Value extends string>(question: string, choices: Readonly<Record<Value, string>>): Promise<Value>
}

export function createQuestions(
  style: Style,
  signal: AbortSignal,
  { input, output }: Streams = { input: process.stdin, output: process.stderr },
): Questions {
  const theme = promptTheme(style)
  return {
    text: (message, fallback, problemOf) =>
      untilAnswered(input, signal, async (stop) => {
        const { input: ask } = await import('@inquirer/prompts')
        const validate = (answer: string) => problemOf(answer) ?? true
        return ask({ message, default: fallback, validate, theme }, { input, output, signal: stop })
      }),
    choice: (message, choices) =>
      untilAnswered(input, signal, async (stop) => {
        const { select } = await import('@inquirer/prompts')
        const listed = Object.entries<string>(choices).map(([value, name]) => ({
          value: value as keyof typeof choices,
          name,
        }))
        return select({ message, choices: listed, theme: { prefix: theme.prefix } }, { input, output, signal: stop })
      }),
  }
}

/** At the end of input a widget waits forever, and Node then ends the process because nothing else is pending. */
async function untilAnswered<Answer>(
  input: NodeJS.ReadableStream,
  signal: AbortSignal,
  ask: (stop: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const ended = new AbortController()
  const end = (): void => ended.abort()
  for (const event of endings) input.on(event, end)
  try {
    return await ask(AbortSignal.any([signal, ended.signal]))
  } catch (error) {
    if (error instanceof Error && (error.name === 'ExitPromptError' || error.name === 'AbortPromptError')) {
      throw new IdctlError(told`interrupted; nothing was written`, { exit: 'interrupted', cause: error })
    }
    throw error
  } finally {
    for (const event of endings) input.off(event, end)
  }
}

/** Includes `pause`: on a terminal, Ctrl-D makes readline pause the input, which does not end. */
const endings = ['pause', 'end', 'close'] as const
