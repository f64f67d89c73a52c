import { baseOf } from '../../identity/base.ts'
import type { UpdateChange } from '../../model/change.ts'
import { isUpdate } from '../../model/change-parts.ts'
import { isAtOrBelow, type JsonPointer } from '../../model/json.ts'
import { withMembers } from '../../model/present.ts'
import { keySpellings } from '../match/lines.ts'
import type { BothPair } from '../match/match.ts'
import { namePointers } from '../match/name-pointers.ts'
import type { Policy } from '../policy.ts'
import type { Decision } from './decision.ts'

/**
 * The values that connect account and document beside mark and `external_id`. The account's owner can change them between plan and apply,
 * so they are part of the base. Names are left out if the identity has our mark, or if the user named its key.
 */
export function evidenceOf(pair: BothPair, policy: Policy): Pick<UpdateChange, 'evidence'> {
  const { desired, live, mark } = pair
  if (!restsOnIdentifiers(pair)) return {}
  const isForeign = live.mark.kind !== 'none'
  const isAsked = policy.adoptKeys.has(desired.key) || (isForeign && policy.takeOver.has(desired.key))
  if (mark !== undefined || isAsked) return { evidence: {} }
  const pointers = namePointers(policy.display).of(policy.schemas.get(live.schema_id))
  const isName = (path: JsonPointer) => pointers.some((pointer) => isAtOrBelow(path, pointer))
  const names = Object.keys(desired.fields).filter(isName).sort()
  return { evidence: names.length === 0 ? {} : { names } }
}

/** Adds the values that the account was found by to the base of the change. */
export function restingOn(decision: Decision, pair: BothPair, policy: Policy): Decision {
  const { change } = decision
  const { evidence } = evidenceOf(pair, policy)
  if (evidence === undefined || change === undefined || !isUpdate(change)) return decision
  const paths = change.fields.map(({ path }) => path)
  return { ...decision, change: withMembers(change, { evidence, base: baseOf(pair.live, paths, evidence) }) }
}

/** A line of `previously` may also name the key in a mark. */
function restsOnIdentifiers({ desired, mark, by }: BothPair): boolean {
  if (by === 'identifier') return true
  return by === 'previously' && !desired.previously.some((line) => mark && keySpellings(line).includes(mark.key))
}
