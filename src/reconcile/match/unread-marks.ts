import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import type { Blocked } from '../../model/change.ts'
import type { LiveIdentity, LiveMark, Mark } from '../../model/identity.ts'
import { keyCommand } from '../../model/shell-word.ts'
import { type Account, accountOf } from './account.ts'
import type { Pair } from './pair.ts'
import { rowKeyFor } from './results.ts'
import type { Finding, MatchTable } from './table.ts'

type Unread = Extract<LiveMark, { kind: 'unreadable' }>

/** An account whose mark may be of this workspace but cannot be read, with the parts of the mark that can. */
export interface UnreadAccount {
  readonly account: Account & { readonly mark: Mark }
  readonly mark: Unread
}

/** `undefined` if the mark can be read, or is that of another workspace. */
export function unreadOf(live: LiveIdentity, workspace: string): Unread | undefined {
  const { mark } = live
  return mark.kind === 'unreadable' && (mark.workspace ?? workspace) === workspace ? mark : undefined
}

/** Gives the account a stand-in mark that has only the readable parts. It is used for matching and for the row, and never written. */
export function unreadAccount(
  live: LiveIdentity,
  mark: Unread,
  workspace: string,
  schema: IdentitySchema | undefined,
): UnreadAccount {
  const { key = live.id, origin } = mark
  const from = origin === undefined ? { origin: '', shared: true as const } : { origin }
  const standIn = { v: 1, workspace, key, ...from, made: 'adopted', fields: {} } as const
  const account = accountOf(live, standIn, false, schema)
  return { account: { ...account, mark: standIn }, mark }
}

/** A row that says why nothing is done to the account. It gets a key of its own, because another row may have the key in the mark. */
export function heldUnread({ account, mark }: UnreadAccount): Pair {
  const { live } = account
  const blocked: Blocked = {
    code: 'unreadable-mark',
    reason: `its metadata_admin.idctl is not a mark that this idctl can read: ${mark.why}; nothing is done to it`,
    hint: wayOut(live, mark),
    orphan: true,
  }
  const rowKey = mark.key === undefined ? {} : { rowKey: rowKeyFor(mark.key, live.id) }
  return { kind: 'held', live, mark: account.mark, ...rowKey, blocked }
}

/**
 * Blocks documents that may belong to an account with an unreadable mark: the document with the key in that mark, if no other account has
 * the key. If a mark says no key, it blocks the documents without unique values, since only those could be created a second time.
 */
export function blockUnread(
  table: MatchTable,
  unread: readonly UnreadAccount[],
  isFound: (key: string) => boolean,
): void {
  if (unread.length === 0) return
  const byKey = new Map(unread.flatMap((one) => (one.mark.key === undefined ? [] : [[one.mark.key, one] as const])))
  const nameless = unread.find(({ mark }) => mark.key === undefined)
  for (const document of table.open()) {
    const { key } = document.desired
    const hasNothingUnique = document.identifiers.length === 0 && document.external_id === undefined
    const theirs = (isFound(key) ? undefined : byKey.get(key)) ?? (hasNothingUnique ? nameless : undefined)
    if (theirs) table.contest([document], [theirs.account], mayBeUnread(theirs), 'on live')
  }
}

function mayBeUnread({ account: { live }, mark }: UnreadAccount): Finding {
  return {
    code: 'IDC502',
    blocked: 'unreadable-mark',
    why: `its account may be live identity ${live.id}, whose mark this idctl cannot read: ${mark.why}`,
    hint: wayOut(live, mark),
  }
}

function wayOut({ id }: LiveIdentity, { newer, key }: Unread): string {
  if (newer) return 'upgrade idctl: a newer version wrote this mark'
  return `\`idctl release --id ${id}\` removes the mark; \`${keyCommand('adopt', key ?? 'KEY', `--id ${id}`)}\` says whose account it is`
}
