import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const entry = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

export interface CliRun {
  readonly exit: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** For commands that serve: ends the process with this signal once it has said something on stdout. */
  readonly signalWhenReady?: NodeJS.Signals
  /** No file may grow beyond so many blocks of 512 bytes: to the process, the disk is full. */
  readonly fileBlocks?: number
}

/** A command line under way. */
export interface StartedCli {
  readonly ended: Promise<CliRun>
  kill(signal: NodeJS.Signals): void
  /** Resolves when this stands on stderr; rejects when it ends without. */
  says(text: string | RegExp): Promise<void>
}

/** Runs the built command line without a terminal, and without whatever this machine has in its environment. */
export function runCli(args: readonly string[], options: CliOptions): Promise<CliRun> {
  return startCli(args, options).ended
}

export function startCli(
  args: readonly string[],
  { cwd, env = {}, signalWhenReady, fileBlocks }: CliOptions,
): StartedCli {
  const words = [process.execPath, entry, ...args]
  // `"$@"`: the words as they are.
  const limited = ['sh', '-c', `ulimit -f ${fileBlocks} && exec "$@"`, 'sh', ...words]
  const [command = '', ...rest] = fileBlocks === undefined ? words : limited
  const child = spawn(command, rest, {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (stdout === '' && signalWhenReady !== undefined) child.kill(signalWhenReady)
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<CliRun>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exit) => resolve({ exit, stdout, stderr }))
  })
  return {
    ended,
    kill: (signal) => void child.kill(signal),
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = () => stderr.match(text) && resolve()
        look()
        child.stderr.on('data', look)
        child.on('close', () => reject(new Error(`it never said "${text}", but: ${stderr}`)))
      }),
  }
}
