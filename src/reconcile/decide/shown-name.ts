import { markMember } from '../../identity/live-document.ts'
import { hiddenIn, referencedIn } from '../../identity/references.ts'
import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import type { Change } from '../../model/change.ts'
import type { DesiredIdentity, IdentityKey, LiveIdentity } from '../../model/identity.ts'
import { escapeSegment, isAtOrBelow, isJsonObject, type Json, type JsonPointer, valueAt } from '../../model/json.ts'
import { present, withMembers } from '../../model/present.ts'
import { schemaIdOf } from '../../model/schema-id.ts'
import { traitsOf } from '../../model/traits.ts'
import { namePointers, placeInName } from '../match/name-pointers.ts'
import type { Policy } from '../policy.ts'
import { shownIdentifiers } from './shown-identifiers.ts'

/** Whom a row is about: a document, an account, or both. */
export interface Person {
  readonly desired?: DesiredIdentity | undefined
  readonly live?: LiveIdentity | undefined
}

type Rules = Pick<Policy, 'schemas' | 'sensitive' | 'display'>

/** The change with the name by which people know its person, and with the login identifiers of a creation. */
export function withName<C extends Change>(change: C, person: Person, policy: Rules): C {
  const identifiers = change.action === 'create' ? newIdentifiers(person, policy) : change.identifiers
  const known = identifiers ?? (person.live ? shownIdentifiers(person.live, person.desired, policy) : [])
  return withMembers(change, present({ identifiers, display: displayOf(change.key, known, person, policy) }))
}

/** The name by which people know a live identity, or one that a document creates: the same as in its change. */
export function displayNow(key: IdentityKey, person: Person, policy: Rules): string | undefined {
  const { desired, live } = person
  const known = live ? shownIdentifiers(live, desired, policy) : newIdentifiers(person, policy)
  return displayOf(key, known ?? [], person, policy)
}

/** A name that is the key says nothing. */
function displayOf(key: IdentityKey, known: readonly string[], person: Person, policy: Rules): string | undefined {
  const display = shownName(person, policy) ?? known[0]
  return display === key ? undefined : display
}

/** Characters of a name that a plan keeps: people can write megabytes into their own traits. */
const longestName = 100

/**
 * The name after the change: of the leaves that `display` of idctl.yaml lists, else of the first that people usually call a name.
 * Never a leaf that no output may show.
 */
export function shownName(person: Person, policy: Rules): string | undefined {
  const { desired, live } = person
  const schema = policy.schemas.get(String(desired?.fields['/schema_id']?.value ?? live?.schema_id))
  const isHidden = hiddenOf(person, policy)
  for (const group of namePointers(policy.display).groupsOf(schema)) {
    const texts = group.flatMap((pointer) => leavesBelow(pointer, person, schema, isHidden))
    const name = [...new Set(texts)].join(' ').trim()
    if (name !== '') return cut(name)
  }
  return undefined
}

/** The texts at a pointer or below it, in the order in which people say them. */
function leavesBelow(
  pointer: JsonPointer,
  { desired, live }: Person,
  schema: IdentitySchema | undefined,
  isHidden: (path: JsonPointer) => boolean,
): string[] {
  const texts = new Map<JsonPointer, string>()
  if (live !== undefined) collect(valueAt(namedIn(live), pointer), pointer, texts)
  for (const [path, { value, mode, reference }] of Object.entries(desired?.fields ?? {})) {
    if (!isAtOrBelow(path, pointer) || reference !== undefined) continue
    const stays = mode === 'ignore' || mode === 'observe' || (mode === 'seed' && texts.has(path))
    if (stays && live !== undefined) continue
    if (typeof value === 'string') texts.set(path, value)
    else texts.delete(path)
  }
  const declared = schema?.propertyNames(pointer) ?? []
  const shown = [...texts].filter(([path, text]) => text.trim() !== '' && !isHidden(path))
  return shown
    .sort(([left], [right]) => placeInName(left, declared) - placeInName(right, declared))
    .map(([, text]) => text.trim())
}

function namedIn({ traits, metadata_public, metadata_admin }: LiveIdentity): Json {
  return { traits, metadata_public, metadata_admin }
}

function collect(value: Json | undefined, path: JsonPointer, into: Map<JsonPointer, string>): void {
  if (isAtOrBelow(path, `/metadata_admin/${markMember}`)) return
  if (typeof value === 'string') into.set(path, value)
  else if (isJsonObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      collect(member, `${path}/${escapeSegment(name)}`, into)
    }
  }
}

function newIdentifiers({ desired }: Person, policy: Rules): string[] | undefined {
  if (desired === undefined) return undefined
  const schema = policy.schemas.get(schemaIdOf(desired))
  const isHidden = hiddenOf({ desired }, policy)
  const sources = schema?.identifierSources(traitsOf(desired.fields)) ?? []
  const shown = new Set(sources.flatMap(({ value, at }) => (isHidden(at) ? [] : [value])))
  return shown.size === 0 ? undefined : [...shown]
}

function hiddenOf({ desired, live }: Person, { sensitive }: Rules): (path: JsonPointer) => boolean {
  if (live !== undefined) return hiddenIn(live, sensitive, desired)
  const isReferenced = referencedIn(desired)
  return (path) => sensitive(path) || isReferenced(path)
}

function cut(name: string): string {
  if (name.length <= longestName) return name
  return `${name.slice(0, longestName - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
