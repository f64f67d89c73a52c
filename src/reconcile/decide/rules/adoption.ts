import { normaliseIdentifier } from '../../../identity-schema/normalise.ts'
import type { Blocked } from '../../../model/change.ts'
import { keyCommand } from '../../../model/shell-word.ts'
import { type BothPair, loginIdentifiers } from '../../match/match.ts'
import type { AdoptionDoubt } from '../../match/pair.ts'
import type { Policy } from '../../policy.ts'

/**
 * Whether an unmarked identity may be adopted. Anyone can self-register somebody's address, and an
 * adopted account keeps its password: by default only an `external_id` or a verified address will do.
 */
export function adoption({
  pair,
  policy,
}: {
  readonly pair: BothPair
  readonly policy: Pick<Policy, 'adopt' | 'adoptKeys' | 'takeOver'>
}): Blocked | undefined {
  const { desired, live, mark } = pair
  if (mark !== undefined) return undefined
  const isForeign = live.mark.kind !== 'none'
  // `--take-over` is consent to take an identity from another workspace, not to adopt an unmanaged one.
  if (policy.adoptKeys.has(desired.key) || (isForeign && policy.takeOver.has(desired.key))) return undefined
  const named = `check that it is the same person, then \`${keyCommand('adopt', desired.key)}\``
  if (policy.adopt === 'never') return { code: 'adoption', reason: 'idctl.yaml says `adopt: never`', hint: named }
  const isUnverified = policy.adopt !== 'any' && !isVouchedFor(pair)
  if (isUnverified) return { code: 'adoption', reason: unverified, hint: `${named}; ${everybody}` }
  return pair.doubt && { code: 'adoption', reason: doubtTexts[pair.doubt], hint: named }
}

/** Whether the account is more than one that anybody can have registered with a login identifier of the document. */
export function isVouchedFor(pair: BothPair): boolean {
  return pair.by === 'external_id' || hasVerifiedMatch(pair)
}

const unverified = 'it was found by a login identifier whose address is not verified: anyone can have registered it'
const everybody = '`adopt: any` in idctl.yaml adopts everybody who is found this way'
const doubtTexts: Readonly<Record<AdoptionDoubt, string>> = {
  names: 'it was found by a login identifier, but its names are those of somebody else',
  others:
    'no address is verified, and it has other login identifiers than the document, through which somebody else may sign in',
  identifiers: 'it has only some login identifiers of the document, and its names are not those of the document',
}

function hasVerifiedMatch({ desired, live }: BothPair): boolean {
  const claimed = new Set([
    ...desired.derived.identifiers.map(({ value }) => value),
    ...desired.previously.map(normaliseIdentifier),
  ])
  const matched = new Set(loginIdentifiers(live).filter((value) => claimed.has(value)))
  return live.verifiable_addresses.some(({ value, verified }) => verified && matched.has(normaliseIdentifier(value)))
}
