import { owes } from '../../../identity/mark.ts'
import { deletionOf } from '../../../identity/marked-credentials.ts'
import type { Blocked, Consequence, CredentialChange } from '../../../model/change.ts'
import type { IdentityKey, Mark } from '../../../model/identity.ts'
import { shellWord } from '../../../model/shell-word.ts'
import type { BothPair } from '../../match/match.ts'

export interface LastFactorVerdict {
  readonly blocked?: Blocked
  readonly consequences: readonly Consequence[]
}

/**
 * Kratos deletes a password or a link only while it counts two first factors (API reference §9.2): passwords with an
 * identifier, OIDC links without organization, passkeys, passwordless WebAuthn keys, and one more where sign-in by code
 * is switched on. A listing shows only some of it. Blocked where nothing else can be there that this person could
 * sign in with; said beforehand where that depends on what cannot be seen. What the mark owes was tried before: Kratos would
 * refuse it in every run, so it waits until something can be seen, or is asked for by key.
 */
export function judgeLastFactor(
  pair: BothPair,
  changes: readonly CredentialChange[],
  asked = false,
): LastFactorVerdict {
  let known = countKnownFactors(pair, changes)
  for (const change of changes) {
    const isGuarded = change.step === 'unlink' || (change.step === 'delete' && change.type === 'password')
    if (!isGuarded) continue
    if (known < 2) {
      if (!hasUnseenFactors(pair, changes)) return surely
      return !asked && wasTried(pair, change) ? tried(pair.desired.key) : perhaps
    }
    if (change.type !== 'saml') known -= 1
  }
  return { consequences: [] }
}

const rule = 'Kratos keeps the last first factor (password, OIDC link, passkey)'

const surely: LastFactorVerdict = {
  consequences: [],
  blocked: {
    code: 'last-first-factor',
    reason: `it would lose its last way to sign in, and ${rule}`,
    hint: 'give the person another way in first, or take the deletion out of the file',
  },
}

function tried(key: IdentityKey): LastFactorVerdict {
  const hint = `give the person another way in, or take the deletion out of the file; \`idctl apply --write-credentials=${shellWord(key)}\` tries it once more`
  const reason = `a deletion of theirs was tried before and is not done, and ${rule}`
  return { consequences: [], blocked: { code: 'last-first-factor', reason, hint } }
}

function wasTried({ mark }: BothPair, change: CredentialChange): boolean {
  const deletion = deletionOf(change)
  return mark !== undefined && deletion !== undefined && owes(mark, deletion)
}

const perhaps: LastFactorVerdict = {
  consequences: [
    {
      code: 'last-first-factor',
      text: `${rule}: unless the person has set up another one, the deletion will be refused`,
    },
  ],
}

function countKnownFactors({ live, mark }: BothPair, changes: readonly CredentialChange[]): number {
  const held = (type: string) => live.credentials?.[type]?.length ?? 0
  const isSet = changes.some((change) => change.step === 'set' && change.type === 'password')
  const isDeleted = changes.some((change) => change.step === 'delete' && change.type === 'password')
  const password = held('password') > 0 && (isSet || isDeleted || isOurs(mark))
  const added = changes.filter(
    (change) => change.step === 'link' && change.type === 'oidc' && !change.link.organization,
  )
  return (password ? 1 : 0) + held('oidc') + added.length + (held('passkey') > 0 ? 1 : 0)
}

/** A password that idctl set and the file still speaks about. */
function isOurs(mark: Mark | undefined): boolean {
  const password = mark?.credentials?.password
  return password !== undefined && !password.left
}

/** What may count without showing: a password of the person's own, WebAuthn keys, sign-in by code. */
function hasUnseenFactors({ live, mark }: BothPair, changes: readonly CredentialChange[]): boolean {
  const held = (type: string) => (live.credentials?.[type]?.length ?? 0) > 0
  const passwordIsKnown = isOurs(mark) || changes.some(({ type }) => type === 'password')
  return held('webauthn') || held('code') || (held('password') && !passwordIsKnown)
}
