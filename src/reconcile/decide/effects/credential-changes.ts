import { assertNever } from '../../../model/assert-never.ts'
import type { Consequence } from '../../../model/change.ts'
import type { CredentialChange } from '../../../model/credentials.ts'
import type { Effect } from '../rule.ts'
import type { Update } from '../update.ts'

/**
 * Each write or deletion of a credential counts as `credentials`, because people may have changed it since. A deletion is a loss of
 * access as well.
 */
export function credentialChanges({ credentials }: Pick<Update, 'credentials'>): readonly Effect[] {
  return credentials.changes.map((change) => {
    const takesAway = change.step === 'unlink' || change.step === 'delete'
    return { consequence: credentialConsequence(change), counts: { credentials: 1, removals: takesAway ? 1 : 0 } }
  })
}

/** Shows only the provider of a link: the subject is personal data. */
export function credentialConsequence(change: CredentialChange): Consequence {
  switch (change.step) {
    case 'set':
      return { code: 'credential-written', text: setText(change) }
    case 'link':
      return { code: 'credential-written', text: `link ${change.link.provider} added (${change.type})` }
    case 'unlink':
      return { code: 'credential-deleted', text: `link ${change.provider} removed (${change.type})` }
    case 'delete':
      return { code: 'credential-deleted', text: `${change.type} deleted, even if the person has changed it since` }
    default:
      return assertNever(change)
  }
}

function setText(change: Extract<CredentialChange, { step: 'set' }>): string {
  if (change.type !== 'password') return `${change.type} written`
  const { secret } = change
  if (secret.use_password_migration_hook === true) {
    return 'password replaced: the migration hook decides about the next sign-in'
  }
  return `password replaced by the ${secret.hashed_password === undefined ? 'plain one' : 'hash'} of the file`
}
