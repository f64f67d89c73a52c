import { hiddenIn } from '../../identity/references.ts'
import type { DesiredIdentity, LiveIdentity } from '../../model/identity.ts'
import { comparable, loginIdentifiers } from '../match/account.ts'
import type { Policy } from '../policy.ts'

/**
 * The live login identifiers that may be shown to say whose account it is. Those from a sensitive trait, or from one with a present or
 * former reference, are left out.
 */
export function shownIdentifiers(
  live: LiveIdentity,
  desired: DesiredIdentity | undefined,
  { schemas, sensitive }: Pick<Policy, 'schemas' | 'sensitive'>,
): string[] {
  const sources = schemas.get(live.schema_id)?.identifierSources(live.traits) ?? []
  const isHidden = hiddenIn(live, sensitive, desired)
  const shown = new Set(sources.flatMap(({ value, at }) => (isHidden(at) ? [] : [comparable(value)])))
  return loginIdentifiers(live).filter((value) => shown.has(comparable(value)))
}
