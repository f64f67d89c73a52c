import { absentDigest, isAsMarked, isObjectLeaf } from '../../identity/compare.ts'
import { liveLeaf, liveValue } from '../../identity/live-document.ts'
import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import { normaliseIdentifier, normalisePhone } from '../../identity-schema/normalise.ts'
import { addressOfLeaf } from '../../model/address-leaf.ts'
import { identifierTypes } from '../../model/credential-types.ts'
import { type Digest, digestOf } from '../../model/digest.ts'
import type { LiveIdentity, Mark } from '../../model/identity.ts'
import { formatPointer, isJsonObject, type JsonObject, type JsonPointer } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import { isSealed } from '../../model/sealed-digest.ts'
import { unopenedIn } from '../../model/sealed-mark.ts'
import type { GivenNames } from './names.ts'

/** A live identity that takes part in matching. */
export interface Account {
  readonly live: LiveIdentity
  /** The mark of this workspace. */
  readonly mark?: Mark
  /** Another workspace manages it. */
  readonly foreign: boolean
  /** Its login identifiers in Kratos, each in the form for comparing (`comparable`). */
  readonly identifiers: ReadonlySet<string>
  /** Identifiers that count as evidence: idctl wrote them, or their address is verified. People can set others to any value. */
  readonly counted: ReadonlySet<string>
  /** The identifiers that idctl wrote. */
  readonly written: ReadonlySet<string>
  readonly names: GivenNames
}

export function accountOf(
  live: LiveIdentity,
  mark: Mark | undefined,
  foreign: boolean,
  schema: IdentitySchema | undefined,
): Account {
  const identifiers = new Set(loginIdentifiers(live).map(comparable))
  const written = new Set(mark ? [...writtenIdentifiers(live, mark, schema)].filter((v) => identifiers.has(v)) : [])
  const verified = live.verifiable_addresses.flatMap(({ value, verified: is }) => (is ? [comparable(value)] : []))
  return {
    live,
    ...present({ mark }),
    foreign,
    identifiers,
    counted: new Set([...written, ...verified.filter((value) => identifiers.has(value))]),
    written,
    names: mark ? markedNames(live, mark) : liveNames(live),
  }
}

/** Login identifiers as Kratos holds them, over the types that a person types in. */
export function loginIdentifiers(live: LiveIdentity): string[] {
  const held = identifierTypes.flatMap((type) => live.credentials?.[type] ?? [])
  return [...new Set(held)]
}

/** Whether somebody can sign in by typing an identifier: there are `loginIdentifiers`. */
export function hasLogin({ credentials }: LiveIdentity): boolean {
  return credentials !== undefined && identifierTypes.some((type) => (credentials[type]?.length ?? 0) > 0)
}

/** The form of an identifier or address for comparing: servers store phone numbers in different spellings. */
export function comparable(value: string): string {
  return normalisePhone(value) ?? normaliseIdentifier(value)
}

/** Whether live still has all values that the mark records, as after a creation that nobody has changed since. */
export function isAsWritten(live: LiveIdentity, mark: Mark): boolean {
  return Object.entries(mark.fields).every(([path, applied]) => {
    // Verifying an address does not change `updated_at`.
    if (addressOfLeaf(path) !== undefined) return true
    // Sealed values need no comparison: addresses are never sealed, and two accounts always differ in one.
    if (unopenedIn(applied).length > 0) return true
    const value = liveLeaf(live, path)
    if (typeof applied !== 'string') {
      const present = new Set(Array.isArray(value) ? value.map(digestOf) : [])
      return applied.every((digest) => present.has(digest))
    }
    return isAsMarked(applied, path, value)
  })
}

function writtenIdentifiers(live: LiveIdentity, mark: Mark, schema: IdentitySchema | undefined): Set<string> {
  const written = new Set<string>()
  for (const { value, at } of schema?.identifierSources(live.traits) ?? []) {
    const path = markedLeaf(mark, at)
    if (path !== undefined && isWritten(live, mark, path, at)) written.add(comparable(value))
  }
  return written
}

/** Whether the mark records login identifiers, and this account has none of them. */
export function hasOnlyOthers(live: LiveIdentity, mark: Mark, schema: IdentitySchema | undefined): boolean {
  const marked = (schema?.identifierSources(live.traits) ?? []).flatMap(({ at }) => {
    const path = markedLeaf(mark, at)
    return path === undefined ? [] : [isWritten(live, mark, path, at)]
  })
  return marked.length > 0 && !marked.includes(true)
}

/** The leaf of the mark that has a value: an array is one leaf. */
function markedLeaf(mark: Mark, at: JsonPointer): JsonPointer | undefined {
  for (let path = at; path !== ''; path = path.slice(0, path.lastIndexOf('/'))) {
    if (Object.hasOwn(mark.fields, path)) return path
  }
  return undefined
}

function isWritten(live: LiveIdentity, { fields }: Mark, path: JsonPointer, at: JsonPointer): boolean {
  const applied = fields[path]
  const value = liveLeaf(live, path)
  if (value === undefined || isObjectLeaf(value)) return false
  if (typeof applied === 'string') return isAsMarked(applied, path, value)
  const index = Number(at.slice(path.length + 1))
  const element = Array.isArray(value) ? value[index] : undefined
  return element !== undefined && applied?.includes(digestOf(element)) === true
}

/** Digests that a mark has if no name was written. */
const nothing: ReadonlySet<Digest> = new Set([absentDigest, digestOf({}), digestOf('')])

/** The names that idctl last wrote to an account. */
export function markedNames(live: LiveIdentity, mark: Mark): GivenNames {
  const written = (path: JsonPointer) => writtenText(mark, path)
  return {
    written,
    leaves: () => Object.keys(mark.fields).filter((path) => written(path) !== undefined),
    kept(path) {
      const value = liveLeaf(live, path)
      const digest = written(path)
      return typeof value === 'string' && digest !== undefined && isAsMarked(digest, path, value) ? value : undefined
    },
  }
}

/** The digest in the mark of a leaf that has a single, non-empty value. */
export function writtenText({ fields }: Pick<Mark, 'fields'>, path: JsonPointer): Digest | undefined {
  const applied = Object.hasOwn(fields, path) ? fields[path] : undefined
  const isKnown = typeof applied === 'string' && !nothing.has(applied) && !isSealed(applied)
  return isKnown ? applied : undefined
}

function liveNames(live: LiveIdentity): GivenNames {
  return {
    written(path) {
      const value = liveValue(live, path)
      return typeof value === 'string' ? digestOf(value) : undefined
    },
    leaves: () => textLeaves(live.traits),
    kept: () => undefined,
  }
}

/** Pointers of text traits, and of texts one level below: names are there. */
function textLeaves(traits: JsonObject): JsonPointer[] {
  return Object.entries(traits).flatMap(([name, value]) => {
    if (typeof value === 'string') return [formatPointer(['traits', name])]
    if (!isJsonObject(value)) return []
    return Object.entries(value).flatMap(([part, text]) =>
      typeof text === 'string' ? [formatPointer(['traits', name, part])] : [],
    )
  })
}
