import { owes } from '../../identity/mark.ts'
import { deletionOf } from '../../identity/marked-credentials.ts'
import type { CredentialChange } from '../../model/credentials.ts'
import type { Mark } from '../../model/identity.ts'
import type { BothPair } from '../match/match.ts'
import type { Update } from './update.ts'

export const lastFactorStays = 'Kratos keeps the last first factor (password, OIDC link, passkey)'

/** Kratos refuses the deletion, may have refused it in an earlier run (`tried`), may refuse it (`unsure`), or accepts it (`taken`). */
export type DeletionVerdict = 'refused' | 'tried' | 'unsure' | 'taken'

/**
 * Kratos deletes a password or a link only while it counts two first factors (API reference §9.2): passwords with an identifier, OIDC
 * links without organization, passkeys, passwordless WebAuthn keys, and one more if sign-in by code is switched on. A listing shows only
 * some of them. A deletion that the mark owes was tried before, unless `--write-credentials` names the key.
 */
export function judgeDeletions({
  pair,
  credentials: { changes },
  writesCredentials,
}: Pick<Update, 'pair' | 'credentials' | 'writesCredentials'>): DeletionVerdict {
  let known = countKnownFactors(pair, changes)
  for (const change of changes) {
    const isGuarded = change.step === 'unlink' || (change.step === 'delete' && change.type === 'password')
    if (!isGuarded) continue
    if (known < 2) {
      if (!hasUnseenFactors(pair, changes)) return 'refused'
      return !writesCredentials && wasTried(pair, change) ? 'tried' : 'unsure'
    }
    if (change.type !== 'saml') known -= 1
  }
  return 'taken'
}

function wasTried({ mark }: BothPair, change: CredentialChange): boolean {
  const deletion = deletionOf(change)
  return mark !== undefined && deletion !== undefined && owes(mark, deletion)
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

/** Whether idctl set the password and the file still has it. */
function isOurs(mark: Mark | undefined): boolean {
  const password = mark?.credentials?.password
  return password !== undefined && !password.left
}

/** Whether Kratos may count factors that a listing does not show: a password of the person's own, WebAuthn keys, sign-in by code. */
function hasUnseenFactors({ live, mark }: BothPair, changes: readonly CredentialChange[]): boolean {
  const held = (type: string) => (live.credentials?.[type]?.length ?? 0) > 0
  const passwordIsKnown = isOurs(mark) || changes.some(({ type }) => type === 'password')
  return held('webauthn') || held('code') || (held('password') && !passwordIsKnown)
}
