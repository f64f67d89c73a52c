import type { Blocked } from '../../../model/change.ts'
import type { Update } from '../update.ts'

/** Blocks a PUT if live has a number that JavaScript cannot represent: a PUT sends the whole identity back, a PATCH does not. */
export function numbers({ pair, credentials }: Pick<Update, 'pair' | 'credentials'>): Blocked | undefined {
  const isPut = credentials.changes.some(({ step }) => step === 'set' || step === 'link')
  if (!isPut || !pair.live.inexact) return undefined
  return {
    code: 'numbers',
    reason: 'Kratos accepts credentials only with the whole identity, and one of its live numbers would lose digits',
    hint: 'first store that number as a text, or with fewer digits, in Kratos',
  }
}
