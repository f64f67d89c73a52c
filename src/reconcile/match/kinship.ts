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
  /**
   * Documents that wait until the user allows an adoption. Anybody can have registered that account, so parts of names keep no one here.
   */
  readonly waiting: readonly MatchedDocument[]
  /** Managed accounts without a document that are not disabled yet. */
  readonly leaving: ReadonlyMap<A, Account>
  /** Accounts whose document has expired. They match no other document, but a new document may be about the same person. */
  readonly expired: ReadonlyMap<A, Account>
  /** Accounts that are in question, or stay without a document. */
  readonly held: readonly Account[]
}

export interface Kinship<D, A> {
  /** Creation → a held account that may be the same person's. */
  readonly mayBeHeld: ReadonlyMap<D, Account>
  /** Leaving account → a blocked document that it may belong to. */
  readonly mayBeBlocked: ReadonlyMap<A, MatchedDocument>
  /** Creation → a leaving or expired account that may be the same person's. Several creations may have the same account. */
  readonly mayBe: ReadonlyMap<D, A>
  /** Leaving or expired account → a creation that may be about the same person. Several accounts may have the same creation. */
  readonly mayReturn: ReadonlyMap<A, D>
  /** Like `mayBe`, but each account once, and only by values that its owner cannot have set, or that a `previously` line names. */
  readonly replaces: ReadonlyMap<D, A>
  /** Like `replaces`, but an address also counts if its owner set it and nobody verified it. */
  readonly alleged: ReadonlyMap<D, A>
}

/**
 * Finds out which of the documents and accounts that matching has left alone may belong together. They are kin if they share an
 * `external_id`, an address (live or last written), a file of their own, all their names, or a file and a part of the names. An address
 * that the owner set and nobody verified holds no account and blocks no document: otherwise a person who is to be removed could use one
 * to stay. The time is linear, because kin are looked up by the texts that they share.
 */
export function findKin<D, A>({ creates, blocked, waiting, leaving, expired, held }: Unjoined<D, A>): Kinship<D, A> {
  const all = [...creates.values(), ...blocked, ...waiting]
  const shape = shapeOf(all)
  const createsByTrace = group(creates, documentTraces)
  const known = new Map<Account, readonly string[]>()
  const otherTraces = (account: Account): readonly string[] => {
    const traces = known.get(account) ?? markTraces(account, shape)
    known.set(account, traces)
    return traces
  }
  const proven = (account: Account) => accountTraces(account, account.counted, account.counted, otherTraces)
  const written = (account: Account) => accountTraces(account, account.counted, account.identifiers, otherTraces)
  const alleged = (account: Account) => accountTraces(account, account.identifiers, account.identifiers, otherTraces)
  const leavingByTrace = group(leaving, proven)
  const mayBeHeld = new Map<D, Account>()
  const mayBeBlocked = new Map<A, MatchedDocument>()
  const documents = [
    ...blocked.map((document) => ({ document, traces: documentTraces(document) })),
    ...waiting.map((document) => ({ document, traces: ownTraces(document) })),
  ]
  const accounts = [...held]
  const asked = new Set<string>()
  const answered = new Set<string>()
  while (documents.length > 0 || accounts.length > 0) {
    for (const { document, traces } of documents.splice(0)) {
      for (const trace of traces) {
        if (asked.has(trace)) continue
        asked.add(trace)
        for (const name of leavingByTrace.get(trace) ?? []) {
          if (mayBeBlocked.has(name)) continue
          mayBeBlocked.set(name, document)
          accounts.push(leaving.get(name) as Account)
        }
      }
    }
    for (const account of accounts.splice(0)) {
      for (const trace of proven(account)) {
        if (answered.has(trace)) continue
        answered.add(trace)
        for (const name of createsByTrace.get(trace) ?? []) {
          if (mayBeHeld.has(name)) continue
          mayBeHeld.set(name, account)
          const document = creates.get(name) as MatchedDocument
          documents.push({ document, traces: documentTraces(document) })
        }
      }
    }
  }
  const going = new Map([...leaving, ...expired])
  const goingByTrace = group(going, alleged)
  const isOut = (account: A) => mayBeBlocked.has(account)
  const open = new Map(
    [...creates].flatMap(([name, one]) => (mayBeHeld.has(name) ? [] : [[name, documentTraces(one)]])),
  )
  const mayBe = new Map<D, A>()
  for (const [name, traces] of open) {
    const account = traces.flatMap((trace) => goingByTrace.get(trace)?.find((one) => !isOut(one)) ?? [])[0]
    if (account !== undefined) mayBe.set(name, account)
  }
  const mayReturn = new Map<A, D>()
  for (const [name, account] of going) {
    if (isOut(name)) continue
    const document = alleged(account).flatMap(
      (trace) => createsByTrace.get(trace)?.find((one) => open.has(one)) ?? [],
    )[0]
    if (document !== undefined) mayReturn.set(name, document)
  }
  const replaces = pairOff(open, group(going, written), isOut)
  return { mayBeHeld, mayBeBlocked, mayBe, mayReturn, replaces, alleged: pairOff(open, goingByTrace, isOut) }
}

/** The kinds of evidence, strongest first. */
const kinds = ['external_id', 'identifier', 'line', 'written', 'file', 'names', 'list', 'word'] as const

/** Pairs each creation with one account by their strongest common evidence. No account is used twice: it is one person. */
function pairOff<D, A>(
  creates: ReadonlyMap<D, readonly string[]>,
  accountsByTrace: ReadonlyMap<string, readonly A[]>,
  isOut: (account: A) => boolean,
): Map<D, A> {
  const pairs = new Map<D, A>()
  const taken = new Set<A>()
  const passed = new Map<string, number>()
  const firstFree = (trace: string): A | undefined => {
    const accounts = accountsByTrace.get(trace) ?? []
    let index = passed.get(trace) ?? 0
    while (index < accounts.length && (taken.has(accounts[index] as A) || isOut(accounts[index] as A))) index++
    passed.set(trace, index)
    return accounts[index]
  }
  for (const kind of kinds) {
    for (const [name, traces] of creates) {
      if (pairs.has(name)) continue
      for (const trace of traces) {
        const account = trace.startsWith(`${kind} `) ? firstFree(trace) : undefined
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

/** Everything by which the document finds its kin, strongest evidence first. */
function documentTraces(document: MatchedDocument): string[] {
  const { file, names } = document
  const telling = names.filter(({ text }) => saysWho(text))
  return [
    ...ownTraces(document),
    ...telling.map(({ path, digest }) => `list ${file}\n${path} ${digest}`),
    ...telling.flatMap(({ path, text }) => wordTraces(file, path, text)),
  ]
}

/** The same without parts of names, which are a mere likeness. */
function ownTraces({ external_id, identifiers, previously, addresses, file, sole, names }: MatchedDocument): string[] {
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

/**
 * @param identifiers the identifiers that count as evidence
 * @param lines the identifiers that a `previously` line may mean
 */
function accountTraces(
  account: Account,
  identifiers: ReadonlySet<string>,
  lines: ReadonlySet<string>,
  otherTraces: (account: Account) => readonly string[],
): string[] {
  const { live, mark } = account
  return [
    ...(live.external_id === undefined ? [] : [`external_id ${live.external_id}`]),
    ...withKey(identifiers, mark).map((value) => `identifier ${value}`),
    ...withKey(lines, mark).map((value) => `line ${value}`),
    ...otherTraces(account),
  ]
}

/** The traces that do not depend on which identifiers count: what the mark says about addresses, file and names. */
function markTraces(account: Account, { nameSets, namePaths, addressPaths }: Shape): string[] {
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
    ...atNames.flatMap(({ path, name }) => (name === undefined ? [] : wordTraces(file, path, name))),
  ]
}

function withKey(identifiers: ReadonlySet<string>, mark: Mark | undefined): string[] {
  return [...new Set([...identifiers, ...(mark ? [comparable(mark.key)] : [])])]
}

function wordTraces(file: string, path: JsonPointer, name: string): string[] {
  return wordsOf(name)
    .flatMap(spellings)
    .map((word) => `word ${file}\n${path} ${word}`)
}

function group<Name, Value>(
  items: ReadonlyMap<Name, Value>,
  tracesOf: (value: Value) => readonly string[],
): Map<string, Name[]> {
  const byTrace = new Map<string, Name[]>()
  for (const [name, value] of items) for (const trace of tracesOf(value)) push(byTrace, trace, name)
  return byTrace
}
