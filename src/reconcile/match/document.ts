import { leafDigest, markDigests } from '../../identity/compare.ts'
import type { IdentitySchema, IdentitySchemaSet } from '../../identity-schema/identity-schema.ts'
import type { DerivedData } from '../../model/derived.ts'
import type { Digest } from '../../model/digest.ts'
import type { DesiredIdentity, Mark } from '../../model/identity.ts'
import { isAtOrBelow, type JsonPointer } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import { schemaIdOf } from '../../model/schema-id.ts'
import { traitsOf } from '../../model/traits.ts'
import { comparable } from './account.ts'
import type { NamePointers } from './name-pointers.ts'
import type { NameLeaf, SaidNames } from './names.ts'

/** A document with the values that matching compares. */
export interface MatchedDocument extends SaidNames {
  readonly desired: DesiredIdentity
  /** Its key, if somebody wrote it down (`idctl.key`). */
  readonly explicit?: string
  readonly external_id?: string
  /** Its login identifiers, each in the form for comparing (`comparable`). */
  readonly identifiers: readonly string[]
  readonly file: string
  /** It is the only document of its file. */
  readonly sole: boolean
  /** The leaves that yield its login identifiers and addresses, each with the digest that a mark may have of it. */
  readonly addresses: readonly AddressLeaf[]
  readonly previously: readonly string[]
}

export interface AddressLeaf {
  readonly path: JsonPointer
  readonly digest: Digest
}

/** Reads documents on demand: those that the mark matches do not need it. */
export function documentReader(
  schemas: IdentitySchemaSet,
  pointers: NamePointers,
): (d: DesiredIdentity) => MatchedDocument {
  return (desired) => {
    const schema = schemas.get(schemaIdOf(desired))
    const addresses = addressLeaves(desired)
    const external_id = externalIdOf(desired)
    return {
      desired,
      ...present({ explicit: desired.keyFrom === 'identifier' ? undefined : desired.key, external_id }),
      identifiers: [...new Set(desired.derived.identifiers.map(({ value }) => comparable(value)))],
      file: desired.origin.file,
      sole: desired.soleDocument,
      names: nameLeaves(desired, pointers.of(schema), addresses, schema),
      isUnsaid: (path, written) => {
        return isUnsaid(desired, path, pointers.of(schema)) && !isWrittenBlank(desired, path, written, schema)
      },
      addresses,
      previously: desired.previously,
    }
  }
}

/** Whether idctl wrote an address of the document to the account, even if its owner has changed it since. */
export function hasWritten({ addresses }: MatchedDocument, mark: Mark | undefined): boolean {
  return addresses.some(({ path, digest }) => mark !== undefined && mark.fields[path] === digest)
}

function isUnsaid({ fields }: DesiredIdentity, path: JsonPointer, pointers: readonly JsonPointer[]): boolean {
  const value = Object.hasOwn(fields, path) ? fields[path]?.value : undefined
  const isBlank = value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
  return isBlank && pointers.some((pointer) => isAtOrBelow(path, pointer))
}

/** Whether the account was given the same blank text that the document has. */
function isWrittenBlank(
  { fields }: DesiredIdentity,
  path: JsonPointer,
  written: Digest | undefined,
  schema: IdentitySchema | undefined,
): boolean {
  const value = Object.hasOwn(fields, path) ? fields[path]?.value : undefined
  return typeof value === 'string' && written === leafDigest(schema, path, value)
}

export function externalIdOf(desired: DesiredIdentity): string | undefined {
  const value = desired.fields['/external_id']?.value
  return typeof value === 'string' ? value : undefined
}

/** Whether a trait of the document is, letter by letter, an address of it: then `addressLeaves` has that trait. */
export function saysAddress({ fields, derived }: DesiredIdentity): boolean {
  for (const path in fields) {
    const value = fields[path]?.value
    if (typeof value === 'string' && path.startsWith('/traits/') && isDerived(value, derived)) return true
  }
  return false
}

function isDerived(text: string, { identifiers, verifiable, recovery }: DerivedData): boolean {
  const isIt = ({ value }: { readonly value: string }) => value === text
  return identifiers.some(isIt) || verifiable.some(isIt) || recovery.some(isIt)
}

/** The traits of a document that Kratos signs in by, verifies or recovers with. */
export function addressLeaves(desired: DesiredIdentity): AddressLeaf[] {
  const { fields } = desired
  const values = new Set(
    [...desired.derived.identifiers, ...desired.derived.verifiable, ...desired.derived.recovery].map(
      ({ value }) => value,
    ),
  )
  return Object.entries(fields).flatMap(([path, { value }]) => {
    if (value === null || !path.startsWith('/traits/')) return []
    const texts = (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string')
    const isAddress = texts.some((text) => values.has(comparable(text)) || values.has(text))
    return isAddress ? markDigests(path, value).map((digest) => ({ path, digest })) : []
  })
}

function nameLeaves(
  { fields, origin, places }: DesiredIdentity,
  pointers: readonly JsonPointer[],
  addresses: readonly AddressLeaf[],
  schema: IdentitySchema | undefined,
): NameLeaf[] {
  const names = Object.entries(fields).flatMap(([path, { value, mode }]) => {
    if (typeof value !== 'string' || value.trim() === '' || mode === 'ignore' || mode === 'observe') return []
    if (!pointers.some((pointer) => isAtOrBelow(path, pointer))) return []
    // Values from `_defaults.yaml` are the same for everybody, so they identify nobody.
    if (places.of(path)?.file !== origin.file) return []
    return [{ path, text: value, digest: leafDigest(schema, path, value) }]
  })
  const isLikeAddress = ({ path }: NameLeaf) => addresses.some((address) => address.path === path)
  if (!names.some(isLikeAddress)) return names
  // Only the schema tells whether such a trait is a name or a login identifier.
  const sources = new Set(schema?.identifierSources(traitsOf(fields)).map(({ at }) => at))
  return names.filter(({ path }) => !sources.has(path))
}

/** One text per set of name leaves and values; documents without names have none. */
export function namesText(names: readonly NameLeaf[]): string | undefined {
  if (names.length === 0) return undefined
  return names
    .map(({ path, digest }) => `${path} ${digest}`)
    .sort()
    .join('\n')
}
