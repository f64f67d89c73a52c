import type { Job } from './component.ts'
import { runShell, type ShellRun } from './run-shell.ts'

export interface JobRequest {
  readonly job: Job
  /** Folder of the checkout. */
  readonly checkout: string
  /** Variables of the pipeline, the project and the machine. */
  readonly env: Readonly<Record<string, string>>
  /** The shell of the image. */
  readonly shell: string
}

const strictly = 'set -o errexit; if set -o | grep -q pipefail; then set -o pipefail; fi'

/**
 * Runs a job as a runner does: `before_script` and `script` one after the other in one shell, which ends at the first command that fails,
 * and without input. Variables of the project win over those of the job.
 */
export function runJob({ job, checkout, env, shell }: JobRequest): Promise<ShellRun> {
  const lines = [strictly, ...job.before_script, ...job.script]
  const args = ['-c', ': | eval "$1"', shell, lines.join('\n')]
  return runShell(shell, args, { cwd: checkout, env: { ...variablesOf(job), ...env } })
}

/** @throws Error where GitLab would expand variables in a value */
function variablesOf({ variables }: Job): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, given]) => {
      const { value, expand } = typeof given === 'string' ? { value: given, expand: true } : given
      if (expand && value.includes('$')) throw new Error(`the value of ${name} would be expanded`)
      return [name, value]
    }),
  )
}
