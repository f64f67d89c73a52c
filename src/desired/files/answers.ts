import { present, unlessEmpty } from '../../model/present.ts'
import { type Located, type LocatedMap, type LocatedMember, memberOf } from '../../source/located.ts'
import type { Reporter } from '../../source/report.ts'
import { documentKeys, serverFields } from '../document/document.ts'
import { unwrap, unwrapHint } from './wrappers.ts'

/** A tree without the keys that only the server sets, and those keys as people write them: `verifiable_addresses[].id`. */
interface Stripped<Node extends Located = Located> {
  readonly node: Node
  readonly deleted: readonly string[]
}

/** Newer servers answer `region`, but no released one accepts it. */
const topKeys = new Set([...serverFields, 'region'])
const isOfServer = (_: LocatedMap, key: string) => serverFields.has(key)
const credentialKeys = new Set(['type', 'identifiers', 'version', 'created_at', 'updated_at'])
/** The settings of a credential in an answer that Kratos accepts again. */
const importable: Readonly<Record<string, ReadonlySet<string>>> = {
  password: new Set(['hashed_password', 'use_password_migration_hook']),
  oidc: new Set(['providers']),
  saml: new Set(['providers']),
}
const linkKeys = new Set(['provider', 'subject', 'organization', 'use_auto_link'])

/**
 * The documents of a file without wrappers around them and without keys that only the server sets. A pasted answer of
 * `GET /admin/identities` gets one error that names everything to delete; a single key of that kind is left for the
 * check of keys.
 */
export function plainDocuments(found: readonly Located[], report: Reporter): readonly Located[] {
  const wrapping = unwrap(found)
  const documents = wrapping?.documents ?? found
  const stripped = documents.map((node) => (isAnswer(node) ? strip(node) : { node, deleted: [] }))
  const deleted = [...new Set(stripped.flatMap((answer) => answer.deleted))]
  const answers = documents.filter((_, index) => stripped[index]?.deleted.length !== 0)
  const [first, ...others] = answers.map(({ at }) => at)
  if (wrapping !== undefined && first === undefined) {
    report({
      severity: 'error',
      code: 'IDC236',
      summary: 'the documents of this file are inside a wrapper',
      hint: unwrapHint(wrapping),
      at: wrapping.at,
    })
  }
  if (first === undefined) return documents
  const rest = `delete ${deleted.join(', ')}`
  report({
    severity: 'error',
    code: 'IDC230',
    summary: 'this is an answer of Kratos, with keys that only the server sets',
    hint: wrapping === undefined ? rest : `${unwrapHint(wrapping)}; in each, ${rest}`,
    at: wrapping?.at ?? first,
    ...present({ related: unlessEmpty(others.slice(0, mostPlaces)) }),
  })
  return stripped.map(({ node }) => node)
}

/** Whether `plainDocuments` gives back a document as it is, whatever documents are beside it. */
export function isPlainDocument(node: Located): boolean {
  if (node.kind !== 'map') return false
  const hasAny = (keys: readonly string[]) => keys.some((key) => node.members.has(key))
  return hasAny(documentKeys) && !(hasAny(answered) && isAnswer(node))
}

/** Keys of which an answer has some, itself or below them. */
const answered = [...serverFields, 'verifiable_addresses', 'recovery_addresses', 'credentials']

const mostPlaces = 5

/** Two keys of the server are no accident; people delete those at the top first, so nested ones count as well. */
function isAnswer(node: Located): node is LocatedMap {
  if (node.kind !== 'map') return false
  const signs = new Set<string>()
  const look = (map: Located, keys: ReadonlySet<string>) => {
    if (map.kind === 'map') for (const key of keys) if (map.members.has(key)) signs.add(key)
  }
  look(node, serverFields)
  for (const list of ['verifiable_addresses', 'recovery_addresses']) {
    const addresses = memberOf(node, list)?.value
    if (addresses?.kind === 'list') for (const address of addresses.items) look(address, serverFields)
  }
  const credentials = memberOf(node, 'credentials')?.value
  if (credentials?.kind === 'map') for (const { value } of credentials.members.values()) look(value, credentialKeys)
  return signs.size > 1
}

function strip(document: LocatedMap): Stripped {
  const top = withoutKeys(document, topKeys)
  const parts: [string, Stripped | undefined][] = [
    ['verifiable_addresses', each(memberOf(document, 'verifiable_addresses')?.value, isOfServer)],
    ['recovery_addresses', each(memberOf(document, 'recovery_addresses')?.value, isOfServer)],
    ['credentials', credentialsOf(memberOf(document, 'credentials')?.value)],
    ['metadata_admin', withoutMark(memberOf(document, 'metadata_admin')?.value)],
  ]
  const members = new Map(top.node.members)
  const deleted = [...top.deleted]
  for (const [key, part] of parts) {
    if (part === undefined) continue
    if (part.node === gone) members.delete(key)
    else members.set(key, { ...(members.get(key) as LocatedMember), value: part.node })
    deleted.push(...part.deleted.map((path) => `${key}${path}`))
  }
  return { node: { ...document, members }, deleted }
}

/** Placeholder for a node that is removed as a whole. */
const gone: Located = { kind: 'broken', at: { file: '', line: 1, column: 1 } }

function withoutKeys(map: LocatedMap, keys: ReadonlySet<string>): Stripped<LocatedMap> {
  const kept = [...map.members].filter(([key]) => !keys.has(key))
  return { node: { ...map, members: new Map(kept) }, deleted: [...map.members.keys()].filter((key) => keys.has(key)) }
}

function each(list: Located | undefined, mustGo: (item: LocatedMap, key: string) => boolean): Stripped | undefined {
  if (list?.kind !== 'list') return undefined
  const items = list.items.map((item) => {
    if (item.kind !== 'map') return { node: item, deleted: [] }
    return withoutKeys(item, new Set([...item.members.keys()].filter((key) => mustGo(item, key))))
  })
  const deleted = [...new Set(items.flatMap((item) => item.deleted))]
  return { node: { ...list, items: items.map(({ node }) => node) }, deleted: deleted.map((key) => `[].${key}`) }
}

function withoutMark(metadata: Located | undefined): Stripped | undefined {
  if (metadata?.kind !== 'map') return undefined
  const { node, deleted } = withoutKeys(metadata, new Set(['idctl']))
  return { node, deleted: deleted.map((key) => `.${key}`) }
}

/** Removes types without settings that Kratos accepts again, and all of `credentials` if no type is left. */
function credentialsOf(credentials: Located | undefined): Stripped | undefined {
  if (credentials?.kind !== 'map') return undefined
  const members = new Map<string, LocatedMember>()
  const deleted: string[] = []
  for (const [type, member] of credentials.members) {
    const { node, deleted: paths } = credentialOf(type, member.value)
    if (node !== gone) members.set(type, { ...member, value: node })
    deleted.push(...paths.map((path) => `.${type}${path}`))
  }
  return members.size === 0 ? { node: gone, deleted: [''] } : { node: { ...credentials, members }, deleted }
}

function credentialOf(type: string, given: Located): Stripped {
  const config = memberOf(given, 'config')?.value
  const known = Object.hasOwn(importable, type) ? importable[type] : undefined
  if (given.kind !== 'map' || known === undefined || config?.kind !== 'map') return { node: gone, deleted: [''] }
  const foreign = new Set([...config.members.keys()].filter((key) => !known.has(key) || isEmpty(config, key)))
  const kept = withoutKeys(config, foreign)
  const providers = memberOf(kept.node, 'providers')?.value
  const isPlaceholder = providers?.kind === 'list' && providers.items.every(isPhantom)
  if (kept.node.members.size === 0 || isPlaceholder) return { node: gone, deleted: [''] }
  const around = withoutKeys(given, credentialKeys)
  const links = linksOf(providers)
  const inner = new Map(kept.node.members)
  if (links !== undefined) inner.set('providers', { ...(inner.get('providers') as LocatedMember), value: links.node })
  const members = new Map(around.node.members)
  members.set('config', { ...(members.get('config') as LocatedMember), value: { ...config, members: inner } })
  const below = [...kept.deleted.map((key) => `.config.${key}`), ...(links?.deleted ?? [])]
  return { node: { ...given, members }, deleted: [...around.deleted.map((key) => `.${key}`), ...below] }
}

/** Links without the tokens of the provider. */
function linksOf(providers: Located | undefined): Stripped | undefined {
  if (providers?.kind !== 'list') return undefined
  const links = each(providers, (link, key) => !linkKeys.has(key) || isEmpty(link, key))
  return links && { ...links, deleted: links.deleted.map((key) => `.config.providers${key}`) }
}

/** Kratos answers with an empty link if there is none. */
function isPhantom(link: Located): boolean {
  return link.kind === 'map' && isEmpty(link, 'provider')
}

/** An empty hash counts as none, and so does a hook that is off. */
function isEmpty(config: LocatedMap, key: string): boolean {
  const value = memberOf(config, key)?.value
  return value?.kind === 'scalar' && (value.value === '' || value.value === false || value.value === null)
}
