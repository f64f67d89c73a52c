import { push } from '../../model/push.ts'
import type { Account } from './account.ts'
import type { AccountIndex } from './accounts-index.ts'
import { hasWritten, type MatchedDocument } from './document.ts'
import { nameAgainstRest } from './findings.ts'
import { namedOf } from './moves.ts'
import { likenessOf } from './names.ts'
import type { MatchTable } from './table.ts'

/**
 * Names that were given to somebody else by hand, without a line of `previously`: positions for keys, a pasted
 * `external_id`. Two of address, file and all names say that a document is about one account; its name is another's, who has
 * nothing of that, or the name of that account is in a document which has nothing of it. Where people have no names, an
 * address does alone, if the account that has it would go. Nobody can tell which of the two is a mistake.
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
    for (const account of spokenFor(document, index)) {
      if (!table.isFree(account) || account.mark?.disabled) continue
      const own = (named.get(document) ?? []).filter((one) => one !== account)
      const others = (namers.get(account) ?? []).filter((other) => other !== document)
      if (own.length === 0 && others.length === 0) continue
      const count = countOf(document, account, isTwin(document))
      const isTakenAlone = document.names.length === 0 && others.length === 0 && hasWritten(document, account.mark)
      if (count < 2 && !isTakenAlone) continue
      if (!own.every((one) => isByNameOnly(document, one))) continue
      if (!others.every((other) => isByNameOnly(other, account))) continue
      const rests = own.every(({ mark }) => mark) && account.mark && account.written.size > 0 ? 'on files' : 'on live'
      table.contest([document, ...others], [account, ...own], nameAgainstRest(account, own, others), rests)
    }
  }
}

/** Whether nothing but its name says that the document is about the account, or the names of people say that it is not. */
function isByNameOnly(document: MatchedDocument, account: Account): boolean {
  return likenessOf(document, account.names) === 'none' || countOf(document, account, true) === 0
}

function spokenFor(document: MatchedDocument, index: AccountIndex): ReadonlySet<Account> {
  return new Set([
    ...index.byFileAndNames(document),
    ...index.bySoleFile(document.file),
    ...document.identifiers.flatMap((value) => index.byCounted(value)),
    ...index.byWrittenAddress(document),
  ])
}

/** How many of address, file and all names speak. In a list the file does where nobody else there has the names. */
function countOf(document: MatchedDocument, account: Account, hasTwin: boolean): number {
  const { counted, mark, names } = account
  const isSame = likenessOf(document, names) === 'same'
  const isFrom = mark?.origin === document.file
  const isFile = isFrom && (document.sole ? mark?.shared === undefined : isSame && !hasTwin)
  const hasAddress = document.identifiers.some((value) => counted.has(value)) || hasWritten(document, account.mark)
  return [hasAddress, isFile, isSame].filter(Boolean).length
}
