import { present } from '../../model/present.ts'
import { push } from '../../model/push.ts'
import type { Account } from './account.ts'
import type { AccountIndex } from './accounts-index.ts'
import type { MatchedDocument } from './document.ts'
import { claimedTwice, foreignAccount, type Named, onlyCopies, twoAccounts } from './findings.ts'
import type { AdoptionDoubt, MatchRule } from './pair.ts'
import type { MatchTable, Rests } from './table.ts'

/** The name that somebody wrote down: the key in a mark that says so, then `external_id`. One rule over all documents. */
export function joinByName(table: MatchTable, index: AccountIndex, moving: ReadonlySet<MatchedDocument>): void {
  const isStill = (document: MatchedDocument) => !moving.has(document)
  claim(table, isStill, 'mark', 'its key is in the marks of', ({ explicit }) =>
    explicit === undefined ? [] : index.byKey(explicit).filter(({ mark }) => mark?.named !== false),
  )
  claim(table, isStill, 'external_id', 'its external_id is that of', ({ external_id }) =>
    external_id === undefined ? [] : index.byExternalId(external_id),
  )
}

function claim(
  table: MatchTable,
  isStill: (document: MatchedDocument) => boolean,
  by: MatchRule,
  what: string,
  candidates: (document: MatchedDocument) => readonly Account[],
): void {
  const claims = new Map<Account, MatchedDocument[]>()
  for (const document of table.open().filter(isStill)) {
    const [first, ...others] = candidates(document).filter((account) => table.isFree(account))
    if (first === undefined) continue
    if (others.length > 0)
      table.contest([document], [first, ...others], twoAccounts(what, [first, ...others]), 'on live')
    else push(claims, first, document)
  }
  for (const [account, documents] of claims) {
    settleClaim(table, account, { documents, by, rests: account.mark === undefined ? 'on live' : 'on files' })
  }
}

/** Documents that claim one account. */
export interface Claims {
  readonly documents: readonly MatchedDocument[]
  readonly by: MatchRule
  /** `on live`: what one of them claims it by is a live value that idctl did not write. */
  readonly rests: Rests
  readonly doubt?: AdoptionDoubt | undefined
}

/** An account that one document claims is its own; several documents are a question. */
export function settleClaim(table: MatchTable, account: Account, { documents, by, rests, doubt }: Claims): void {
  const [document, ...others] = documents as [MatchedDocument, ...MatchedDocument[]]
  if (account.foreign && !documents.every(({ desired }) => table.takeOver.has(desired.key))) {
    // A name says that the account is meant. An address is what people there have given themselves.
    table.contest(documents, [account], foreignAccount(document, account), by === 'identifier' ? 'on live' : 'on files')
  } else if (others.length > 0) {
    table.contest(documents, [account], claimedTwice(documents, account), rests)
  } else table.join(document, { account, by, ...present({ doubt }) })
}

/** A document whose key is only in marks that are held is nobody new. */
export function blockHeldKeys(
  table: MatchTable,
  heldKeys: ReadonlyMap<string, readonly Account[]>,
  bearers: ReadonlyMap<string, readonly Named[]>,
): void {
  for (const document of table.open()) {
    const { key } = document.desired
    const named = bearers.get(key)
    if (named) table.contest([document], heldKeys.get(key) ?? [], onlyCopies(named), 'on live')
  }
}
