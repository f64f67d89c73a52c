import type { Diagnostic } from '../model/diagnostic.ts'
import type { DerivedData, DesiredDocument, LocatedAddress } from '../model/identity.ts'
import { findAddress } from './address.ts'

/**
 * Declared addresses that none of these traits yields: Kratos drops them without a word (API reference §4.4, trap 27). The
 * messages hold no address.
 */
export function strayAddresses(document: DesiredDocument, derived: DerivedData): Diagnostic[] {
  return (['verifiable', 'recovery'] as const).flatMap((kind) => {
    const list = `${kind}_addresses` as const
    const isStray = (address: LocatedAddress) => findAddress(derived[kind], address) === undefined
    return (document[list] ?? []).flatMap((address, index): Diagnostic[] =>
      isStray(address)
        ? [
            {
              severity: 'error',
              code: 'IDC415',
              summary: `${list}[${index}] is not among the addresses that the traits yield: Kratos would drop it`,
              hint: 'give the trait the same value, or take the entry out',
              at: address.at,
            },
          ]
        : [],
    )
  })
}
