import { IdctlError } from '../errors.ts'
import { told } from '../model/told.ts'
import type { Style } from '../render/style.ts'
import type { Terminal } from './context.ts'

/**
 * Asks a yes-or-no question on stderr; `no` is the default. Without a terminal nobody can answer: throws `usage` (64).
 * An interrupt while asking throws `interrupted` (130).
 */
export async function confirm(
  question: string,
  terminal: Terminal,
  style: Style,
  signal: AbortSignal,
): Promise<boolean> {
  if (!terminal.canAsk) {
    throw new IdctlError(told`this needs a confirmation, and there is no terminal to ask on`, {
      exit: 'usage',
      hint: told`give --yes, or apply a plan file: \`idctl plan --out FILE\`, then \`idctl apply FILE\``,
    })
  }
  const { confirm: ask } = await import('@inquirer/prompts')
  try {
    return await ask(
      { message: question, default: false, theme: promptTheme(style) },
      { output: process.stderr, signal },
    )
  } catch (error) {
    if (error instanceof Error && (error.name === 'ExitPromptError' || error.name === 'AbortPromptError')) {
      throw new IdctlError(told`interrupted; nothing was executed`, { exit: 'interrupted', cause: error })
    }
    throw error
  }
}

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
