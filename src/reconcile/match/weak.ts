import type { DesiredIdentity } from '../../model/identity.ts'
import { push } from '../../model/push.ts'
import { type Account, comparable } from './account.ts'
import type { AccountIndex } from './accounts-index.ts'
import type { MatchedDocument } from './document.ts'
import {
  changedName,
  contradiction,
  disabledBefore,
  fileAgainstAddress,
  fileNotRead,
  heldSide,
  lineAgainstRest,
  lineNotRead,
  lineUsedBefore,
  onlyCopies,
  twoAccounts,
} from './findings.ts'
import { isLike, keySpellings, type SpentLines } from './lines.ts'
import { isHidden, type Likeness, likenessOf } from './names.ts'
import type { AdoptionDoubt, MatchRule } from './pair.ts'
import { settleClaim } from './strong.ts'
import type { MatchTable, Rests } from './table.ts'

export interface WeakInput {
  readonly table: MatchTable
  readonly index: AccountIndex
  readonly spent: SpentLines
  /** Keys whose accounts are all held. */
  readonly heldKeys: ReadonlyMap<string, readonly Account[]>
  /** Documents that go by their lines, because their names are still in the marks of others. */
  readonly moving: ReadonlySet<MatchedDocument>
  /** Whether another document of its file has the same names. */
  readonly isTwin: (document: MatchedDocument) => boolean
  /** Whether no account that is held came from its file with the same names. */
  readonly isOnlyOne: (document: MatchedDocument) => boolean
  /** Names that somebody wrote down, of all documents. */
  readonly explicitNames: ReadonlyMap<string, MatchedDocument>
  /** The user named the document. */
  readonly isAsked: (desired: DesiredIdentity, account: Account) => boolean
  /** Whether this run read anything that the account may belong to. */
  readonly isInScope: (account: Account) => boolean
  /** Whether this run read the file that the account came from, or would have. */
  readonly isFileRead: (account: Account) => boolean
}

interface Claim {
  readonly document: MatchedDocument
  readonly by: MatchRule
  readonly rests: Rests
  /** The account came from another file. */
  readonly byAddressAlone?: boolean
}

/**
 * `previously`, then what only values say. Three things speak for a document and an account: an address, the file, and the
 * names. Two of them have to, and none against: everybody can change an address, and folders are renumbered.
 */
export function joinByEvidence(input: WeakInput): void {
  const { table, spent } = input
  const view: View = {
    ...input,
    mayJoin: (document, account) =>
      table.isFree(account) &&
      input.isInScope(account) &&
      account.mark?.named !== true &&
      !(
        document.external_id !== undefined &&
        account.live.external_id !== undefined &&
        document.external_id !== account.live.external_id
      ),
  }
  const claims = new Map<Account, Claim[]>()
  const candidates = new Map<MatchedDocument, readonly Account[]>()
  const verdicts: (() => void)[] = []
  for (const document of table.open()) {
    const answer = judge(view, document)
    candidates.set(document, answer.candidates)
    if (answer.claim) push(claims, answer.claim.account, { document, ...answer.claim })
    if (answer.contest) verdicts.push(answer.contest)
  }
  for (const contest of verdicts) contest()
  contestHandedOn(input, claims)
  const wanted = new Set(claims.keys())
  for (const [account, list] of claims) {
    for (const { document, by } of list) {
      if (by !== 'previously') continue
      const users = spent
        .usersOf(account.mark?.key ?? '')
        .filter((user) => user !== account && !table.isTaken(user) && !wanted.has(user))
      if (users.length > 0) table.contest([document], [account, ...users], lineUsedBefore(account, users), 'on files')
    }
  }
  for (const [account, list] of claims) {
    const open = preferred(
      account,
      list.filter(({ document }) => table.verdictOf(document) === undefined),
    )
    const [first] = open
    if (first === undefined) continue
    const documents = open.map(({ document }) => document)
    const rests = open.every((claim) => claim.rests === 'on files') ? 'on files' : 'on live'
    if (!table.isFree(account)) table.contest(documents, [account], heldSide([account]), 'on live')
    else settleClaim(table, account, { documents, by: first.by, rests, doubt: doubtOf(view, first, account) })
  }
  for (const document of table.open()) {
    const held = (candidates.get(document) ?? []).filter(
      (account) => table.heldOf(account) !== undefined && likenessOf(document, account.names) !== 'none',
    )
    if (held.length > 0) table.contest([document], held, heldSide(held), 'on live')
  }
}

/**
 * An address alone, where no names say whose it is, does not take an account along from another file: whose document is still in
 * that file, and joins nobody else, may be the one whose account it is. So may one that a run over a part of the folder did not read.
 */
function contestHandedOn({ table, isFileRead }: WeakInput, claims: ReadonlyMap<Account, readonly Claim[]>): void {
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

/**
 * Somebody wrote a line; what a live value says that idctl did not write is no answer to it. Nor is an address without a name,
 * where the line is in the file that the account came from.
 */
function preferred({ mark, names }: Account, claims: readonly Claim[]): readonly Claim[] {
  const lines = claims.filter(({ by, rests }) => by === 'previously' && rests === 'on files')
  const isFromFile = mark?.shared !== true && lines.some(({ document }) => document.file === mark?.origin)
  const isNoAnswer = ({ document, rests, byAddressAlone }: Claim) =>
    rests === 'on live' || (isFromFile && byAddressAlone === true && likenessOf(document, names) === 'silent')
  return lines.length > 0 && claims.every((claim) => lines.includes(claim) || isNoAnswer(claim)) ? lines : claims
}

/** A line can stay for years, and then name whoever has that address. */
function doubtOf({ isAsked }: View, { by, document }: Claim, account: Account): AdoptionDoubt | undefined {
  if (account.mark !== undefined || by !== 'previously' || isAsked(document.desired, account)) return undefined
  return likenessOf(document, account.names) === 'none' ? 'names' : undefined
}

interface View extends WeakInput {
  readonly mayJoin: (document: MatchedDocument, account: Account) => boolean
}

interface Answer {
  readonly candidates: readonly Account[]
  readonly claim?: Omit<Claim, 'document'> & { readonly account: Account }
  /** Said once every document has been looked at: the answer for one must not hide an account from the next. */
  readonly contest?: () => void
}

function judge(view: View, document: MatchedDocument): Answer {
  const { table } = view
  const evidence = gather(view, document)
  const line = byLine(view, document, evidence)
  if (line) return line
  const tombstone = byTombstone(view, document, evidence)
  if (tombstone) return tombstone
  const all = evidence.all.filter(({ mark }) => mark?.disabled === undefined)
  const enough = all.filter((account) => isEnough(evidence, account))
  const [only] = all
  if (only !== undefined && all.length === 1 && enough.length === 1) {
    return { candidates: all, claim: claimOf(evidence, document, only) }
  }
  const likeness = all.map((account) => evidence.likeness(account))
  const [same, ...others] = all.filter((_, index) => likeness[index] === 'same')
  if (same !== undefined && others.length === 0 && !likeness.includes('silent') && enough.includes(same)) {
    return { candidates: all, claim: claimOf(evidence, document, same) }
  }
  const hidden = all.filter(({ mark, names }, index) => mark && likeness[index] === 'none' && isHidden(document, names))
  if (hidden.length > 0) {
    return { candidates: all, contest: () => table.contest([document], all, changedName(hidden), 'on live') }
  }
  if (all.length === 1 || likeness.every((word) => word === 'none')) return { candidates: all }
  const rests = all.some((account) => !isWhollyWritten(account)) ? 'on live' : 'on files'
  return { candidates: all, contest: () => table.contest([document], all, contradiction(all), rests) }
}

interface Evidence {
  /** Accounts that an address speaks for. */
  readonly address: readonly Account[]
  /** Accounts that were alone in this file, as the document is, and the only one of a list with these names. */
  readonly file: readonly Account[]
  readonly all: readonly Account[]
  readonly likeness: (account: Account) => Likeness
  /** Not just some of its addresses speak for the account. */
  readonly isWhole: (account: Account) => boolean
}

function gather(view: View, document: MatchedDocument): Evidence {
  const { index, mayJoin } = view
  const may = (account: Account) => mayJoin(document, account)
  const keyed = document.explicit === undefined ? index.byKey(document.desired.key).filter(may) : []
  const identified = document.identifiers.flatMap((value) => index.byCounted(value)).filter(may)
  const address = unique([...keyed, ...identified])
  const sole = document.sole ? index.bySoleFile(document.file).filter(may) : []
  const file = unique([...sole, ...listTwin(view, document, may)])
  return {
    address,
    file,
    all: unique([...address, ...file]),
    likeness: (account) => likenessOf(document, account.names),
    isWhole: (account) => keyed.includes(account) || document.identifiers.every((value) => account.counted.has(value)),
  }
}

/** The only account of a list that was given the names of the only such document. */
function listTwin(
  { index, isTwin, isOnlyOne }: View,
  document: MatchedDocument,
  may: (account: Account) => boolean,
): readonly Account[] {
  const found = index.byFileAndNames(document).filter(may)
  return found.length === 1 && isOnlyOne(document) && !isTwin(document) ? found : []
}

function isEnough(evidence: Evidence, account: Account): boolean {
  const likeness = evidence.likeness(account)
  if (evidence.address.includes(account))
    return likeness !== 'none' && (evidence.isWhole(account) || likeness === 'same')
  return likeness === 'same' && evidence.file.includes(account)
}

function claimOf(
  { address, file }: Evidence,
  document: MatchedDocument,
  account: Account,
): Omit<Claim, 'document'> & { readonly account: Account } {
  const byAddressAlone = account.mark?.origin !== document.file
  if (account.mark?.key === document.desired.key) return { account, by: 'mark', rests: 'on files', byAddressAlone }
  if (file.includes(account) && !address.includes(account)) return { account, by: 'origin', rests: 'on files' }
  const isWritten = file.includes(account) || document.identifiers.some((value) => account.written.has(value))
  return { account, by: 'identifier', rests: isWritten ? 'on files' : 'on live', byAddressAlone }
}

function byLine(view: View, document: MatchedDocument, evidence: Evidence): Answer | undefined {
  const { table, spent, heldKeys } = view
  const lines = document.previously.filter((line) => !spent.isSpent(document, line))
  if (lines.length === 0) return undefined
  const hits = namedByLines(view, document, lines)
  const [account, ...others] = hits
  if (account === undefined) {
    const held = unique(lines.flatMap((line) => heldKeys.get(line) ?? []))
    if (held.length === 0) return undefined
    return { candidates: held, contest: () => table.contest([document], held, onlyCopies(held), 'on live') }
  }
  if (others.length > 0) {
    const rests = hits.every(isWhollyWritten) ? 'on files' : 'on live'
    return {
      candidates: hits,
      contest: () => table.contest([document], hits, twoAccounts('its `previously` lines name', hits), rests),
    }
  }
  if (!view.isFileRead(account) && account.mark?.lines !== undefined && !isLike(account, document)) {
    const finding = lineNotRead(account, account.mark.origin)
    return { candidates: hits, contest: () => table.contest([document], [account], finding, 'on live') }
  }
  const against = evidence.file.filter((other) => other !== account && evidence.likeness(other) === 'same')
  if (against.length > 0 && evidence.likeness(account) === 'none') {
    const sides = [account, ...against]
    return {
      candidates: sides,
      contest: () => table.contest([document], sides, lineAgainstRest(account, against), restOfLines(lines, account)),
    }
  }
  return { candidates: [account], claim: { account, by: 'previously', rests: restOfLines(lines, account) } }
}

/** A line that names a key rests on the mark; one that names an address does where idctl wrote that. */
function restOfLines(lines: readonly string[], { mark, written }: Account): Rests {
  const isOurs = lines.some((line) => (mark && keySpellings(line).includes(mark.key)) || written.has(comparable(line)))
  return isOurs ? 'on files' : 'on live'
}

/** Accounts that lines name: by the keys in our marks, else by a login identifier. An active one before a disabled one. */
function namedByLines(
  { table, index, explicitNames, moving, mayJoin }: View,
  document: MatchedDocument,
  lines: readonly string[],
): Account[] {
  const isOthers = (account: Account) => {
    const { mark } = account
    if (index.isLeftBehind(account)) return false
    const owner = mark?.named ? explicitNames.get(mark.key) : undefined
    return owner !== undefined && owner !== document && !moving.has(owner)
  }
  const keyed = unique(lines.flatMap(keySpellings).flatMap((name) => index.byFormerKey(name))).filter(
    (account) => table.isFree(account) && !isOthers(account),
  )
  const identified = unique(lines.flatMap((line) => index.byCounted(comparable(line)))).filter((account) =>
    mayJoin(document, account),
  )
  const hits = keyed.length > 0 ? keyed : identified
  const active = hits.filter(({ mark }) => mark?.disabled === undefined)
  return active.length > 0 ? active : hits
}

/** Somebody was disabled when their document left: the same person only where address, file and names agree. */
function byTombstone({ table }: View, document: MatchedDocument, evidence: Evidence): Answer | undefined {
  const isDisabled = ({ mark }: Account) => mark?.disabled !== undefined
  const { address, file } = evidence
  const addressed = address.filter(isDisabled)
  // A live address of its own says that the document is not about whoever the file once was about.
  const found = address.length > 0 ? addressed : file.filter(isDisabled)
  const [account, ...others] = found
  if (account === undefined) return undefined
  const agrees = address.includes(account) && address.every((other) => other === account) && evidence.isWhole(account)
  if (others.length === 0 && agrees && file.includes(account) && evidence.likeness(account) !== 'none') {
    return { candidates: found, claim: claimOf(evidence, document, account) }
  }
  const isDoubtful = found.some((one) => address.includes(one) || evidence.likeness(one) !== 'none')
  if (!isDoubtful) return { candidates: [] }
  return { candidates: found, contest: () => table.contest([document], found, disabledBefore(found), 'on live') }
}

/** Everything that it signs in with was written by idctl. */
function isWhollyWritten({ mark, identifiers, written }: Account): boolean {
  return mark !== undefined && written.size === identifiers.size
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)]
}
