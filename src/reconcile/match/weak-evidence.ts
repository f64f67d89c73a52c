import type { DesiredIdentity } from '../../model/identity.ts'
import type { Account } from './account.ts'
import type { AccountIndex } from './accounts-index.ts'
import type { MatchedDocument } from './document.ts'
import type { SpentLines } from './lines.ts'
import { type Likeness, likenessOf } from './names.ts'
import type { MatchRule } from './pair.ts'
import type { MatchTable, Rests } from './table.ts'

export interface WeakInput {
  readonly table: MatchTable
  readonly index: AccountIndex
  readonly spent: SpentLines
  /** Keys whose accounts are all held. */
  readonly heldKeys: ReadonlyMap<string, readonly Account[]>
  /** Documents that find their accounts by `previously` lines, because other accounts still have their names (`findMoves`). */
  readonly moving: ReadonlySet<MatchedDocument>
  /** Whether another document of its file has the same names. */
  readonly isTwin: (document: MatchedDocument) => boolean
  /** Whether no held account came from the document's file with the same names. */
  readonly isOnlyOne: (document: MatchedDocument) => boolean
  /** The documents by their written keys. */
  readonly explicitNames: ReadonlyMap<string, MatchedDocument>
  /** Whether the user named the document on the command line. */
  readonly isAsked: (desired: DesiredIdentity, account: Account) => boolean
  /** Whether this run read anything that the account may belong to. */
  readonly isInScope: (account: Account) => boolean
  /** Whether this run read the file that the account came from, or would have. */
  readonly isFileRead: (account: Account) => boolean
}

export interface Claim {
  readonly document: MatchedDocument
  readonly by: MatchRule
  readonly rests: Rests
  /** The account came from another file. */
  readonly byAddressAlone?: boolean
}

export interface View extends WeakInput {
  readonly mayJoin: (document: MatchedDocument, account: Account) => boolean
}

export interface Answer {
  readonly candidates: readonly Account[]
  readonly claim?: Omit<Claim, 'document'> & { readonly account: Account }
  /** Called after all documents were judged: holding an account earlier would hide it from the next document. */
  readonly contest?: () => void
}

export interface Evidence {
  /** Accounts that have an address of the document as a login identifier that counts, or as the key of their mark. */
  readonly address: readonly Account[]
  /** Accounts that were alone in the document's file, as the document is, and the only account from that file that has the same names. */
  readonly file: readonly Account[]
  readonly all: readonly Account[]
  readonly likeness: (account: Account) => Likeness
  /** Whether the account has all addresses of the document, or its key. */
  readonly isWhole: (account: Account) => boolean
}

export function gather(view: View, document: MatchedDocument): Evidence {
  const { index, mayJoin } = view
  const may = (account: Account) => mayJoin(document, account)
  const keyed = document.explicit === undefined ? index.byKey(document.desired.key).filter(may) : []
  const identified = document.identifiers.flatMap((value) => index.byCounted(value)).filter(may)
  const address = unique([...keyed, ...identified])
  const sole = document.sole ? index.bySoleFile(document.file).filter(may) : []
  const file = unique([...sole, ...listTwin(view, document, may)])
  return {
    address,
    file,
    all: unique([...address, ...file]),
    likeness: (account) => likenessOf(document, account.names),
    isWhole: (account) => keyed.includes(account) || document.identifiers.every((value) => account.counted.has(value)),
  }
}

/** The only account of a list that was given the names of the only such document. */
function listTwin(
  { index, isTwin, isOnlyOne }: View,
  document: MatchedDocument,
  may: (account: Account) => boolean,
): readonly Account[] {
  const found = index.byFileAndNames(document).filter(may)
  return found.length === 1 && isOnlyOne(document) && !isTwin(document) ? found : []
}

export function isEnough(evidence: Evidence, account: Account): boolean {
  const likeness = evidence.likeness(account)
  if (evidence.address.includes(account))
    return likeness !== 'none' && (evidence.isWhole(account) || likeness === 'same')
  return likeness === 'same' && evidence.file.includes(account)
}

export function claimOf(
  { address, file }: Evidence,
  document: MatchedDocument,
  account: Account,
): Omit<Claim, 'document'> & { readonly account: Account } {
  const byAddressAlone = account.mark?.origin !== document.file
  if (account.mark?.key === document.desired.key) return { account, by: 'mark', rests: 'on files', byAddressAlone }
  if (file.includes(account) && !address.includes(account)) return { account, by: 'origin', rests: 'on files' }
  const isWritten = file.includes(account) || document.identifiers.some((value) => account.written.has(value))
  return { account, by: 'identifier', rests: isWritten ? 'on files' : 'on live', byAddressAlone }
}

/** Whether idctl wrote all login identifiers of the account. */
export function isWhollyWritten({ mark, identifiers, written }: Account): boolean {
  return mark !== undefined && written.size === identifiers.size
}

export function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)]
}
