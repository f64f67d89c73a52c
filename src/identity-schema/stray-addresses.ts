import { goLowerCase } from '../go/text.ts'
import type { DerivedData } from '../model/derived.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { DesiredDocument, LocatedAddress } from '../model/identity.ts'
import { type JsonObject, valueAt } from '../model/json.ts'
import { addressToken, findAddress } from './address.ts'
import type { AddressSource, IdentitySchema } from './identity-schema.ts'

/**
 * Declared addresses that the traits do not yield: Kratos silently drops them (API reference §4.4, trap 27). The
 * messages contain no address.
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

/**
 * Phone addresses that are declared as verified and that every trait writes with capital letters. Kratos stores
 * addresses in lower case but looks a phone number up in the trait's spelling, so it does not find the address: it
 * answers 201 and leaves it unverified.
 */
export function forgottenAddresses(
  document: DesiredDocument,
  traits: JsonObject,
  schema: Pick<IdentitySchema, 'addressSources'>,
): Diagnostic[] {
  const declared = document.verifiable_addresses ?? []
  if (!declared.some(({ via, verified }) => via === 'sms' && verified)) return []
  const sources = new Map<string, AddressSource[]>()
  for (const source of schema.addressSources(traits)) {
    const token = addressToken(source)
    const spellings = sources.get(token)
    if (spellings === undefined) sources.set(token, [source])
    else spellings.push(source)
  }
  const isForgotten = ({ via, at }: AddressSource) => {
    const text = valueAt({ traits }, at)
    return via === 'sms' && typeof text === 'string' && text !== goLowerCase(text)
  }
  return declared.flatMap((address, index): Diagnostic[] => {
    const spellings = sources.get(addressToken(address)) ?? []
    if (address.verified !== true || spellings.length === 0 || !spellings.every(isForgotten)) return []
    return [
      {
        severity: 'error',
        code: 'IDC418',
        summary: `verifiable_addresses[${index}] would not stay verified: the trait has the number with capital letters, so Kratos does not recognise it`,
        hint: 'write the number in the trait as + and digits only',
        at: address.at,
      },
    ]
  })
}
