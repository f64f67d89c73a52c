import { IdctlError } from '../errors.ts'
import { told } from '../model/told.ts'
import type { Style } from '../render/style.ts'
import type { Terminal } from './context.ts'

interface Streams {
  readonly input: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
}

/**
 * Asks a yes-or-no question on stderr; `no` is the default. Without a terminal nobody can answer: throws `usage` (64).
 * An interrupt while asking, and input that ends (Ctrl-D), throw `interrupted` (130).
 */
export async function confirm(
  question: string,
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
  const { confirm: ask } = await import('@inquirer/prompts')
  const ended = new AbortController()
  const end = (): void => ended.abort()
  // The widget would wait for an answer for ever, and the process ends in silence once nothing else is waited for.
  for (const event of endings) input.on(event, end)
  try {
    return await ask(
      { message: question, default: false, theme: promptTheme(style) },
      { input, output, signal: AbortSignal.any([signal, ended.signal]) },
    )
  } catch (error) {
    if (error instanceof Error && (error.name === 'ExitPromptError' || error.name === 'AbortPromptError')) {
      throw new IdctlError(told`interrupted; nothing was executed`, { exit: 'interrupted', cause: error })
    }
    throw error
  } finally {
    for (const event of endings) input.off(event, end)
  }
}

/** Whoever reads lines pauses the input at Ctrl-D, where a terminal's own input does not end. */
const endings = ['pause', 'end', 'close'] as const

/** The widget hands over its state beside each text, and a colour would print that as well: only the text goes on. */
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
