import type { Style } from '../render/style.ts'
import type { CliContext } from './context.ts'
import { createProgress, type Progress } from './progress.ts'
import { chooseStyle } from './theme.ts'
import { createWriter, type Writer } from './writer.ts'

/** Where a command's results and talk go, and in which form. */
export interface Output extends Writer {
  readonly json: boolean
  /** For results on stdout. */
  readonly style: Style
  /** For complaints on stderr. */
  readonly errorStyle: Style
  readonly progress: Progress
}

/** The flags that choose it, as parsed. */
export interface OutputChoice {
  readonly format?: string | undefined
  readonly json?: boolean | undefined
  readonly 'no-color'?: boolean | undefined
  readonly quiet?: boolean | undefined
}

export function createOutput(context: CliContext, choice: OutputChoice): Output {
  const { env, terminal, stdout, stderr } = context
  const quiet = choice.quiet === true
  const refused = choice['no-color'] === true
  const writer = createWriter({ stdout, stderr, quiet })
  const progress = createProgress({ stream: stderr, isTerminal: terminal.stderrIsTerminal, quiet, now: context.now })
  return {
    json: choice.json === true || choice.format === 'json',
    style: chooseStyle({ isTerminal: terminal.stdoutIsTerminal, refused, env }),
    errorStyle: chooseStyle({ isTerminal: terminal.stderrIsTerminal, refused, env }),
    progress,
    result(text) {
      progress.clear()
      return writer.result(text)
    },
    talk(line) {
      progress.clear()
      writer.talk(line)
    },
    complain(text) {
      progress.clear()
      return writer.complain(text)
    },
  }
}
