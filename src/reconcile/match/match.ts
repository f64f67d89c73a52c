import { isAsApplied } from '../../identity/as-applied.ts'
import { ownMark } from '../../identity/live-document.ts'
import type { Blocked } from '../../model/change.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { DesiredIdentity, IdentityKey, LiveIdentity, Mark } from '../../model/identity.ts'
import { once } from '../../model/once.ts'
import type { Policy } from '../policy.ts'
import { type Account, accountOf, hasLogin, hasOnlyOthers, isAsWritten, loginIdentifiers } from './account.ts'
import { indexAccounts } from './accounts-index.ts'
import { joinHolders } from './adoption.ts'
import { contestNames } from './contradictions.ts'
import { documentReader } from './document.ts'
import type { Named } from './findings.ts'
import { spentLines } from './lines.ts'
import { type Bearer, type Bearers, isCopy, wasUpdated } from './marks.ts'
import { findMoves } from './moves.ts'
import { namePointers } from './name-pointers.ts'
import type { BothPair, Pair } from './pair.ts'
import { indexDesired, type Met } from './quick.ts'
import { copiedMark, fileScopeOf, heldKeysOf, pairsOf, scopeOf, shareMarks } from './results.ts'
import { blockHeldKeys, joinByName } from './strong.ts'
import { createMatchTable } from './table.ts'
import { twinFinder } from './twins.ts'
import { blockUnread, heldUnread, type UnreadAccount, unreadAccount, unreadOf } from './unread-marks.ts'
import { joinByEvidence } from './weak.ts'

export { type BothPair, type MatchRule, type Pair, rowKeyOf } from './pair.ts'
export { loginIdentifiers }

export interface MatchResult {
  /** All pairs that `offer` has not returned already. */
  readonly pairs: readonly Pair[]
  /** By id: accounts whose pair `offer` has returned, and that turned out not to belong to the document. */
  readonly withdrawn: ReadonlyMap<string, { readonly key: IdentityKey; readonly blocked: Blocked }>
  readonly diagnostics: readonly Diagnostic[]
  /** Number of marks of this workspace in the whole listing. */
  readonly managed: number
  /** How many of them are tombstones, or copies of a mark whose account is known. */
  readonly inert: number
  /** Live identities without our mark that no document claims. */
  readonly unmanaged: number
}

export interface Matcher {
  /** Takes one live identity. Returns its pair at once if no other identity or document can change it, so that nothing is kept. */
  offer(live: LiveIdentity): BothPair | undefined
  finish(): MatchResult
}

export type MatchPolicy = Pick<
  Policy,
  | 'workspace'
  | 'schemas'
  | 'abilities'
  | 'adopt'
  | 'adoptKeys'
  | 'takeOver'
  | 'partialFolder'
  | 'readFolders'
  | 'display'
  | 'rebind'
>

/**
 * Matches documents with live identities: by written names (key, `external_id`), or if two kinds of evidence agree.
 * `isPatient`: `offer` returns nothing before all identities were seen; the result is the same.
 */
export function createMatcher(
  identities: readonly DesiredIdentity[],
  policy: MatchPolicy,
  { isPatient = false }: { readonly isPatient?: boolean } = {},
): Matcher {
  const { workspace, schemas } = policy
  const read = documentReader(schemas, namePointers(policy.display))
  const index = indexDesired(identities, read)
  const tracksUpdates = policy.abilities.lacks.updated_at === undefined
  const bearers = new Map<IdentityKey, Bearers>()
  const accounts: Account[] = []
  const copies: Account[] = []
  const withLines: Account[] = []
  /** Accounts whose mark has the id of another account that is gone, as the user says (`--rebind`). */
  const restored: Account[] = []
  const ids = new Set<string>()
  const unread: UnreadAccount[] = []
  let managed = 0
  let disabled = 0
  let unmarked = 0

  function offer(live: LiveIdentity): BothPair | undefined {
    const mark = ownMark(live, workspace)
    if (policy.rebind.size > 0) ids.add(live.id)
    const unreadable = unreadOf(live, workspace)
    if (unreadable) {
      unread.push(unreadAccount(live, unreadable, workspace, schemas.get(live.schema_id)))
      return undefined
    }
    // Accounts are compared by reference.
    const account = once(() => accountOf(live, mark, live.mark.kind !== 'none' && !mark, schemas.get(live.schema_id)))
    if (mark === undefined) {
      unmarked++
      if (index.mayClaim(live)) accounts.push(account())
      return undefined
    }
    managed++
    if (mark.disabled) disabled++
    return offerMarked(live, mark, account)
  }

  function offerMarked(live: LiveIdentity, mark: Mark, account: () => Account): BothPair | undefined {
    const schema = schemas.get(live.schema_id)
    const desired = index.byKey(mark.key)
    // Most people of most runs: it also answers most of what follows.
    const asApplied = desired !== undefined && isAsApplied(desired, { live, mark, schema })
    const updated = wasUpdated(live, tracksUpdates)
    const asWritten = mark.id === undefined && (asApplied || isAsWritten(live, mark))
    const bound = mark.id === live.id
    const fits = !bound && (asWritten ? hasLogin(live) : account().written.size > 0)
    const mayBind = policy.rebind.has(mark.key) && !hasOnlyOthers(live, mark, schema)
    const copied = isCopy(live, mark, updated, asWritten || fits) && !mayBind
    const known = bear(mark.key, {
      id: live.id,
      disabled: mark.disabled !== undefined,
      derived: mark.named === false,
      bound,
      fits,
      untouched: asWritten,
      copied,
      tookKey: index.tookKey(mark),
    })
    if (copied) {
      copies.push(account())
      return undefined
    }
    if (mark.lines !== undefined) withLines.push(account())
    if (mark.id !== undefined && !bound) {
      restored.push(account())
      return undefined
    }
    // Another tool may have copied the mark of an account that is listed later.
    const isOwn = bound || asWritten
    const mayWait = isPatient || known.joined !== undefined || !isOwn
    if (desired === undefined || mayWait || !isClear({ desired, live, mark, asApplied })) {
      accounts.push(account())
      return undefined
    }
    known.joined = live.id
    return { kind: 'both', desired, live, by: 'mark', mark, ...(asApplied && { asApplied }) }
  }

  function bear(key: IdentityKey, bearer: Bearer): Bearers {
    const known = bearers.get(key)
    if (known !== undefined) {
      known.others ??= []
      known.others.push(bearer)
      return known
    }
    const made: Bearers = { first: bearer }
    bearers.set(key, made)
    return made
  }

  /** Whether no later identity of the listing can show that the account belongs to another document. */
  function isClear(met: Met): boolean {
    const { desired, mark } = met
    if (desired.keyFrom === 'identifier' || mark.named === false) return index.isSettled(met)
    return !index.isMoving(desired, mark) && !index.isByNameOnly(met)
  }

  /**
   * Whether no account is left that could be that of a document, so that what documents say of people is read in vain. No pair is
   * withdrawn then: whoever else has its mark is left.
   */
  function isNobodyLeft(): boolean {
    return accounts.length === 0 && copies.length === 0 && unread.length === 0
  }

  function finish(): MatchResult {
    for (const account of restored) (ids.has(account.mark?.id ?? '') ? copies : accounts).push(account)
    const shared = shareMarks(bearers, index.isHandedOn)
    const isOther = ({ live }: Account) => shared.others.has(live.id)
    const settledOf = (key: IdentityKey) => {
      const joined = bearers.get(key)?.joined
      return joined === undefined || shared.withdrawn.has(joined) ? undefined : joined
    }
    const unsettled = identities.filter(({ key }) => settledOf(key) === undefined)
    if (isNobodyLeft()) {
      const pairs = unsettled.map((desired) => ({ kind: 'desired-only', desired }) as const)
      return { pairs, withdrawn: new Map(), diagnostics: [], managed, inert: disabled, unmanaged: unmarked }
    }
    const documents = unsettled.map(read)
    const table = createMatchTable(documents, policy.takeOver)
    const open = accounts.filter((account) => !isOther(account))
    const found = indexAccounts(open, documents, shared.leftBehind)
    const held = [...copies, ...accounts.filter(isOther)]
    const originalOf = (key: IdentityKey) => settledOf(key) ?? found.byKey(key)[0]?.live.id
    for (const account of held) table.hold(account, copiedMark(account, originalOf))
    const heldIndex = indexAccounts(held, documents, new Set())
    const heldKeys = heldKeysOf(held, originalOf)
    const withdrawn = [...shared.withdrawn].map(([id, key]) => ({ live: { id }, mark: { key } }))
    const spent = spentLines(withLines, found.byKey)
    const isAsked = ({ key }: DesiredIdentity, { foreign }: Account) =>
      policy.adoptKeys.has(key) || (foreign && policy.takeOver.has(key))
    const moving = findMoves(table, found, spent)
    // Whoever was joined by name is out; all others of a list count, wherever they went.
    const isListed = ({ key, keyFrom }: DesiredIdentity) => settledOf(key) === undefined || keyFrom === 'identifier'
    const isTwin = twinFinder(() => identities.filter(isListed), read)
    contestNames(table, found, moving, isTwin)
    joinByName(table, found, moving)
    blockHeldKeys(table, heldKeys, heldKeysOf<Named>([...held, ...withdrawn], originalOf))
    blockUnread(table, unread, (key) => originalOf(key) !== undefined)
    joinByEvidence({
      table,
      index: found,
      spent,
      moving,
      heldKeys,
      explicitNames: new Map(
        documents.flatMap((document) =>
          document.explicit === undefined ? [] : [[document.explicit, document] as const],
        ),
      ),
      isInScope: scopeOf(identities, policy),
      isFileRead: fileScopeOf(identities, policy),
      isAsked,
      isTwin,
      isOnlyOne: (document) => heldIndex.byFileAndNames(document).length === 0,
    })
    joinHolders(table, found, isAsked)
    const pairs = [...pairsOf(table, [...open, ...held], identities), ...unread.map(heldUnread)]
    const adopted = pairs.filter((pair) => pair.kind === 'both' && pair.mark === undefined).length
    return {
      pairs,
      withdrawn: new Map(
        withdrawn.map((account) => [
          account.live.id,
          { key: account.mark.key, blocked: copiedMark(account, originalOf) },
        ]),
      ),
      diagnostics: table.diagnostics,
      managed,
      inert: disabled + held.filter(({ mark }) => mark && !mark.disabled && originalOf(mark.key) !== undefined).length,
      unmanaged: unmarked - adopted,
    }
  }

  return { offer, finish }
}
