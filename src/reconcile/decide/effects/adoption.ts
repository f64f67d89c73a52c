import type { Consequence } from '../../../model/change.ts'
import type { LiveIdentity } from '../../../model/identity.ts'
import type { Effect } from '../rule.ts'
import { isVouchedFor } from '../rules/adoption.ts'
import type { Update } from '../update.ts'
import { whoseAccount } from '../whose-account.ts'

/**
 * Tells who is adopted where only a login identifier that is not verified, or a doubtful name, says so. Leaves credential types out of the
 * "left alone" text if the same change writes them.
 */
export function adoption({
  pair,
  policy,
  credentials,
}: Pick<Update, 'pair' | 'policy' | 'credentials'>): readonly Effect[] {
  const { desired, live, mark } = pair
  if (mark !== undefined) return []
  const written = new Set(credentials.changes.map(({ type }) => type))
  const consequences = adoptionConsequences(live, desired.protect === true, written)
  const isDoubtful = !isVouchedFor(pair) || pair.doubt !== undefined
  const { schemas, sensitive } = policy
  const who = isDoubtful ? [whoseAccount(live, schemas.get(live.schema_id), sensitive, desired)] : []
  return [{ counts: { adoptions: 1 } }, ...[...who, ...consequences].map((consequence) => ({ consequence }))]
}

/** What idctl's first write to an identity means; `protect` is what the new mark will say. */
export function adoptionConsequences(
  live: LiveIdentity,
  protect: boolean,
  written: ReadonlySet<string> = new Set(),
): Consequence[] {
  const there = Object.entries(live.credentials ?? {}).filter(([type]) => !written.has(type))
  const held = there.filter(([type, values]) => isSet(type) || values.length > 0)
  const types = held.map(([type]) => (isMerelyDerived(type) ? `${type} if set (Kratos does not tell)` : type)).sort()
  const text = `credentials already there are left alone: ${types.join(', ')}`
  return [
    ...takeOverConsequences(live, protect),
    ...(types.length === 0 ? [] : [{ code: 'existing-credentials', text, alike: types.join() } as const]),
  ]
}

/** Kratos has an entry of these types only if a secret is set. */
function isSet(type: string): boolean {
  return type === 'totp' || type === 'lookup_secret'
}

/** Kratos makes entries of these types from the schema's identifiers, with or without a secret (API reference §5.1, trap 9). */
function isMerelyDerived(type: string): boolean {
  return type === 'password' || type === 'webauthn'
}

/** Tells what is lost with the mark of the other workspace, which is replaced as a whole. */
function takeOverConsequences({ mark }: LiveIdentity, protect: boolean): Consequence[] {
  if (mark.kind === 'none') return []
  const owner = mark.kind === 'mark' ? mark.mark.workspace : mark.workspace
  const losesProtection = mark.kind === 'mark' && mark.mark.protect === true && !protect
  const ending = losesProtection
    ? '; it was protected there, and the protection ends, because the document does not say `protect`'
    : mark.kind === 'unreadable'
      ? '; its mark there cannot be read and is lost, perhaps with a protection'
      : ''
  return [{ code: 'taken-over', text: `taken over from workspace "${owner ?? 'unknown'}"${ending}` }]
}
