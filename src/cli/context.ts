import { randomUUID } from 'node:crypto'
import type { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { IdctlError } from '../errors.ts'
import { told } from '../model/told.ts'
import type { Variables } from '../model/variables.ts'

/** The terminal of the process. */
export interface Terminal {
  /** A person can see a question and answer it. */
  readonly canAsk: boolean
  readonly stdoutIsTerminal: boolean
  readonly stderrIsTerminal: boolean
  /** Columns now; `undefined` where the stream is no terminal or does not know. */
  stdoutColumns(): number | undefined
  stderrColumns(): number | undefined
}

/** Everything that differs between runs: time, randomness, environment, terminal. Created once, here, and passed down. */
export interface CliContext {
  readonly env: Variables
  /** Read on use. @throws IdctlError (exit `error`) when the working directory no longer exists */
  readonly cwd: string
  readonly stdout: Writable
  readonly stderr: Writable
  readonly terminal: Terminal
  readonly signals: NodeJS.EventEmitter
  now(): Date
  newId(): string
  usage(): Usage
  random(): number
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
  /**
   * Calls `work` again and again, after so many milliseconds each, until the returned function is called. It does not keep the process
   * alive.
   */
  repeat(milliseconds: number, work: () => void): () => void
}

/** What the process has used since it began. */
export interface Usage {
  readonly milliseconds: number
  /** Milliseconds, of all its threads. */
  readonly cpu: number
  /** The most memory, in bytes. */
  readonly peak: number
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
      stdoutColumns: () => stdout.columns,
      stderrColumns: () => stderr.columns,
    },
    signals: process,
    now: () => new Date(),
    newId: () => randomUUID(),
    usage() {
      const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
      return { milliseconds: performance.now(), cpu: (userCPUTime + systemCPUTime) / 1000, peak: maxRSS * 1024 }
    },
    random: () => Math.random(),
    sleep: async (milliseconds, signal) => {
      await sleep(milliseconds, undefined, { signal })
    },
    repeat(milliseconds, work) {
      const timer = setInterval(work, milliseconds).unref()
      return () => clearInterval(timer)
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
