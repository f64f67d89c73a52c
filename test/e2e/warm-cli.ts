import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { cliEntry } from '../support/cli-entry.ts'
import type { CliRun } from './cli-run.ts'

export interface WarmRun {
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly umask?: number
}

/** Processes that wait for a command. */
const idle: ChildProcess[] = []

/**
 * Runs the command line in a process that has run others before: most of such a short life goes into loading the code. A process runs
 * one command at a time, in the folder and environment of that, and ends with the test file.
 */
export async function runWarmCli(run: WarmRun): Promise<CliRun> {
  const child = idle.pop() ?? start()
  const settled = new AbortController()
  const ended = once(child, 'exit', settled).then(() => {
    throw new Error(`idctl ${run.args.join(' ')} ended the process`)
  })
  try {
    child.send(run)
    const [answer] = await Promise.race([once(child, 'message', settled), ended])
    idle.push(child)
    return answer
  } finally {
    settled.abort()
  }
}

function start(): ChildProcess {
  const process = fileURLToPath(new URL('warm-process.js', import.meta.url))
  return fork(process, [cliEntry], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
}
