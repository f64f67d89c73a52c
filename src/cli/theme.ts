import { Chalk } from 'chalk'
import { type Variables, variableOf } from '../model/variables.ts'
import { plainStyle, type Style, usualWidth } from '../render/style.ts'

export interface StyleRequest {
  readonly isTerminal: boolean
  /** Columns of the terminal now, when known. */
  readonly columns: () => number | undefined
  /** `--color` is true, `--no-color` false. */
  readonly wanted?: boolean | undefined
  readonly env: Variables
}

/** The colours and the width for output to one stream. The width follows a terminal that is resized. */
export function chooseStyle(request: StyleRequest): Style {
  const { env, columns } = request
  return {
    ...(isColoured(request) ? colours : plainStyle),
    get width() {
      return chooseWidth(env, columns())
    },
  }
}

const chalk = new Chalk({ level: 1 })

const colours = {
  added: chalk.green,
  removed: chalk.red,
  changed: chalk.yellow,
  problem: chalk.red.bold,
  warning: chalk.yellow,
  strong: chalk.bold,
  faint: chalk.dim,
}

/**
 * The first that says something: `--color` and `--no-color`, a non-empty `NO_COLOR`, `FORCE_COLOR` (`0` and `false` refuse), `TERM=dumb`;
 * else colours on a terminal only.
 */
function isColoured({ isTerminal, wanted, env }: StyleRequest): boolean {
  if (wanted !== undefined) return wanted
  if ((variableOf(env, 'NO_COLOR') ?? '') !== '') return false
  const force = variableOf(env, 'FORCE_COLOR')
  if (force !== undefined) return force !== '0' && force !== 'false'
  return isTerminal && variableOf(env, 'TERM') !== 'dumb'
}

/** Columns below this are too few for any row. */
const leastWidth = 40

/** `COLUMNS`, else the columns of the terminal, else the usual width. */
function chooseWidth(env: StyleRequest['env'], columns: number | undefined): number {
  const given = /^[1-9]\d{0,3}$/.exec(variableOf(env, 'COLUMNS') ?? '')?.[0]
  return Math.max(given === undefined ? columns || usualWidth : Number(given), leastWidth)
}
