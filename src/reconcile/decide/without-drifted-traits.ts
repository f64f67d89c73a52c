import { intendedOf } from '../../identity/intended.ts'
import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import type { FieldChange } from '../../model/change.ts'
import type { LiveIdentity } from '../../model/identity.ts'
import { editsOf } from '../diff/compare-fields.ts'
import type { BothPair } from '../match/match.ts'

/**
 * The account without the traits that people have set since the last apply (`Update.left`). Guards count losses against this account:
 * idctl had given or left alone everything in it. Removing a sign-in that people gave themselves against the document is no loss of
 * access.
 */
export function withoutDriftedTraits(
  pair: BothPair,
  fields: readonly FieldChange[],
  schema: IdentitySchema | undefined,
): LiveIdentity {
  const { live } = pair
  const drifted = fields.filter(({ path, cause }) => cause === 'drift' && path.startsWith('/traits/'))
  if (schema === undefined || drifted.length === 0) return live
  const { traits } = intendedOf(live, editsOf(drifted, pair), undefined)
  const kept = new Set(schema.derive(traits).identifiers.map(({ type, value }) => `${type} ${value}`))
  const added = schema.derive(live.traits).identifiers.filter(({ type, value }) => !kept.has(`${type} ${value}`))
  const credentials = Object.entries(live.credentials ?? {}).map(([type, held]) => [
    type,
    held.filter((value) => !added.some((one) => one.type === type && one.value === value)),
  ])
  return { ...live, traits, credentials: Object.fromEntries(credentials) }
}
