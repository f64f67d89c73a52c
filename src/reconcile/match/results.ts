import type { Blocked } from '../../model/change.ts'
import { isInFolder } from '../../model/folder-path.ts'
import type { DesiredIdentity, IdentityKey } from '../../model/identity.ts'
import { present } from '../../model/present.ts'
import { push } from '../../model/push.ts'
import { keyCommand } from '../../model/shell-word.ts'
import type { Policy } from '../policy.ts'
import type { Account } from './account.ts'
import type { Named } from './findings.ts'
import { type Bearers, leftBehind, othersOf } from './marks.ts'
import type { Pair } from './pair.ts'
import type { MatchTable } from './table.ts'

/** Which accounts of those that have the same key in their marks are not the original. */
export interface SharedMarks {
  /** Ids of accounts whose mark is, or may be, a copy. */
  readonly others: ReadonlySet<string>
  /** Those of `others` that were already joined with the document of their key. That document is open again. */
  readonly withdrawn: ReadonlyMap<string, IdentityKey>
  /** Ids of accounts whose key another account already has. `previously` lines say which key they get. */
  readonly leftBehind: ReadonlySet<string>
}

/** `isHandedOn`: whether a `previously` line of another document names the key. */
export function shareMarks(
  bearers: ReadonlyMap<IdentityKey, Bearers>,
  isHandedOn: (key: IdentityKey) => boolean,
): SharedMarks {
  const others = new Set<string>()
  const withdrawn = new Map<string, IdentityKey>()
  const behind = new Set<string>()
  for (const [key, { first, others: rest, joined }] of bearers) {
    if (rest === undefined) continue
    const list = [first, ...rest]
    const former = isHandedOn(key) ? leftBehind(list) : undefined
    if (former !== undefined) {
      behind.add(former)
      continue
    }
    for (const id of othersOf(list)) others.add(id)
    if (joined !== undefined && others.has(joined)) withdrawn.set(joined, key)
  }
  return { others, withdrawn, leftBehind: behind }
}

/** Why nothing is done to an account whose mark is, or may be, a copy. */
export function copiedMark({ live, mark }: Named, originalOf: (key: IdentityKey) => string | undefined): Blocked {
  const key = mark?.key ?? ''
  const original = originalOf(key)
  const of = original === undefined ? '' : ` (${original})`
  return {
    code: 'copied-mark',
    reason: `its mark is, or may be, a copy of that of "${key}"${of}: nothing is done to it`,
    hint: `\`idctl release --id ${live.id}\` removes the mark; \`${keyCommand('adopt', key, `--id ${live.id}`)}\` says that this is the account; after a restore under new ids: \`${keyCommand('adopt', key, '--rebind')}\``,
    orphan: true,
  }
}

/** Keys whose accounts are all held. */
export function heldKeysOf<A extends Named>(
  held: readonly A[],
  originalOf: (key: IdentityKey) => string | undefined,
): ReadonlyMap<IdentityKey, readonly A[]> {
  const keys = new Map<IdentityKey, A[]>()
  for (const account of held) {
    const { mark } = account
    if (mark && originalOf(mark.key) === undefined) push(keys, mark.key, account)
  }
  return keys
}

/** Which accounts take part in matching. In a run over a part of the folder: unmarked ones, and those whose key or file was read. */
export function scopeOf(
  identities: readonly DesiredIdentity[],
  { partialFolder }: Pick<Policy, 'partialFolder'>,
): (account: Pick<Account, 'mark'>) => boolean {
  if (!partialFolder) return () => true
  const keys = new Set(identities.map(({ key }) => key))
  const files = new Set(identities.map(({ origin }) => origin.file))
  return ({ mark }) => mark === undefined || keys.has(mark.key) || files.has(mark.origin)
}

/** Whether the file of an account was read, or would have been if it were still there. */
export function fileScopeOf(
  identities: readonly DesiredIdentity[],
  { partialFolder, readFolders = [] }: Pick<Policy, 'partialFolder' | 'readFolders'>,
): (account: Pick<Account, 'mark'>) => boolean {
  if (!partialFolder) return () => true
  const files = new Set(identities.map(({ origin }) => origin.file))
  const isRead = (file: string) => files.has(file) || readFolders.some((folder) => isInFolder(file, folder))
  return ({ mark }) => mark === undefined || isRead(mark.origin)
}

/** The pairs of the table. The row of an account without a document never has the key of a document or of another row. */
export function pairsOf(
  table: MatchTable,
  accounts: readonly Account[],
  identities: readonly DesiredIdentity[],
): Pair[] {
  const pairs: Pair[] = []
  for (const document of table.documents) {
    const { desired } = document
    const verdict = table.verdictOf(document)
    if (verdict === undefined) pairs.push({ kind: 'desired-only', desired })
    else if (verdict.kind === 'blocked') pairs.push({ kind: 'blocked', desired, blocked: verdict.blocked })
    else if (verdict.kind === 'join') {
      const { account, by, doubt } = verdict
      const { live, mark } = account
      pairs.push({ kind: 'both', desired, live, by, ...present({ mark, doubt }) })
    }
  }
  const taken = new Set(identities.map(({ key }) => key))
  const alone = accounts.flatMap((account) => {
    const { live, mark } = account
    return mark === undefined || table.isTaken(account) ? [] : [{ live, mark, blocked: table.heldOf(account) }]
  })
  const bearers = countKeys(alone.map(({ mark }) => mark.key))
  for (const { live, mark, blocked } of alone) {
    const isShared = taken.has(mark.key) || bearers.get(mark.key) !== 1
    const who = { live, mark, ...present({ rowKey: isShared ? rowKeyFor(mark.key, live.id) : undefined }) }
    pairs.push(blocked ? { kind: 'held', ...who, blocked } : { kind: 'live-only', ...who })
  }
  return pairs
}

/** The key for the row of an account whose own key another row has. */
export function rowKeyFor(key: IdentityKey, id: string): IdentityKey {
  return `${key}#${id}`
}

function countKeys(keys: readonly IdentityKey[]): Map<IdentityKey, number> {
  const counts = new Map<IdentityKey, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}
