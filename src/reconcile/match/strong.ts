import { present } from '../../model/present.ts'
import { push } from '../../model/push.ts'
import type { Account } from './account.ts'
import type { AccountIndex } from './accounts-index.ts'
import type { MatchedDocument } from './document.ts'
import { claimedTwice, foreignAccount, type Named, onlyCopies, twoAccounts } from './findings.ts'
import type { AdoptionDoubt, MatchRule } from './pair.ts'
import type { MatchTable, Rests } from './table.ts'

/**
 * Joins documents with the accounts that have their name: by a written key in the mark, then by `external_id`. Each of the two rules
 * looks at all documents before the next one does.
 */
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
  /** `on live` if one of the claims rests on a live value that idctl did not write. */
  readonly rests: Rests
  readonly doubt?: AdoptionDoubt | undefined
}

/** Joins an account with the only document that claims it. Several claims, or an account of another workspace, become a question. */
export function settleClaim(table: MatchTable, account: Account, { documents, by, rests, doubt }: Claims): void {
  const [document, ...others] = documents as [MatchedDocument, ...MatchedDocument[]]
  if (account.foreign && !documents.every(({ desired }) => table.takeOver.has(desired.key))) {
    // A key or `external_id` names exactly this account, so the file is wrong. An address can be one that people there set themselves.
    table.contest(documents, [account], foreignAccount(document, account), by === 'identifier' ? 'on live' : 'on files')
  } else if (others.length > 0) {
    table.contest(documents, [account], claimedTwice(documents, account), rests)
  } else table.join(document, { account, by, ...present({ doubt }) })
}

/** Blocks documents whose key only held marks have: creating an account would give a known person a second one. */
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
