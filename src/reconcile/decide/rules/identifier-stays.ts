import type { Blocked } from '../../../model/change.ts'
import { stayingIn } from '../checks/staying-identifiers.ts'
import type { Update } from '../update.ts'

/** Blocks if the person set a sign-in that this server cannot remove. If the files cause it, `stayingIdentifiers` reports a mistake. */
export function identifierStays(update: Update): Blocked | undefined {
  const staying = stayingIn(update)
  if (staying === undefined || !staying.isTakenBack) return undefined
  return {
    code: 'identifier-stays',
    reason: `the person has set a login identifier that would still work (${staying.types}): removing the last one needs ${staying.needs}`,
    hint: `to let the person keep it, take the line out${update.intended.state === 'inactive' ? '' : '; `state: inactive` ends the access'}`,
  }
}
