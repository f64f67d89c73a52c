import { escapeText } from '../render/escape.ts'
import type { Style } from '../render/style.ts'
import { promptTheme } from './confirm.ts'
import { untilAnswered } from './until-answered.ts'

interface Streams {
  readonly input: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
}

type Problem = string | undefined

/** Asks questions on stderr. Each throws `interrupted` (130) on an interrupt or the end of input (Ctrl-D). */
export interface Questions {
  /** @param problemOf What is wrong with an answer, to ask again; `undefined` if nothing is. Throws and rejects nothing. */
  text(question: string, fallback: string, problemOf: (answer: string) => Problem | Promise<Problem>): Promise<string>
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
      untilAnswered(input, signal, 'written', async (stop) => {
        const { input: ask } = await import('@inquirer/prompts')
        const validate = async (answer: string) => (await problemOf(answer)) ?? true
        return ask({ message, default: fallback, validate, theme }, { input, output, signal: stop })
      }),
    choice: (message, choices) =>
      untilAnswered(input, signal, 'written', async (stop) => {
        const { select } = await import('@inquirer/prompts')
        const listed = Object.entries<string>(choices).map(([value, name]) => ({
          value: value as keyof typeof choices,
          name: escapeText(name),
        }))
        return select({ message, choices: listed, theme: { prefix: theme.prefix } }, { input, output, signal: stop })
      }),
  }
}
