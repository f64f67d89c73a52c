import { type Effect, effect } from '../rule.ts'
import type { Update } from '../update.ts'

export function credentialsLeftAlone({
  pair,
  writesCredentials,
}: Pick<Update, 'pair' | 'writesCredentials'>): readonly Effect[] {
  if (pair.mark !== undefined || !pair.desired.credentials || writesCredentials) return []
  const text = 'the credentials of the document are not written to an adopted account (--write-credentials does)'
  return [effect('credentials-left-alone', text)]
}
