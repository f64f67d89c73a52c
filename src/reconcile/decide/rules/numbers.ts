import type { Blocked } from '../../../model/change.ts'
import type { Update } from '../update.ts'

/** A patch leaves a number alone that JavaScript cannot hold; a PUT sends all of the identity back. */
export function numbers({ pair, credentials }: Pick<Update, 'pair' | 'credentials'>): Blocked | undefined {
  const isPut = credentials.changes.some(({ step }) => step === 'set' || step === 'link')
  if (!isPut || !pair.live.inexact) return undefined
  return {
    code: 'numbers',
    reason: 'Kratos takes credentials only with the whole identity, and a live number of it does not survive that',
    hint: 'make that number a text, or shorter, in Kratos first',
  }
}
