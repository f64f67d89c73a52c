import type { Mark } from '../../model/identity.ts'
import type { JsonPointer } from '../../model/json.ts'
import { push } from '../../model/push.ts'
import { type Account, comparable } from './account.ts'
import { nameLeafSets, writtenNames } from './accounts-index.ts'
import { type MatchedDocument, namesText } from './document.ts'
import { saysWho, spellings, wordsOf } from './names.ts'

/** Documents and accounts that matching has left alone. */
export interface Unjoined<D, A> {
  /** Documents that would be created. */
  readonly creates: ReadonlyMap<D, MatchedDocument>
  /** Documents whose account idctl cannot determine. */
  readonly blocked: readonly MatchedDocument[]
  /** Documents that wait because of what an account holds: its owner may have set that, and so keeps nobody by a mere likeness. */
  readonly waiting: readonly MatchedDocument[]
  /** Managed accounts without a document that are not disabled yet. */
  readonly leaving: ReadonlyMap<A, Account>
  /** Accounts whose document has expired: nobody else's, but a new document may be of the same person. */
  readonly expired: ReadonlyMap<A, Account>
  /** Accounts that are in question, or stay without a document. */
  readonly held: readonly Account[]
}

export interface Kinship<D, A> {
  /** Creations that may be of a held account, with that account. */
  readonly mayBeHeld: ReadonlyMap<D, Account>
  /** Accounts that may belong to a blocked document, with that document. */
  readonly mayBeBlocked: ReadonlyMap<A, MatchedDocument>
  /** An account that goes, for each creation that may be of it; an account may be that of several. */
  readonly mayBe: ReadonlyMap<D, A>
  /** A creation that each account which goes may return in; one may be that of several. */
  readonly mayReturn: ReadonlyMap<A, D>
  /** The same, each account for one creation only, by what its owner cannot have set, or what a line of the document says. */
  readonly replaces: ReadonlyMap<D, A>
  /** The same where an address is enough that its owner set and nobody verified. */
  readonly alleged: ReadonlyMap<D, A>
}

/**
 * Who may be whom among those that matching has left alone. A document and an account are kin where they share an
 * `external_id`, an address (live or last written), a file of their own, all their names, or a file and something of the
 * names. An address that its owner set and nobody verified holds nobody, and stops nobody: whoever is to go could stay by it. Linear: kin are those that have a text in common.
 */
export function findKin<D, A>({ creates, blocked, waiting, leaving, expired, held }: Unjoined<D, A>): Kinship<D, A> {
  const all = [...creates.values(), ...blocked, ...waiting]
  const shape = shapeOf(all)
  const createsByTrait = group(creates, documentTraits)
  const known = new Map<Account, readonly string[]>()
  const otherTraits = (account: Account): readonly string[] => {
    const traits = known.get(account) ?? markTraits(account, shape)
    known.set(account, traits)
    return traits
  }
  const proven = (account: Account) => accountTraits(account, account.counted, account.counted, otherTraits)
  const written = (account: Account) => accountTraits(account, account.counted, account.identifiers, otherTraits)
  const alleged = (account: Account) => accountTraits(account, account.identifiers, account.identifiers, otherTraits)
  const leavingByTrait = group(leaving, proven)
  const mayBeHeld = new Map<D, Account>()
  const mayBeBlocked = new Map<A, MatchedDocument>()
  const documents = [
    ...blocked.map((document) => ({ document, traits: documentTraits(document) })),
    ...waiting.map((document) => ({ document, traits: ownTraits(document) })),
  ]
  const accounts = [...held]
  const asked = new Set<string>()
  const answered = new Set<string>()
  while (documents.length > 0 || accounts.length > 0) {
    for (const { document, traits } of documents.splice(0)) {
      for (const trait of traits) {
        if (asked.has(trait)) continue
        asked.add(trait)
        for (const name of leavingByTrait.get(trait) ?? []) {
          if (mayBeBlocked.has(name)) continue
          mayBeBlocked.set(name, document)
          accounts.push(leaving.get(name) as Account)
        }
      }
    }
    for (const account of accounts.splice(0)) {
      for (const trait of proven(account)) {
        if (answered.has(trait)) continue
        answered.add(trait)
        for (const name of createsByTrait.get(trait) ?? []) {
          if (mayBeHeld.has(name)) continue
          mayBeHeld.set(name, account)
          const document = creates.get(name) as MatchedDocument
          documents.push({ document, traits: documentTraits(document) })
        }
      }
    }
  }
  const going = new Map([...leaving, ...expired])
  const goingByTrait = group(going, alleged)
  const isOut = (account: A) => mayBeBlocked.has(account)
  const open = new Map(
    [...creates].flatMap(([name, one]) => (mayBeHeld.has(name) ? [] : [[name, documentTraits(one)]])),
  )
  const mayBe = new Map<D, A>()
  for (const [name, traits] of open) {
    const account = traits.flatMap((trait) => goingByTrait.get(trait)?.find((one) => !isOut(one)) ?? [])[0]
    if (account !== undefined) mayBe.set(name, account)
  }
  const mayReturn = new Map<A, D>()
  for (const [name, account] of going) {
    if (isOut(name)) continue
    const document = alleged(account).flatMap(
      (trait) => createsByTrait.get(trait)?.find((one) => open.has(one)) ?? [],
    )[0]
    if (document !== undefined) mayReturn.set(name, document)
  }
  const replaces = pairOff(open, group(going, written), isOut)
  return { mayBeHeld, mayBeBlocked, mayBe, mayReturn, replaces, alleged: pairOff(open, goingByTrait, isOut) }
}

/** The kinds of evidence, strongest first. */
const kinds = ['external_id', 'identifier', 'line', 'written', 'file', 'names', 'list', 'word'] as const

/** Pairs each creation with one account by their strongest common evidence. No account is used twice: it is one person. */
function pairOff<D, A>(
  creates: ReadonlyMap<D, readonly string[]>,
  accountsByTrait: ReadonlyMap<string, readonly A[]>,
  isOut: (account: A) => boolean,
): Map<D, A> {
  const pairs = new Map<D, A>()
  const taken = new Set<A>()
  const passed = new Map<string, number>()
  const firstFree = (trait: string): A | undefined => {
    const accounts = accountsByTrait.get(trait) ?? []
    let index = passed.get(trait) ?? 0
    while (index < accounts.length && (taken.has(accounts[index] as A) || isOut(accounts[index] as A))) index++
    passed.set(trait, index)
    return accounts[index]
  }
  for (const kind of kinds) {
    for (const [name, traits] of creates) {
      if (pairs.has(name)) continue
      for (const trait of traits) {
        const account = trait.startsWith(`${kind} `) ? firstFree(trait) : undefined
        if (account === undefined) continue
        pairs.set(name, account)
        taken.add(account)
        break
      }
    }
  }
  return pairs
}

/** The leaves at which documents have names and addresses. */
interface Shape {
  readonly nameSets: readonly (readonly JsonPointer[])[]
  readonly namePaths: readonly JsonPointer[]
  readonly addressPaths: ReadonlySet<JsonPointer>
}

function shapeOf(documents: readonly MatchedDocument[]): Shape {
  const nameSets = nameLeafSets(documents)
  const addressPaths = new Set(documents.flatMap(({ addresses }) => addresses.map(({ path }) => path)))
  return { nameSets, namePaths: [...new Set(nameSets.flat())], addressPaths }
}

/** The strongest first. */
function documentTraits(document: MatchedDocument): string[] {
  const { file, names } = document
  const telling = names.filter(({ text }) => saysWho(text))
  return [
    ...ownTraits(document),
    ...telling.map(({ path, digest }) => `list ${file}\n${path} ${digest}`),
    ...telling.flatMap(({ path, text }) => wordTraits(file, path, text)),
  ]
}

/** Those that are more than a likeness. */
function ownTraits({ external_id, identifiers, previously, addresses, file, sole, names }: MatchedDocument): string[] {
  const text = namesText(names)
  return [
    ...(external_id === undefined ? [] : [`external_id ${external_id}`]),
    ...[...identifiers].map((value) => `identifier ${value}`),
    ...previously.map((value) => `line ${comparable(value)}`),
    ...addresses.map(({ path, digest }) => `written ${path} ${digest}`),
    ...(sole ? [`file ${file}`] : []),
    ...(text === undefined ? [] : [`names ${text}`]),
  ]
}

/** @param identifiers those that count; `lines`: those that a line can mean */
function accountTraits(
  account: Account,
  identifiers: ReadonlySet<string>,
  lines: ReadonlySet<string>,
  otherTraits: (account: Account) => readonly string[],
): string[] {
  const { live, mark } = account
  return [
    ...(live.external_id === undefined ? [] : [`external_id ${live.external_id}`]),
    ...withKey(identifiers, mark).map((value) => `identifier ${value}`),
    ...withKey(lines, mark).map((value) => `line ${value}`),
    ...otherTraits(account),
  ]
}

/** The traits that do not depend on which identifiers count: what the mark says of addresses, file and names. */
function markTraits(account: Account, { nameSets, namePaths, addressPaths }: Shape): string[] {
  const { mark, names } = account
  const file = mark?.origin ?? ''
  const written = Object.entries(mark?.fields ?? {}).filter(([path]) => addressPaths.has(path))
  const atNames = namePaths.map((path) => ({ path, digest: names.written(path), name: names.kept(path) }))
  return [
    ...written.map(([path, digest]) => `written ${path} ${String(digest)}`),
    ...(mark?.shared ? [] : [`file ${file}`]),
    ...nameSets.flatMap((paths) => {
      const text = writtenNames(account, paths)
      return text === undefined ? [] : [`names ${text}`]
    }),
    ...atNames.flatMap(({ path, digest }) => (digest === undefined ? [] : [`list ${file}\n${path} ${digest}`])),
    ...atNames.flatMap(({ path, name }) => (name === undefined ? [] : wordTraits(file, path, name))),
  ]
}

function withKey(identifiers: ReadonlySet<string>, mark: Mark | undefined): string[] {
  return [...new Set([...identifiers, ...(mark ? [comparable(mark.key)] : [])])]
}

function wordTraits(file: string, path: JsonPointer, name: string): string[] {
  return wordsOf(name)
    .flatMap(spellings)
    .map((word) => `word ${file}\n${path} ${word}`)
}

function group<Name, Value>(
  items: ReadonlyMap<Name, Value>,
  traitsOf: (value: Value) => readonly string[],
): Map<string, Name[]> {
  const byTrait = new Map<string, Name[]>()
  for (const [name, value] of items) for (const trait of traitsOf(value)) push(byTrait, trait, name)
  return byTrait
}
