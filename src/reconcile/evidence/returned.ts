import { normaliseIdentifier } from '../../identity-schema/normalise.ts'
import { linkedCredentialTypes } from '../../model/credential-types.ts'
import { digestOf } from '../../model/digest.ts'
import type { DesiredIdentity, LiveIdentity, Mark } from '../../model/identity.ts'
import { wantedLinks } from '../../model/links.ts'
import { push } from '../../model/push.ts'
import { type NameLeaf, saysWho, wordsOf } from '../match/names.ts'
import { type AskedFor, askedFor } from './asked-for.ts'
import type { NameLeaves } from './name-leaves.ts'

/** An account that may have no document any more. */
export interface Leaver {
  readonly live: LiveIdentity
  readonly mark: Mark | undefined
}

/**
 * Finds the documents that may be about an identity which is to be removed because it has no document. It prefers one too many: between
 * plan and apply such a document may come back. Each result is a digest of a shared value and the document, so a document that shared the
 * value already when the plan was made differs from one that is new or shares more.
 */
export interface DocumentIndex extends AskedFor {
  speakingFor(live: LiveIdentity, mark: Mark | undefined): readonly string[]
  /** `speakingFor` will be asked about these, and perhaps nobody else: then only what they have needs an index. */
  expect(leavers: readonly Leaver[]): void
}

/**
 * Finds documents by key, `external_id`, former names, login identifiers, addresses, links, the file of a single document, all names, and
 * parts of names within one file.
 */
export function indexDocuments(identities: readonly DesiredIdentity[], names: NameLeaves): DocumentIndex {
  let expected: readonly Leaver[] = []
  // Built on demand: most plans remove nobody.
  let index: WordIndex | undefined
  return {
    ...askedFor(identities, names),
    expect(leavers) {
      // Where more people leave than stay, what they have is more than what the documents have.
      expected = leavers.length < identities.length ? leavers : []
    },
    speakingFor(live, mark) {
      if (index === undefined && expected.length > 0) index = indexOf(identities, names, soughtBy(expected, names))
      const words = index?.wordsOf({ live, mark }) ?? sharedBy({ live, mark }, names).words
      if (index?.answers(words) !== true) index = indexOf(identities, names)
      const found = new Set<string>()
      for (const word of words) {
        for (const { key, expires } of index.with(word)) found.add(digestOf([word, key, expires?.on ?? null]))
      }
      return [...found].sort()
    },
  }
}

/** Documents by words. */
interface WordIndex {
  /** Whether it knows the documents that have any of these words. */
  answers(words: readonly string[]): boolean
  /** Those of somebody whom it was made for: known already. */
  wordsOf(leaver: Leaver): readonly string[] | undefined
  with(word: string): readonly DesiredIdentity[]
}

/** A part of a name that more people of one file share than these says nothing about a single person. */
const mostNamesakes = 50

/** @param sought the words to index; absent: all */
function indexOf(identities: readonly DesiredIdentity[], names: NameLeaves, sought?: Sought): WordIndex {
  const index = new Map<string, DesiredIdentity[]>()
  const add = (words: Iterable<string>, desired: DesiredIdentity) => {
    for (const word of words) if (sought === undefined || sought.words.has(word)) push(index, word, desired)
  }
  for (const desired of identities) {
    add(wordsOfDocument(desired), desired)
    if (sought === undefined || mayShareNames(names.textsOf(desired), sought))
      add(wordsOfNames(desired, names), desired)
  }
  for (const [word, { length }] of index) if (isPart(word) && length > mostNamesakes) index.delete(word)
  return {
    answers: (words) => sought === undefined || words.every((word) => sought.words.has(word)),
    wordsOf({ live, mark }) {
      const known = sought?.byAccount.get(live)
      return known?.mark === mark ? known?.words : undefined
    },
    with: (word) => index.get(word) ?? [],
  }
}

/** What some people have, by which documents could speak for them. */
interface Sought {
  readonly words: ReadonlySet<string>
  /** The texts of their names. */
  readonly names: ReadonlySet<string>
  /** The words of these. */
  readonly parts: ReadonlySet<string>
  /** Of somebody's name only the digest is known. */
  readonly hasHidden: boolean
  readonly byAccount: WeakMap<LiveIdentity, { readonly mark: Mark | undefined; readonly words: readonly string[] }>
}

function soughtBy(leavers: readonly Leaver[], names: NameLeaves): Sought {
  const all = new Set<string>()
  const texts = new Set<string>()
  const byAccount: Sought['byAccount'] = new WeakMap()
  let hasHidden = false
  for (const leaver of leavers) {
    const { words, leaves } = sharedBy(leaver, names)
    byAccount.set(leaver.live, { mark: leaver.mark, words })
    for (const word of words) all.add(word)
    for (const { text } of leaves) {
      if (text === undefined) hasHidden = true
      else texts.add(text)
    }
  }
  return { words: all, names: texts, parts: new Set([...texts].flatMap(wordsOf)), hasHidden, byAccount }
}

/** Whether names of a document may give a word that is sought. Most give none, and the digests of names cost more than all else. */
function mayShareNames(texts: readonly string[], { names, parts, hasHidden }: Sought): boolean {
  if (hasHidden) return true
  // Two spellings of a phone number have one digest.
  return texts.some((text) => names.has(text) || /[+＋]/.test(text) || wordsOf(text).some((word) => parts.has(word)))
}

const name = (text: string): string => `name ${text}`
const file = (path: string): string => `file ${path}`

/** Most people have one address several times. */
function valuesOf(texts: readonly string[]): string[] {
  return Array.from(new Set(texts), (text) => `value ${normaliseIdentifier(text)}`)
}

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
  return new Set([...names.map(name), ...valuesOf(values), ...(soleDocument ? [file(origin.file)] : [])])
}

function wordsOfLive(live: LiveIdentity, mark: Mark | undefined): Set<string> {
  const names = [mark?.key, live.external_id].filter((one) => one !== undefined)
  const values = [
    ...names,
    ...Object.values(live.credentials ?? {}).flat(),
    ...[...live.verifiable_addresses, ...live.recovery_addresses].map((one) => one.value),
  ]
  const origin = mark === undefined || mark.shared ? [] : [file(mark.origin)]
  return new Set([...names.map(name), ...valuesOf(values), ...origin])
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

/** By which words a document speaks for the account, and the names that idctl last wrote to it. */
function sharedBy(
  { live, mark }: Leaver,
  names: NameLeaves,
): { readonly words: readonly string[]; readonly leaves: readonly Called[] } {
  const words = [...wordsOfLive(live, mark)]
  if (mark === undefined) return { words, leaves: [] }
  const { kept } = names.ofAccount(live, mark)
  const leaves = names.ofMark(mark, live.schema_id).map(({ path, digest }) => ({ path, digest, text: kept(path) }))
  return { words: [...words, ...wordsOfLeaves(mark.origin, leaves)], leaves }
}
