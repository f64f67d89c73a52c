import { addressOfLeaf, verifiedLeaf } from '../../model/address-leaf.ts'
import { formatPointer, type JsonPointer, parsePointer } from '../../model/json.ts'
import type { Masking } from './masking.ts'

/**
 * A pointer that names no person. Kratos' fields and the traits that an identity schema declares stay; every other segment (a
 * metadata key, a name in a free-form map, an address) becomes a pseudonym.
 *
 * @param declared Pointers of traits whose names an identity schema declares (`Plan.declared`).
 */
export function maskPath(path: JsonPointer, declared: ReadonlySet<JsonPointer>, masking: Masking): JsonPointer {
  const address = addressOfLeaf(path)
  if (address !== undefined) return verifiedLeaf({ via: address.via, value: masking.address(address.value) })
  const [root, ...rest] = parsePointer(path)
  if (root === undefined) return path
  const isKnown = (depth: number) => declared.has(formatPointer([root, ...rest.slice(0, depth)]))
  return formatPointer([
    fieldNames.has(root) ? root : masking.name(root),
    ...rest.map((segment, index) => (isKnown(index + 1) ? segment : masking.name(segment))),
  ])
}

/** Kratos' names for the members of an identity. */
const fieldNames: ReadonlySet<string> = new Set([
  'schema_id',
  'state',
  'external_id',
  'organization_id',
  'traits',
  'metadata_public',
  'metadata_admin',
  'verifiable_addresses',
  'recovery_addresses',
  'credentials',
])
