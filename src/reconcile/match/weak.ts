import { push } from '../../model/push.ts'
import type { Account } from './account.ts'
import type { MatchedDocument } from './document.ts'
import { changedName, contradiction, disabledBefore, heldSide, lineUsedBefore } from './findings.ts'
import { contestHandedOn } from './handed-on.ts'
import { isHidden, likenessOf } from './names.ts'
import type { AdoptionDoubt } from './pair.ts'
import { settleClaim } from './strong.ts'
import {
  type Answer,
  type Claim,
  claimOf,
  type Evidence,
  gather,
  isEnough,
  isWhollyWritten,
  type View,
  type WeakInput,
} from './weak-evidence.ts'
import { byLine } from './weak-lines.ts'

/**
 * Matches by `previously`, then by values alone. Evidence is an address, the file, and the names. Two of the three must agree, and none may
 * contradict: anybody can change an address, and folders are renumbered.
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
 * The claims that count. A `previously` line that names a written value wins over claims by live values that idctl did not write. In the
 * file that the account came from, it also wins over a claim by an address without names.
 */
function preferred({ mark, names }: Account, claims: readonly Claim[]): readonly Claim[] {
  const lines = claims.filter(({ by, rests }) => by === 'previously' && rests === 'on files')
  const isFromFile = mark?.shared !== true && lines.some(({ document }) => document.file === mark?.origin)
  const isNoAnswer = ({ document, rests, byAddressAlone }: Claim) =>
    rests === 'on live' || (isFromFile && byAddressAlone === true && likenessOf(document, names) === 'silent')
  return lines.length > 0 && claims.every((claim) => lines.includes(claim) || isNoAnswer(claim)) ? lines : claims
}

/** Doubts a line of `previously` that names an unmarked account: after years, another person may have that address. */
function doubtOf({ isAsked }: View, { by, document }: Claim, account: Account): AdoptionDoubt | undefined {
  if (account.mark !== undefined || by !== 'previously' || isAsked(document.desired, account)) return undefined
  return likenessOf(document, account.names) === 'none' ? 'names' : undefined
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

/** Matches a tombstone: it is the same person only if address, file and names agree. */
function byTombstone({ table }: View, document: MatchedDocument, evidence: Evidence): Answer | undefined {
  const isDisabled = ({ mark }: Account) => mark?.disabled !== undefined
  const { address, file } = evidence
  const addressed = address.filter(isDisabled)
  // If any account has an address of the document, the file alone no longer connects the document with a disabled account.
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
