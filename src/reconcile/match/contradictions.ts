import type { Account } from './account.ts'
import { type AccountIndex, push } from './accounts-index.ts'
import { countTwins, type MatchedDocument, twinKey } from './document.ts'
import { nameAgainstRest } from './findings.ts'
import { namedOf } from './moves.ts'
import { likenessOf } from './names.ts'
import type { MatchTable } from './table.ts'

/**
 * Names that were given to somebody else by hand, without a line of `previously`. An account came from the file of one
 * document and was last given its names, while what says whose it is (its key or `external_id`) is in a document with
 * other names; or that document goes by the name of somebody who has nothing of its names. Nobody can tell which of
 * the two is a mistake.
 */
export function contestNames(table: MatchTable, index: AccountIndex, moving: ReadonlySet<MatchedDocument>): void {
  const open = table.open().filter((document) => !moving.has(document))
  const twins = countTwins(table.documents)
  const named = new Map(open.map((document) => [document, namedOf(document, table, index)]))
  const namers = new Map<Account, MatchedDocument[]>()
  for (const [document, accounts] of named) for (const account of accounts) push(namers, account, document)
  const isStranger = (document: MatchedDocument, { names }: Account) => likenessOf(document.names, names) === 'none'
  for (const document of open) {
    if (twins.get(twinKey(document)) !== 1) continue
    const found = index.byFileAndNames(document).filter((account) => table.isFree(account) && !account.mark?.disabled)
    const [account, ...more] = found
    if (account === undefined || more.length > 0) continue
    const own = (named.get(document) ?? []).filter((one) => one !== account)
    const others = (namers.get(account) ?? []).filter((other) => other !== document)
    if (own.length === 0 && others.length === 0) continue
    if (!own.every((one) => isStranger(document, one))) continue
    if (!others.every((other) => isStranger(other, account))) continue
    const sides = [document, ...others]
    table.contest(sides, [account, ...own], nameAgainstRest(account, own, others), 'on files')
  }
}
