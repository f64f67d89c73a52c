import { spawn } from 'node:child_process'
import { cliEntry } from '../support/cli-entry.ts'
import { isDeep } from '../support/depth.ts'
import { checkResult } from '../support/json-formats.ts'
import type { CliRun } from './cli-run.ts'
import { runWarmCli } from './warm-cli.ts'

export interface CliOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** For commands that serve: ends the process with this signal once it has said something on stdout. */
  readonly signalWhenReady?: NodeJS.Signals
  /** No file may grow beyond so many blocks of 512 bytes: to the process, the disk is full. */
  readonly fileBlocks?: number
  /** Stdout takes nothing: the disk where it goes is full (Linux). */
  readonly fullStdout?: boolean
  /** SIGINT once this has happened. */
  readonly interruptAfter?: Promise<unknown>
  /** As a shell that takes nobody anything: what is private then is so because idctl says so. */
  readonly openUmask?: boolean
}

/** A command line under way. */
export interface StartedCli {
  readonly ended: Promise<CliRun>
  kill(signal: NodeJS.Signals): void
  /** Resolves when this stands on stderr; rejects when it ends without. */
  says(text: string | RegExp): Promise<void>
}

/**
 * Runs the built command line without a terminal, and without whatever this machine has in its environment. Unless it has to be a
 * process of its own, `npm test` runs it in one that is there already; `npm run test:deep` always starts one.
 * @throws if it writes JSON that its published schema does not have
 */
export async function runCli(args: readonly string[], options: CliOptions): Promise<CliRun> {
  const run = await runSomehow(args, options)
  checkResult(args, run.stdout)
  return run
}

function runSomehow(args: readonly string[], options: CliOptions): Promise<CliRun> {
  const { cwd, env, openUmask, ...others } = options
  const isPlain = Object.values(others).every((value) => value === undefined)
  const isForNode = Object.keys(env ?? {}).some((name) => name.startsWith('NODE_'))
  if (isDeep || isForNode || !isPlain) return startCli(args, options).ended
  return runWarmCli({ args, cwd, env: environment(cwd, env), ...(openUmask && { umask: 0 }) })
}

export function startCli(args: readonly string[], options: CliOptions): StartedCli {
  const { cwd, env, signalWhenReady, interruptAfter } = options
  const [command = '', ...rest] = limited([process.execPath, cliEntry, ...args], options)
  const child = spawn(command, rest, {
    cwd,
    env: environment(cwd, env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  void interruptAfter?.then(() => child.kill('SIGINT'))
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

function environment(cwd: string, env: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return { PATH: process.env['PATH'] ?? '', HOME: cwd, ...env }
}

/** `"$@"`: the words as they are. */
function limited(words: readonly string[], { fileBlocks, openUmask, fullStdout }: CliOptions): readonly string[] {
  const limits = [...(fileBlocks === undefined ? [] : [`ulimit -f ${fileBlocks}`]), ...(openUmask ? ['umask 000'] : [])]
  const start = `exec "$@"${fullStdout ? ' > /dev/full' : ''}`
  if (limits.length === 0 && !fullStdout) return words
  return ['sh', '-c', [...limits, start].join(' && '), 'sh', ...words]
}
