import { push } from '../../model/push.ts'
import type { Account } from './account.ts'
import type { AccountIndex } from './accounts-index.ts'
import type { MatchedDocument } from './document.ts'
import { claimedTwice, lineAgainstName } from './findings.ts'
import { isLike, keySpellings, type SpentLines } from './lines.ts'
import type { MatchTable } from './table.ts'

/**
 * Finds documents whose key or `external_id` another account still has, because names are handed on or exchanged. `previously` lines
 * say which account each document gets. Both sides need such a line: the document, and the document that gets the account which has
 * the name now. If only one side has a line, line and name contradict each other, which is an error.
 *
 * @returns the documents that find their accounts by their lines, and not by their names
 */
export function findMoves(table: MatchTable, index: AccountIndex, spent: SpentLines): ReadonlySet<MatchedDocument> {
  const open = table.open()
  const byLine = new Map(open.map((document) => [document, namedByLines(document, table, index, spent)]))
  const claimants = new Map<Account, MatchedDocument[]>()
  for (const [document, accounts] of byLine) {
    for (const account of accounts) push(claimants, account, document)
  }
  const moving = new Set<MatchedDocument>()
  for (const document of open) {
    const named = namedOf(document, table, index)
    const [first] = named
    if (first === undefined) continue
    const lines = (byLine.get(document) ?? []).filter((account) => !named.includes(account) && !account.mark?.disabled)
    const others = named.flatMap((account) =>
      (claimants.get(account) ?? []).filter((other) => other !== document && !isOutlived(account, document, other)),
    )
    if (lines.length > 0 && others.length > 0) moving.add(document)
    else if (lines.length > 0)
      table.contest([document], [...named, ...lines], lineAgainstName(first, lines), 'on files')
    else if (others.length > 0)
      table.contest([document, ...others], named, claimedTwice([document, ...others], first), 'on files')
  }
  return moving
}

/**
 * Whether the line of `other` means an earlier holder of the name, and not `account`, which got the name by a line of its own and
 * resembles only `owner`. A document that never got an account (it expired, or waits) keeps such a line.
 */
function isOutlived(account: Account, owner: MatchedDocument, other: MatchedDocument): boolean {
  return account.mark?.lines !== undefined && isLike(account, owner) && !isLike(account, other)
}

function namedByLines(
  document: MatchedDocument,
  table: MatchTable,
  index: AccountIndex,
  spent: SpentLines,
): readonly Account[] {
  const lines = document.previously.filter((line) => !spent.isSpent(document, line))
  const found = new Set(lines.flatMap(keySpellings).flatMap((name) => index.byFormerKey(name)))
  return [...found].filter((account) => table.isFree(account))
}

/** The free accounts that have the document's name: its written key in their mark, else its `external_id`. Derived keys do not count. */
export function namedOf(
  { explicit, external_id }: MatchedDocument,
  table: MatchTable,
  index: AccountIndex,
): readonly Account[] {
  const byKey = explicit === undefined ? [] : index.byKey(explicit).filter(({ mark }) => mark?.named !== false)
  const found = byKey.length > 0 || external_id === undefined ? byKey : index.byExternalId(external_id)
  return found.filter((account) => table.isFree(account))
}
