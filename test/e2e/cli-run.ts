/** How a command line ended. */
export interface CliRun {
  readonly exit: number | null
  readonly stdout: string
  readonly stderr: string
}
