import type { IdentityKey } from '../../model/identity.ts'
import type { JsonPointer } from '../../model/json.ts'
import { push } from '../../model/push.ts'
import type { Account } from './account.ts'
import { type MatchedDocument, namesText } from './document.ts'
import { likenessOf } from './names.ts'

/** Finds accounts by values of a document. Every list is in the order of the listing. */
export interface AccountIndex {
  byKey(key: IdentityKey): readonly Account[]
  /** By the key that a line of `previously` names. */
  byFormerKey(key: IdentityKey): readonly Account[]
  /** Whether its key is already that of another account. */
  isLeftBehind(account: Account): boolean
  byExternalId(externalId: string): readonly Account[]
  /** By a login identifier that counts as evidence (`Account.counted`). */
  byCounted(identifier: string): readonly Account[]
  /** Accounts to which idctl wrote an address of the document, even if it has changed since. */
  byWrittenAddress(document: MatchedDocument): readonly Account[]
  /** By any login identifier in Kratos. */
  byIdentifier(identifier: string): readonly Account[]
  /** Accounts whose mark says that their document was alone in this file. */
  bySoleFile(file: string): readonly Account[]
  /** Accounts that came from the document's file, and to which idctl last wrote the same names. */
  byFileAndNames(document: MatchedDocument): readonly Account[]
}

/** `leftBehind`: ids of accounts whose key is already that of another account. */
export function indexAccounts(
  accounts: readonly Account[],
  documents: readonly MatchedDocument[],
  leftBehind: ReadonlySet<string>,
): AccountIndex {
  const keys = new Map<string, Account[]>()
  const formerKeys = new Map<string, Account[]>()
  const externalIds = new Map<string, Account[]>()
  const counted = new Map<string, Account[]>()
  const identifiers = new Map<string, Account[]>()
  const files = new Map<string, Account[]>()
  const fileNames = new Map<string, Account[]>()
  const written = new Map<string, Account[]>()
  const leafSets = nameLeafSets(documents)
  const addressPaths = new Set(documents.flatMap(({ addresses }) => addresses.map(({ path }) => path)))
  for (const account of accounts) {
    const { live, mark } = account
    if (live.external_id !== undefined) push(externalIds, live.external_id, account)
    for (const value of account.counted) push(counted, value, account)
    for (const value of account.identifiers) push(identifiers, value, account)
    if (mark === undefined) continue
    push(leftBehind.has(live.id) ? formerKeys : keys, mark.key, account)
    for (const path of addressPaths) {
      if (Object.hasOwn(mark.fields, path)) push(written, `${path} ${mark.fields[path]}`, account)
    }
    if (!mark.shared) push(files, mark.origin, account)
    for (const paths of leafSets) {
      const text = writtenNames(account, paths)
      if (text !== undefined) push(fileNames, `${mark.origin}\n${text}`, account)
    }
  }
  const read = (map: ReadonlyMap<string, Account[]>) => (name: string) => map.get(name) ?? []
  return {
    byKey: read(keys),
    isLeftBehind: ({ live }) => leftBehind.has(live.id),
    byFormerKey: (key) => formerKeys.get(key) ?? keys.get(key) ?? [],
    byExternalId: read(externalIds),
    byCounted: read(counted),
    byIdentifier: read(identifiers),
    byWrittenAddress: ({ addresses }) =>
      addresses.flatMap(({ path, digest }) => written.get(`${path} ${digest}`) ?? []),
    bySoleFile: read(files),
    byFileAndNames(document) {
      const text = namesText(document.names)
      const found = text === undefined ? [] : (fileNames.get(`${document.file}\n${text}`) ?? [])
      return found.filter(({ names }) => likenessOf(document, names) === 'same')
    },
  }
}

/** The different sets of name leaves that documents have. They are few, because they come from schemas. */
export function nameLeafSets(documents: readonly MatchedDocument[]): readonly (readonly JsonPointer[])[] {
  const sets = new Map<string, readonly JsonPointer[]>()
  for (const { names } of documents) {
    if (names.length === 0) continue
    const paths = names.map(({ path }) => path).sort()
    sets.set(paths.join('\n'), paths)
  }
  return [...sets.values()]
}

/** `namesText` of the names that idctl last wrote at these leaves; `undefined` if some are missing. */
export function writtenNames({ names }: Account, paths: readonly JsonPointer[]): string | undefined {
  const lines: string[] = []
  for (const path of paths) {
    const digest = names.written(path)
    if (digest === undefined) return undefined
    lines.push(`${path} ${digest}`)
  }
  return lines.sort().join('\n')
}
