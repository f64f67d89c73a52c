import { type Effect, tells } from '../rule.ts'
import type { Update } from '../update.ts'

export function credentialsLeftAlone({ pair, asked }: Pick<Update, 'pair' | 'asked'>): readonly Effect[] {
  if (pair.mark !== undefined || !pair.desired.credentials || asked) return []
  const text = 'the credentials of the document are not written to an adopted account (--write-credentials does)'
  return [tells('credentials-left-alone', text)]
}
