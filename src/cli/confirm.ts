import { IdctlError } from '../errors.ts'
import { told } from '../model/told.ts'
import type { Question } from '../render/human/question.ts'
import type { Style } from '../render/style.ts'
import type { Terminal } from './context.ts'
import { untilAnswered } from './until-answered.ts'

interface Streams {
  readonly input: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
}

/**
 * Asks a question on stderr, for yes or no or for a number; every other answer than yes, or than that number, is no. Throws
 * `usage` (64) without a terminal, and `interrupted` (130) on an interrupt or the end of input (Ctrl-D).
 */
export async function confirm(
  question: Question,
  terminal: Terminal,
  style: Style,
  signal: AbortSignal,
  { input, output }: Streams = { input: process.stdin, output: process.stderr },
): Promise<boolean> {
  if (!terminal.canAsk) {
    throw new IdctlError(told`this needs a confirmation, and there is no terminal to ask on`, {
      exit: 'usage',
      hint: told`give --yes, or apply a plan file: \`idctl plan --out FILE\`, then \`idctl apply FILE\``,
    })
  }
  const prompts = await import('@inquirer/prompts')
  const asked = { message: question.text, theme: promptTheme(style) }
  return untilAnswered(input, signal, 'executed', async (stop) => {
    const context = { input, output, signal: stop }
    if (question.number === undefined) return await prompts.confirm({ ...asked, default: false }, context)
    return (await prompts.input(asked, context)).trim() === `${question.number}`
  })
}

/** Passes on only the text: the widget also passes its state, which a colour function would print. */
export function promptTheme(style: Style) {
  return {
    prefix: style.strong('?'),
    style: {
      message: (text: string) => style.strong(text),
      answer: (text: string) => style.strong(text),
      defaultAnswer: (text: string) => style.faint(`(${text})`),
    },
  }
}
