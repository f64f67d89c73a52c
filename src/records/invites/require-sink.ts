import { IdctlError } from '../../errors.ts'
import { told } from '../../model/told.ts'

/** Throws `IdctlError` (exit `refused`) when a plan makes invites and there is no place to keep them. */
export function requireSink(invites: number, isThere: boolean): void {
  if (invites === 0 || isThere) return
  throw new IdctlError(
    told`the plan makes ${invites === 1 ? told`an invite` : told`${invites} invites`}, but there is no file for ${invites === 1 ? told`it` : told`them`}`,
    {
      exit: 'refused',
      hint: told`nothing was executed; give --invites FILE: recovery links and codes go there and nowhere else`,
    },
  )
}
