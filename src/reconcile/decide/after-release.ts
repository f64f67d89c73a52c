import { normaliseIdentifier } from '../../identity-schema/normalise.ts'
import type { Consequence } from '../../model/change.ts'
import type { DesiredIdentity, LiveIdentity } from '../../model/identity.ts'
import { keyCommand } from '../../model/shell-word.ts'
import { loginIdentifiers } from '../match/match.ts'
import type { Policy } from '../policy.ts'
import { adoption } from './rules/adoption.ts'

/**
 * Says what the next plan does with the document of a released identity. Without a mark, only values can match the two: if they share
 * none, the next plan creates a second account, so the user is warned now.
 */
export function documentStays(desired: DesiredIdentity, live: LiveIdentity, policy: Policy): Consequence {
  return { code: 'document-stays', text: `its document is still there: ${nextPlan(desired, live, policy)}` }
}

function nextPlan(desired: DesiredIdentity, live: LiveIdentity, policy: Policy): string {
  const by = foundBy(desired, live)
  if (by === undefined) {
    return 'nothing in it matches this account, so the next plan creates a second one; remove the document from the folder first'
  }
  const blocked = adoption({ pair: { kind: 'both', desired, live, by }, policy: { ...policy, adoptKeys: new Set() } })
  if (blocked === undefined) return 'the next plan will want to adopt it again'
  return `the next plan finds it again, and waits for \`${keyCommand('adopt', desired.key)}\``
}

function foundBy(desired: DesiredIdentity, live: LiveIdentity): 'external_id' | 'identifier' | undefined {
  const wanted = desired.fields['/external_id']?.value
  if (typeof wanted === 'string' && live.external_id !== undefined) {
    return wanted === live.external_id ? 'external_id' : undefined
  }
  const names = new Set([
    ...desired.derived.identifiers.map(({ value }) => value),
    ...desired.previously.map(normaliseIdentifier),
  ])
  return loginIdentifiers(live).some((value) => names.has(value)) ? 'identifier' : undefined
}
