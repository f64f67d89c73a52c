import { Chalk } from 'chalk'
import { plainStyle, type Style } from '../render/style.ts'

export interface ColourRequest {
  readonly isTerminal: boolean
  /** `--no-color`. */
  readonly refused: boolean
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Colours only on a terminal; `--no-color`, a non-empty `NO_COLOR` and `TERM=dumb` turn them off. */
export function chooseStyle({ isTerminal, refused, env }: ColourRequest): Style {
  const unwanted = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb'
  if (!isTerminal || refused || unwanted) return plainStyle
  const chalk = new Chalk({ level: 1 })
  return {
    added: chalk.green,
    removed: chalk.red,
    changed: chalk.yellow,
    problem: chalk.red.bold,
    warning: chalk.yellow,
    strong: chalk.bold,
    faint: chalk.dim,
  }
}
