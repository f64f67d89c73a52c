import { randomUUID } from 'node:crypto'
import type { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

/** What can be said about the person's end. */
export interface Terminal {
  /** Somebody can see a question and answer it. */
  readonly canAsk: boolean
  readonly stdoutIsTerminal: boolean
  readonly stderrIsTerminal: boolean
}

/** Everything that differs from run to run: time, chance, environment, terminal. Made once, here, and handed down. */
export interface CliContext {
  readonly env: Readonly<Record<string, string | undefined>>
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
    cwd: process.cwd(),
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
