import { IdctlError } from '../errors.ts'

/** Throws `IdctlError` (exit `refused`) when a plan makes invites and there is no place to keep them. */
export function requireSink(invites: number, isThere: boolean): void {
  if (invites === 0 || isThere) return
  throw new IdctlError(
    `the plan makes ${invites === 1 ? 'an invite' : `${invites} invites`}, and there is no file for that`,
    {
      exit: 'refused',
      plain: true,
      hint: 'nothing was executed; give --invites FILE: recovery links and codes go there and nowhere else',
    },
  )
}
