import { normaliseIdentifier } from '../../identity-schema/normalise.ts'
import { linkedCredentialTypes } from '../../model/credential-types.ts'
import { digestOf } from '../../model/digest.ts'
import type { DesiredIdentity, LiveIdentity, Mark } from '../../model/identity.ts'
import { wantedLinks } from '../../model/links.ts'
import { push } from '../../model/push.ts'
import { type NameLeaf, saysWho, wordsOf } from '../match/names.ts'
import { type AskedFor, askedFor } from './asked-for.ts'
import type { NameLeaves } from './name-leaves.ts'

/**
 * Finds the documents that may be about an identity which is to be removed because it has no document. It prefers one too many: between
 * plan and apply such a document may come back. Each result is a digest of a shared value and the document, so a document that shared the
 * value already when the plan was made differs from one that is new or shares more.
 */
export interface DocumentIndex extends AskedFor {
  speakingFor(live: LiveIdentity, mark: Mark | undefined): readonly string[]
}

/**
 * Finds documents by key, `external_id`, former names, login identifiers, addresses, links, the file of a single document, all names, and
 * parts of names within one file.
 */
export function indexDocuments(identities: readonly DesiredIdentity[], names: NameLeaves): DocumentIndex {
  // Built on demand: most plans remove nobody.
  let index: ReadonlyMap<string, readonly DesiredIdentity[]> | undefined
  return {
    ...askedFor(identities, names),
    speakingFor(live, mark) {
      index ??= documentsByWord(identities, names)
      const found = new Set<string>()
      for (const word of [...wordsOfLive(live, mark), ...(mark ? wordsOfMark(mark, live, names) : [])]) {
        for (const { key, expires } of index.get(word) ?? []) found.add(digestOf([word, key, expires?.on ?? null]))
      }
      return [...found].sort()
    },
  }
}

/** A part of a name that more people of one file share than these says nothing about a single person. */
const mostNamesakes = 50

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

/** All names together, whatever the file; each name and each word of a name only within one file. */
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
