import { execFile } from 'node:child_process'
import type { Diagnostic } from '../model/diagnostic.ts'
import { type Variables, variablesForGit } from '../model/variables.ts'

/** How a call of git ended; `missing`: there is no git command. */
export type GitAnswer =
  | { readonly kind: 'exit'; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly why: string }

export interface GitCall {
  readonly cwd: string
  readonly args: readonly string[]
  readonly variables: Variables
  readonly signal: AbortSignal
  /** Bytes of an answer; a longer one is a failure. */
  readonly largest?: number
}

const longestMs = 30_000

/** Git only reads, never prompts, fetches nothing (a partial clone would), and answers in English. */
const fixed = {
  LC_ALL: 'C',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_NO_REPLACE_OBJECTS: '1',
}

/** The checkout may have settings of its own: none of them may start a program. */
const settings = ['--no-pager', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null']

/** Runs git without a shell. @throws the reason of `signal` once that is aborted */
export function runGit({ cwd, args, variables, signal, largest = 1024 * 1024 }: GitCall): Promise<GitAnswer> {
  signal.throwIfAborted()
  const options = {
    cwd,
    env: { ...variablesForGit(variables), ...fixed },
    signal,
    timeout: longestMs,
    maxBuffer: largest,
    windowsHide: true,
  }
  return new Promise((resolve, reject) => {
    execFile('git', [...settings, ...args], options, (error, stdout, stderr) => {
      if (signal.aborted) return reject(signal.reason)
      if (error === null) return resolve({ kind: 'exit', code: 0, stdout, stderr })
      if (error.code === 'ENOENT') return resolve({ kind: 'missing' })
      if (typeof error.code === 'number') return resolve({ kind: 'exit', code: error.code, stdout, stderr })
      resolve({
        kind: 'failed',
        why: error.killed ? 'git did not answer in time' : `git could not run (${error.signal ?? error.code})`,
      })
    })
  })
}

export function gitFails(summary: string, why: string): Diagnostic {
  return {
    severity: 'warning',
    code: 'IDC589',
    summary,
    detail: why,
    hint: 'make git work here, or set `git: false` in idctl.yaml to work without git',
  }
}
