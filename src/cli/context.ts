import { randomUUID } from 'node:crypto'
import type { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { IdctlError } from '../errors.ts'
import { told } from '../model/told.ts'

/** What is known about the terminal of the person. */
export interface Terminal {
  /** Somebody can see a question and answer it. */
  readonly canAsk: boolean
  readonly stdoutIsTerminal: boolean
  readonly stderrIsTerminal: boolean
}

/** Everything that differs from run to run: time, chance, environment, terminal. Made once, here, and handed down. */
export interface CliContext {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Read only when it is needed. @throws IdctlError (exit `error`) when there is none any more */
  readonly cwd: string
  readonly stdout: Writable
  readonly stderr: Writable
  readonly terminal: Terminal
  readonly signals: NodeJS.EventEmitter
  now(): Date
  newId(): string
  random(): number
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
}

export function createContext(): CliContext {
  const { stdin, stdout, stderr } = process
  return {
    env: process.env,
    get cwd() {
      return workingFolder()
    },
    stdout,
    stderr,
    terminal: {
      canAsk: stdin.isTTY === true && stderr.isTTY === true,
      stdoutIsTerminal: stdout.isTTY === true,
      stderrIsTerminal: stderr.isTTY === true,
    },
    signals: process,
    now: () => new Date(),
    newId: () => randomUUID(),
    random: () => Math.random(),
    sleep: async (milliseconds, signal) => {
      await sleep(milliseconds, undefined, { signal })
    },
  }
}

function workingFolder(): string {
  try {
    return process.cwd()
  } catch (cause) {
    const hint = told`change into a folder that exists`
    throw new IdctlError(told`the working directory does not exist any more`, { exit: 'error', hint, cause })
  }
}
