import { push } from '../../model/push.ts'
import type { Account } from './account.ts'
import type { MatchedDocument } from './document.ts'
import { fileAgainstAddress, fileNotRead } from './findings.ts'
import { likenessOf } from './names.ts'
import type { Claim, WeakInput } from './weak-evidence.ts'

/**
 * An address alone, where no names say whose it is, does not take an account along from another file: whose document is still in
 * that file, and joins nobody else, may be the one whose account it is. So may one that a run over a part of the folder did not read.
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
