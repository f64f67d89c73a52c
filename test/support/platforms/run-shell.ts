import { spawn } from 'node:child_process'

export interface ShellRun {
  readonly exit: number | null
  /** What the log shows: both streams, as they come. */
  readonly log: string
}

/** Runs a shell to its end. Not at once: the fake of a platform answers in this process. */
export function runShell(
  shell: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<ShellRun> {
  const child = spawn(shell, args, options)
  let log = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exit) => resolve({ exit, log }))
  })
}
