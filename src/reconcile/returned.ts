import { wantedLinks } from '../identity/marked-credentials.ts'
import { normaliseIdentifier } from '../identity-schema/normalise.ts'
import type { CreateChange } from '../model/change.ts'
import { linkedCredentialTypes } from '../model/credential-types.ts'
import { digestOf } from '../model/digest.ts'
import type { DesiredIdentity, LiveIdentity, Mark } from '../model/identity.ts'
import type { JsonPointer } from '../model/json.ts'
import { push } from '../model/push.ts'
import { writtenText } from './match/account.ts'
import { type GivenNames, likenessOf, type NameLeaf, saysWho, wordsOf } from './match/names.ts'
import type { NameLeaves } from './name-leaves.ts'

/**
 * Which documents could be those of an identity, asked generously: whoever is to be removed because no document is there
 * may have one again when that is done. Each is a digest of what speaks for it, so one that spoke for it before and was not its own is
 * told from one that came since, or says more now.
 */
export interface DocumentIndex {
  speakingFor(live: LiveIdentity, mark: Mark | undefined): readonly string[]
  /** Whether whom a plan would create is still asked for: by the key, unless that is an address and somebody else's by now. */
  asksFor(create: CreateChange): boolean
}

/**
 * By key, external_id, former names, login identifiers, addresses, links, the name of a file that holds one document, all names, and
 * any of the names beside the file.
 */
export function indexDocuments(identities: readonly DesiredIdentity[], names: NameLeaves): DocumentIndex {
  // Most plans remove nobody, and most applies ask for nobody.
  let index: ReadonlyMap<string, readonly DesiredIdentity[]> | undefined
  let byKey: ReadonlyMap<string, DesiredIdentity> | undefined
  return {
    speakingFor(live, mark) {
      index ??= documentsByWord(identities, names)
      const found = new Set<string>()
      for (const word of [...wordsOfLive(live, mark), ...(mark ? wordsOfMark(mark, live, names) : [])]) {
        for (const { key, expires } of index.get(word) ?? []) found.add(digestOf([word, key, expires?.on ?? null]))
      }
      return [...found].sort()
    },
    asksFor(create) {
      byKey ??= new Map(identities.map((desired) => [desired.key, desired]))
      const desired = byKey.get(create.key)
      if (desired === undefined || desired.keyFrom !== 'identifier') return desired !== undefined
      return likenessOf(names.said(desired), plannedNames(create)) !== 'none'
    },
  }
}

/** Who shares a part of the names with more people of one file than these is known by something else. */
const mostNamesakes = 50

/** As of an account that was just created. */
function plannedNames({ mark, fields }: CreateChange): GivenNames {
  const written = (path: JsonPointer) => writtenText(mark, path)
  return {
    written,
    leaves: () => Object.keys(mark.fields).filter((path) => written(path) !== undefined),
    kept(path) {
      const after = fields.find((field) => field.path === path)?.after
      return typeof after === 'string' ? after : undefined
    },
  }
}

function documentsByWord(identities: readonly DesiredIdentity[], names: NameLeaves): Map<string, DesiredIdentity[]> {
  const index = new Map<string, DesiredIdentity[]>()
  for (const desired of identities) {
    for (const word of [...wordsOfDocument(desired), ...wordsOfNames(desired, names)]) push(index, word, desired)
  }
  for (const [word, { length }] of index) if (isPart(word) && length > mostNamesakes) index.delete(word)
  return index
}

const name = (text: string): string => `name ${text}`
const value = (text: string): string => `value ${normaliseIdentifier(text)}`
const file = (path: string): string => `file ${path}`

function wordsOfDocument(desired: DesiredIdentity): Set<string> {
  const { key, previously, derived, credentials, origin, soleDocument } = desired
  const externalId = desired.fields['/external_id']?.value
  const links = wantedLinks(credentials)
  const names = [key, ...previously, ...(typeof externalId === 'string' ? [externalId] : [])]
  const values = [
    ...names,
    ...[...derived.identifiers, ...derived.verifiable, ...derived.recovery].map((one) => one.value),
    ...linkedCredentialTypes.flatMap((type) => links[type] ?? []),
  ]
  return new Set([...names.map(name), ...values.map(value), ...(soleDocument ? [file(origin.file)] : [])])
}

function wordsOfLive(live: LiveIdentity, mark: Mark | undefined): Set<string> {
  const names = [mark?.key, live.external_id].filter((one) => one !== undefined)
  const values = [
    ...names,
    ...Object.values(live.credentials ?? {}).flat(),
    ...[...live.verifiable_addresses, ...live.recovery_addresses].map((one) => one.value),
  ]
  const origin = mark === undefined || mark.shared ? [] : [file(mark.origin)]
  return new Set([...names.map(name), ...values.map(value), ...origin])
}

type Called = Omit<NameLeaf, 'text'> & { readonly text: string | undefined }

/** All names wherever they are; in one file any of them, or a word of one. */
function wordsOfLeaves(origin: string, leaves: readonly Called[]): string[] {
  if (leaves.length === 0) return []
  const all = leaves.map(({ path, digest }) => `${path} ${digest}`).sort()
  return [
    ['names', ...all].join('\n'),
    ...leaves.flatMap(({ path, digest, text }) =>
      text === undefined || saysWho(text) ? [part('leaf', origin, `${path} ${digest}`)] : [],
    ),
    ...leaves.flatMap(({ path, text = '' }) => wordsOf(text).map((word) => part('word', origin, path, word))),
  ]
}

const partOfNames = 'part\n'

function part(...words: readonly string[]): string {
  return partOfNames + words.join('\n')
}

function isPart(word: string): boolean {
  return word.startsWith(partOfNames)
}

function wordsOfNames(desired: DesiredIdentity, names: NameLeaves): string[] {
  return wordsOfLeaves(desired.origin.file, names.ofDocument(desired))
}

function wordsOfMark(mark: Mark, live: LiveIdentity, names: NameLeaves): string[] {
  const { kept } = names.ofAccount(live, mark)
  const leaves = names.ofMark(mark, live.schema_id).map(({ path, digest }) => ({ path, digest, text: kept(path) }))
  return wordsOfLeaves(mark.origin, leaves)
}
