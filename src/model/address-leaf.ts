import type { FieldChange } from './change.ts'
import type { DerivedAddress } from './derived.ts'
import { formatPointer, type JsonPointer, parsePointer } from './json.ts'
import { hiddenValue, isHidden } from './sensitive.ts'

const root = 'verifiable_addresses'

/**
 * The leaf that says whether an address is verified: `/verifiable_addresses/email:ada@example.com/verified`. Addresses
 * are a set, so the pointer has the normalised channel and value in place of an index.
 */
export function verifiedLeaf({ via, value }: DerivedAddress): JsonPointer {
  return formatPointer([root, `${via}:${value}`, 'verified'])
}

/** The address that a `verifiedLeaf` is about; `undefined` for all other leaves. */
export function addressOfLeaf(path: JsonPointer): DerivedAddress | undefined {
  if (!path.startsWith(`/${root}/`)) return undefined
  const [, name = ''] = parsePointer(path)
  const via = name.slice(0, name.indexOf(':'))
  return via === 'email' || via === 'sms' ? { via, value: name.slice(via.length + 1) } : undefined
}

/** The path with the address replaced, for output that may not show it. Returns other paths unchanged. */
export function withoutAddress(path: JsonPointer): JsonPointer {
  const address = addressOfLeaf(path)
  return address === undefined ? path : verifiedLeaf({ via: address.via, value: hiddenValue })
}

/** The path of a leaf as it may be shown: that of a verified state holds an address. */
export function shownPath(leaf: Pick<FieldChange, 'path' | 'sensitive' | 'reference'>): JsonPointer {
  return isHidden(leaf) ? withoutAddress(leaf.path) : leaf.path
}
