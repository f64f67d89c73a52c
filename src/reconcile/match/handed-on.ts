import { push } from '../../model/push.ts'
import type { Account } from './account.ts'
import type { MatchedDocument } from './document.ts'
import { fileAgainstAddress, fileNotRead } from './findings.ts'
import { likenessOf } from './names.ts'
import type { Claim, WeakInput } from './weak-evidence.ts'

/**
 * Holds an account that a single document of another file claims by an address alone, with no names to compare, if a document in the
 * account's own file claims no account: the account may be that document's. If this run did not read the account's file, the claim is a
 * question as well, unless the names are the same.
 */
export function contestHandedOn(
  { table, isFileRead }: WeakInput,
  claims: ReadonlyMap<Account, readonly Claim[]>,
): void {
  const claiming = new Set([...claims.values()].flatMap((list) => list.map(({ document }) => document)))
  const staying = new Map<string, MatchedDocument[]>()
  for (const document of table.open()) if (!claiming.has(document)) push(staying, document.file, document)
  for (const [account, list] of claims) {
    const { mark } = account
    const [claim, ...others] = list
    if (mark === undefined || claim?.byAddressAlone !== true || others.length > 0) continue
    const { document, rests } = claim
    const likeness = likenessOf(document, account.names)
    if (!isFileRead(account)) {
      if (likeness !== 'same') table.contest([document], [account], fileNotRead(account, mark.origin), 'on live')
      continue
    }
    if (likeness !== 'silent' || mark.shared) continue
    const owners = (staying.get(mark.origin) ?? []).filter((other) => likenessOf(other, account.names) !== 'none')
    if (owners.length > 0) table.contest([document, ...owners], [account], fileAgainstAddress(account, owners), rests)
  }
}
