import { push } from '../../model/push.ts'
import type { Account } from './account.ts'
import type { AccountIndex } from './accounts-index.ts'
import { hasWritten, type MatchedDocument } from './document.ts'
import { nameAgainstRest } from './findings.ts'
import { namedOf } from './moves.ts'
import { likenessOf } from './names.ts'
import type { MatchTable } from './table.ts'

/**
 * Holds documents and accounts for a question when somebody gave a key or `external_id` to another person by hand, without a `previously`
 * line: a key that is a position in a list, a pasted `external_id`. At least two of address, file and names connect the document with an
 * account. But the document's key or `external_id` is that of another account, or the account's is in another document, and nothing else
 * connects those two. For a document without names an address alone is enough, if no other document has the account's key: the account
 * would be removed. Nobody can tell which of the two is the mistake.
 */
export function contestNames(
  table: MatchTable,
  index: AccountIndex,
  moving: ReadonlySet<MatchedDocument>,
  isTwin: (document: MatchedDocument) => boolean,
): void {
  const open = table.open().filter((document) => !moving.has(document))
  const named = new Map(open.map((document) => [document, namedOf(document, table, index)]))
  const namers = new Map<Account, MatchedDocument[]>()
  for (const [document, accounts] of named) for (const account of accounts) push(namers, account, document)
  for (const document of open) {
    for (const account of connectedAccounts(document, index)) {
      if (!table.isFree(account) || account.mark?.disabled) continue
      const own = (named.get(document) ?? []).filter((one) => one !== account)
      const others = (namers.get(account) ?? []).filter((other) => other !== document)
      if (own.length === 0 && others.length === 0) continue
      const isAlike = likenessOf(document, account.names) === 'same'
      // Names that the other one has as well do not tell the two apart.
      const hasNamesake =
        own.some((one) => likenessOf(document, one.names) === 'same') ||
        others.some((other) => likenessOf(other, account.names) === 'same')
      const count = countConnections(document, account, isTwin(document)) - (isAlike && hasNamesake ? 1 : 0)
      const isTakenAlone = document.names.length === 0 && others.length === 0 && hasWritten(document, account.mark)
      if (count < 2 && !isTakenAlone) continue
      if (!own.every((one) => isByNameOnly(document, one, isAlike))) continue
      if (!others.every((other) => isByNameOnly(other, account, isAlike))) continue
      const rests = own.every(({ mark }) => mark) && account.mark && account.written.size > 0 ? 'on files' : 'on live'
      table.contest([document, ...others], [account, ...own], nameAgainstRest(account, own, others), rests)
    }
  }
}

/**
 * Whether only the key or `external_id` connects the document with the account, or the names of people in them have nothing in common.
 *
 * @param hasNamesake somebody else has the same names, so that these connect nobody
 */
function isByNameOnly(document: MatchedDocument, account: Account, hasNamesake: boolean): boolean {
  const likeness = likenessOf(document, account.names)
  const ofNames = hasNamesake && likeness === 'same' ? 1 : 0
  return likeness === 'none' || countConnections(document, account, true) === ofNames
}

function connectedAccounts(document: MatchedDocument, index: AccountIndex): ReadonlySet<Account> {
  return new Set([
    ...index.byFileAndNames(document),
    ...index.bySoleFile(document.file),
    ...document.identifiers.flatMap((value) => index.byCounted(value)),
    ...index.byWrittenAddress(document),
  ])
}

/**
 * How many of address, file and names connect the two. A file of several documents counts only if no other document in it has the same
 * names.
 */
function countConnections(document: MatchedDocument, account: Account, hasTwin: boolean): number {
  const { counted, mark, names } = account
  const isSame = likenessOf(document, names) === 'same'
  const isFrom = mark?.origin === document.file
  const isFile = isFrom && (document.sole ? mark?.shared === undefined : isSame && !hasTwin)
  const hasAddress = document.identifiers.some((value) => counted.has(value)) || hasWritten(document, account.mark)
  return [hasAddress, isFile, isSame].filter(Boolean).length
}
