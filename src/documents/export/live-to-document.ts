import type { SchemaAliases } from '../../config/types.ts'
import { liveLeaf, markMember } from '../../identity/live-document.ts'
import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import { compareText } from '../../model/compare-text.ts'
import type { Unsaid } from '../../model/exported.ts'
import type { IdentityKey, LiveIdentity, Mark } from '../../model/identity.ts'
import { escapeSegment, isJsonObject, type Json, type JsonObject, type JsonPointer } from '../../model/json.ts'
import { present } from '../../model/present.ts'

/** What a document of a live identity says, its members in the order in which they are written. */
export interface WrittenLive {
  readonly document: JsonObject
  readonly key: IdentityKey
  readonly unsaid: readonly Unsaid[]
}

export interface NoDocument {
  /** What its key would be. */
  readonly key?: IdentityKey
  readonly why: string
  readonly hint?: string
}

export interface DocumentRules {
  readonly schema: IdentitySchema
  readonly aliases: SchemaAliases
  /** Nothing at these paths may be in an output, and keys are in every output. */
  readonly sensitive: (path: JsonPointer) => boolean
}

/**
 * The document of a live identity: what Kratos lets others manage, without what only the server sets, credentials, our mark
 * and the state of its addresses. It says that somebody is inactive, not that somebody is active, as nearly everybody is.
 *
 * @param mark Ours, if we manage it: the document keeps its key.
 */
export function liveToDocument(
  live: LiveIdentity,
  mark: Mark | undefined,
  rules: DocumentRules,
): WrittenLive | NoDocument {
  const naming = keyOf(live, mark, rules)
  const problem = unwritable(live, mark)
  if (problem !== undefined) return { ...problem, ...present({ key: naming?.key }) }
  if (naming === undefined) {
    return {
      why: 'nothing names it: it has no external_id, and its traits yield no login identifier',
      hint: 'give it an external_id in Kratos',
    }
  }
  const unsaid: Unsaid[] = []
  const order = (at: JsonPointer) => rules.schema.propertyNames(at)
  const traits = sayable(live.traits, '/traits', order, unsaid)
  const ours = { ...(naming.isOwn && { key: naming.key }), ...(mark?.protect && { protect: true }) }
  const document: JsonObject = {
    schema_id: localSchemaId(live.schema_id, rules.aliases),
    ...present({ external_id: live.external_id }),
    ...(live.state === 'inactive' && { state: 'inactive' }),
    ...present({ organization_id: live.organization_id }),
    traits,
    ...metadata('metadata_public', live.metadata_public, unsaid),
    ...metadata('metadata_admin', withoutMark(live.metadata_admin), unsaid),
    ...(Object.keys(ours).length > 0 && { idctl: ours }),
  }
  return { document, key: naming.key, unsaid }
}

/** The name that documents use for an identity schema of the server. */
function localSchemaId(served: string, aliases: SchemaAliases): string {
  return Object.entries(aliases).find(([, { id }]) => id === served)?.[0] ?? served
}

function unwritable(live: LiveIdentity, mark: Mark | undefined): NoDocument | undefined {
  if (mark?.references?.some((path) => liveLeaf(live, path) !== undefined)) {
    return {
      why: 'one of its values came from a reference, and no document may hold such a value',
      hint: 'write its document by hand, with the reference',
    }
  }
  if (live.unreadable !== undefined) {
    const { at, code } = live.unreadable
    return { why: code === 'too-deep' ? `${at} is nested too deeply` : `${at} is no map`, hint: 'change it in Kratos' }
  }
  if (live.inexact) {
    return {
      why: 'it has a number with more digits than a computer keeps',
      hint: 'make that number a text, or shorter, in Kratos',
    }
  }
  const metadata = (['metadata_public', 'metadata_admin'] as const).find((name) => {
    return live[name] !== null && !isJsonObject(live[name])
  })
  return metadata && { why: `${metadata} is no map`, hint: 'make it a map, or null, in Kratos' }
}

/** The key of the document; `isOwn`: only an `idctl.key` gives it to the document. */
function keyOf(
  live: LiveIdentity,
  mark: Mark | undefined,
  { schema, sensitive }: DocumentRules,
): { readonly key: IdentityKey; readonly isOwn: boolean } | undefined {
  const identifier = schema.derive(live.traits).identifiers.find(({ value }) => value !== '')?.value
  const derived = live.external_id ?? identifier
  if (mark !== undefined && mark.named !== false) return { key: mark.key, isOwn: mark.key !== derived }
  if (derived === undefined) return mark && { key: mark.key, isOwn: true }
  const sources = schema.identifierSources(live.traits).filter(({ value }) => value === derived)
  const isHidden = live.external_id === undefined && sources.some(({ at }) => sensitive(at))
  return isHidden ? { key: live.id, isOwn: true } : { key: derived, isOwn: false }
}

function metadata(
  name: 'metadata_public' | 'metadata_admin',
  value: Json | undefined,
  unsaid: Unsaid[],
): { [name: string]: JsonObject } {
  const said = isJsonObject(value) ? sayable(value, `/${name}`, () => [], unsaid) : {}
  return Object.keys(said).length > 0 ? { [name]: said } : {}
}

/** `undefined` where nothing but our mark is in it. */
function withoutMark(value: Json): Json | undefined {
  if (!isJsonObject(value) || !Object.hasOwn(value, markMember)) return value
  const others = Object.entries(value).filter(([name]) => name !== markMember)
  return others.length === 0 ? undefined : Object.fromEntries(others)
}

type Order = (at: JsonPointer) => readonly string[]

/** A map as a document can say it: without the nulls in it and in the maps below it, in the order of the schema. */
function sayable(value: JsonObject, at: JsonPointer, order: Order, unsaid: Unsaid[]): JsonObject {
  const members = inOrder(Object.entries(value), order(at)).flatMap(([name, member]): [string, Json][] => {
    const path = `${at}/${escapeSegment(name)}`
    if (member === null) {
      unsaid.push({ path, why: 'null' })
      return []
    }
    return [[name, isJsonObject(member) ? sayable(member, path, order, unsaid) : member]]
  })
  return Object.fromEntries(members)
}

/** The names that the schema has first, as it has them, and the others by the alphabet. */
function inOrder(members: readonly [string, Json][], names: readonly string[]): readonly (readonly [string, Json])[] {
  const places = new Map(names.map((name, index) => [name, index] as const))
  const placeOf = (name: string) => places.get(name) ?? names.length
  return [...members].sort(([left], [right]) => placeOf(left) - placeOf(right) || compareText(left, right))
}
