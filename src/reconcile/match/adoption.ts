import type { DesiredIdentity } from '../../model/identity.ts'
import { present } from '../../model/present.ts'
import type { Account } from './account.ts'
import type { AccountIndex } from './accounts-index.ts'
import type { MatchedDocument } from './document.ts'
import { foreignAccount, twoAccounts } from './findings.ts'
import { likenessOf } from './names.ts'
import type { AdoptionDoubt } from './pair.ts'
import type { MatchTable } from './table.ts'

/**
 * Matches a document that would be created with an account that has one of its identifiers but not our mark. The rules of adoption decide
 * whether that account may be adopted. `isAsked`: the user named the document.
 */
export function joinHolders(
  table: MatchTable,
  index: AccountIndex,
  isAsked: (desired: DesiredIdentity, account: Account) => boolean,
): void {
  for (const document of table.open()) {
    const holders = holdersOf(table, index, document)
    const [account, ...others] = holders
    if (account === undefined) continue
    if (others.length > 0) {
      table.contest([document], holders, twoAccounts('its login identifiers are those of', holders), 'on live')
    } else if (account.foreign && !table.takeOver.has(document.desired.key)) {
      table.contest([document], [account], foreignAccount(document, account), 'on live')
    } else {
      const doubt = isAsked(document.desired, account) ? undefined : doubtOf(document, account)
      table.join(document, { account, by: 'identifier', ...present({ doubt }) })
    }
  }
}

function holdersOf(table: MatchTable, index: AccountIndex, document: MatchedDocument): Account[] {
  const found = new Set(document.identifiers.flatMap((value) => index.byIdentifier(value)))
  return [...found].filter(
    (account) => account.mark === undefined && table.isFree(account) && !namesAnother(document, account),
  )
}

function namesAnother({ external_id }: MatchedDocument, { live }: Account): boolean {
  return external_id !== undefined && live.external_id !== undefined && external_id !== live.external_id
}

function doubtOf(document: MatchedDocument, account: Account): AdoptionDoubt | undefined {
  const likeness = likenessOf(document, account.names)
  if (likeness === 'none') return 'names'
  if (likeness === 'same') return undefined
  if (!document.identifiers.every((value) => account.identifiers.has(value))) return 'identifiers'
  const isProven = document.identifiers.some((value) => account.counted.has(value))
  const hasOthers = [...account.identifiers].some((value) => !document.identifiers.includes(value))
  return hasOthers && !isProven ? 'others' : undefined
}
