import type { Blocked, Change } from '../../model/change.ts'
import { compareText } from '../../model/compare-text.ts'
import type { LiveIdentity, Mark } from '../../model/identity.ts'
import { present } from '../../model/present.ts'
import { blockWrite } from '../decide/block-change.ts'
import { decideDoubted, heldAccount } from '../decide/decide.ts'
import { describePerson } from '../decide/describe-person.ts'
import { expiredIn } from '../decide/expiry.ts'
import { type Account, accountOf } from '../match/account.ts'
import { documentReader, type MatchedDocument } from '../match/document.ts'
import { findKin, type Kinship } from '../match/kinship.ts'
import { namePointers } from '../match/name-pointers.ts'
import type { Policy } from '../policy.ts'
import { findCollisions, type Needs } from './collisions.ts'
import type { HolderIndex } from './holders.ts'
import { withReplacements } from './replacements.ts'
import { accountIn, type DocumentsByKey, isRemoval, type Row } from './row.ts'

export interface SettleInput {
  readonly rows: readonly Row[]
  readonly holders: HolderIndex
  readonly desiredByKey: DocumentsByKey
  readonly policy: Policy
  /** The most replacements that the guard or a consent allows. */
  readonly replacements: number
  /** The rows to block because of values that people set themselves or exchanged with each other. */
  fromOutside(rows: readonly Row[], needs: Needs): ReadonlyMap<Row, Blocked>
}

/**
 * The most rounds over all rows. One round follows a chain, in which each person takes what the next one gives up, by one person; real
 * chains have two or three. After the last round every creation that waits for somebody else's value is blocked, which ends the chain.
 */
const mostRounds = 20

/**
 * Settles what one decision means for the others. A change that takes a value which is not freed is blocked. An account that may belong to
 * a blocked document is held, and a creation that may be of a held account is blocked. A removal and a creation that may be of one person
 * are a replacement.
 */
export function settleRows(input: SettleInput): {
  readonly rows: readonly Row[]
  readonly needs: Needs
} {
  let rows = input.rows
  for (let round = 1; ; round += 1) {
    const collided = blockCollisions(rows, input)
    const kin = holdKin(collided.rows, input)
    rows = kin.rows
    if (collided.changed > 0 || kin.changed > 0) {
      if (round === mostRounds) rows = blockNewcomers(rows, collided.needs)
      continue
    }
    const waiting = input.fromOutside(rows, collided.needs)
    if (waiting.size === 0) return { rows: kin.replaced, needs: collided.needs }
    rows = rows.map((row) => {
      const why = waiting.get(row)
      return why === undefined ? row : blockRow(row, why)
    })
  }
}

function blockCollisions(rows: readonly Row[], { holders, desiredByKey, policy }: SettleInput) {
  const decisions = rows.map(({ decision }) => decision)
  const { blocked, needs } = findCollisions(decisions, holders, desiredByKey, policy.abilities)
  if (blocked.size === 0) return { rows, changed: 0, needs }
  const next = rows.map((row) => {
    const why = blocked.get(row.decision)
    return why === undefined ? row : blockRow(row, why)
  })
  return { rows: next, changed: blocked.size, needs }
}

function blockNewcomers(rows: readonly Row[], needs: Needs): readonly Row[] {
  const chained: Blocked = {
    code: 'held',
    reason: `it belongs to a chain of more than ${mostRounds} people, each of whom takes a value that the next one gives up, and one of them is in question`,
    hint: 'answer the questions about the others first, or change fewer people at once',
  }
  return rows.map((row) => {
    const { change } = row.decision
    return change?.action === 'create' && needs.has(change.key) ? blockRow(row, chained) : row
  })
}

function blockRow(row: Row, blocked: Blocked): Row {
  const { change, rest, whole = change, diagnostics } = row.decision
  if (change === undefined || whole === undefined) return row
  const open = rest?.(blocked)
  if (open !== undefined) return { ...row, decision: { ...open, diagnostics, whole } }
  return { ...row, decision: { ...row.decision, change: whole.blocked ? whole : blockWrite(whole, blocked) } }
}

function holdKin(rows: readonly Row[], { policy, replacements }: SettleInput) {
  // Before the accounts are prepared: whoever goes is nobody's kin where no document is without an account.
  if (!rows.some((row) => groupOf(row) !== undefined)) return { rows, changed: 0, replaced: rows }
  const accounts = accountsOf(rows, policy)
  const { leaving, expired, held, staying } = accounts
  // Before the documents are read: most plans have no account that anybody could be taken for.
  if (leaving.size + expired.size + held.length + staying.size === 0) return { rows, changed: 0, replaced: rows }
  const documents = documentsOf(rows, policy)
  const kin = findKin({ ...documents, leaving, expired, held: [...held, ...staying.keys()] })
  const isAsked = kin.alleged.size <= replacements
  const doubted = isAsked || policy.partialFolder ? new Map<Row, Row>() : doubtedBy(kin)
  const mayBeHeld = new Map(kin.mayBeHeld)
  if (policy.partialFolder) {
    for (const [row, other] of kin.mayBe) mayBeHeld.set(row, leaving.get(other) as Account)
  }
  const next = rows.map((row): Row => {
    const theirs = mayBeHeld.get(row)
    if (theirs) return blockRow(row, mayBeAccount(theirs, staying.get(theirs), policy.partialFolder))
    const document = kin.mayBeBlocked.get(row)
    if (document) return holdRow(row, document, policy)
    const comes = doubted.get(row)
    return comes ? disabledRow(row, comes, policy) : row
  })
  const changed = mayBeHeld.size + kin.mayBeBlocked.size + doubted.size
  const replaces = isAsked ? kin.alleged : kin.replaces
  return { rows: next, changed, replaced: policy.partialFolder ? next : withReplacements(next, { ...kin, replaces }) }
}

/** The accounts that somebody without an account may be. Ordered by key, like the documents: pairing must not depend on the listing. */
function accountsOf(rows: readonly Row[], policy: Policy) {
  const account = (live: LiveIdentity, mark: Mark): Account =>
    accountOf(live, mark, false, policy.schemas.get(live.schema_id))
  const leaving = new Map<Row, Account>()
  const expired = new Map<Row, Account>()
  const held: Account[] = []
  const staying = new Map<Account, Change>()
  for (const row of rows.filter(({ subject }) => accountIn(subject) !== undefined).toSorted(byKey)) {
    const { subject, decision } = row
    if (subject.kind === 'document') {
      if (subject.expired && isRemoval(decision.change))
        expired.set(row, account(subject.expired.live, subject.expired.mark))
      continue
    }
    const { live, mark } = subject
    if (mark.disabled && !isRemoval(decision.change)) continue
    if (subject.isHeld) held.push(account(live, mark))
    else if (policy.partialFolder || isRemoval(decision.change)) leaving.set(row, account(live, mark))
    else if (decision.change?.blocked) staying.set(account(live, mark), decision.change)
  }
  return { leaving, expired, held, staying }
}

/** The documents that may be of such an account: those to create, and those in question. */
function documentsOf(rows: readonly Row[], policy: Policy) {
  const read = documentReader(policy.schemas, namePointers(policy.display))
  const creates = new Map<Row, MatchedDocument>()
  const blocked: MatchedDocument[] = []
  const waiting: MatchedDocument[] = []
  for (const row of rows.toSorted(byKey)) {
    const { subject } = row
    const group = groupOf(row)
    if (subject.kind !== 'document' || group === undefined) continue
    const document = read(subject.desired)
    if (group === 'creates') creates.set(row, document)
    else if (group === 'blocked') blocked.push(document)
    else waiting.push(document)
  }
  return { creates, blocked, waiting }
}

/** What becomes of a document without an account; `undefined` for all other rows. */
function groupOf(row: Row): 'creates' | 'blocked' | 'waiting' | undefined {
  const { subject, decision } = row
  if (subject.kind !== 'document' || (subject.expired && isRemoval(decision.change))) return undefined
  if (isWaiting(row)) return 'waiting'
  if (isInQuestion(row)) return 'blocked'
  return decision.change?.action === 'create' ? 'creates' : undefined
}

/**
 * Accounts to disable instead of deleting: the only thing that they have in common with a creation is an address that their owner set and
 * did not verify. Disabling ends their access and can be undone. The creation is then blocked by the address.
 */
function doubtedBy({ replaces, alleged }: Kinship<Row, Row>): Map<Row, Row> {
  const proven = new Set(replaces.values())
  const isOpen = (goes: Row) =>
    goes.decision.change?.action === 'delete' && goes.decision.change.reason !== 'grace-over'
  return new Map([...alleged].flatMap(([comes, goes]) => (proven.has(goes) || !isOpen(goes) ? [] : [[goes, comes]])))
}

function disabledRow(row: Row, { decision: { change } }: Row, policy: Policy): Row {
  const account = accountIn(row.subject)
  if (account === undefined || change === undefined) return row
  const { subject } = row
  const about = subject.kind === 'account' ? { rowKey: subject.rowKey } : { expired: expiredIn(subject.desired) }
  const decision = decideDoubted(account, { ...about, doubted: change.key }, policy)
  const disabled = decision.change && describePerson(decision.change, { live: account.live }, policy)
  return { ...row, decision: { ...decision, ...present({ change: disabled }) } }
}

/** Orders rows by key, so that pairing does not depend on the order of the listing. */
function byKey({ decision: { change: left } }: Row, { decision: { change: right } }: Row): number {
  return compareText(left?.key ?? '', right?.key ?? '')
}

/** Whether idctl cannot tell yet which account belongs to the document. */
function isInQuestion({ subject, decision: { change } }: Row): boolean {
  if (change?.blocked?.code === 'collision') return change.action === 'create'
  return (subject.kind === 'document' && subject.isQuestion === true) || change?.blocked?.code === 'held'
}

/** Whether the row waits for the user to allow an adoption. The account is unmanaged, so anybody can have registered it. */
function isWaiting({ decision: { change } }: Row): boolean {
  return change?.blocked?.code === 'adoption'
}

function mayBeAccount({ live, mark }: Account, stays: Change | undefined, isPartial: boolean): Blocked {
  const who = `"${mark?.key}" (${live.id})`
  if (isPartial) {
    const reason = `it may be ${who}, whose document was not read: this run reads only a part of the folder`
    const hint =
      'run over the whole folder; or, if it is the same person, add idctl.key, and idctl.previously with that key'
    return { code: 'held', reason, hint }
  }
  if (stays) {
    const key = mark?.key ?? stays.key
    const reason = `it may be ${who}, who has no document and stays: ${stays.blocked?.reason ?? ''}`
    const hint = `if it is the same person, add idctl.key, and idctl.previously with ${JSON.stringify(key)}; if it is somebody else, \`idctl release --id ${live.id}\``
    return { code: 'held', reason, hint }
  }
  return {
    code: 'held',
    reason: `it may be ${who}, which is in question`,
    hint: 'answer the question about that account first; or, if it is the same person, add idctl.key, and idctl.previously with its key',
  }
}

function holdRow(row: Row, { desired }: MatchedDocument, policy: Policy): Row {
  const { subject } = row
  if (subject.kind === 'document') return row
  const blocked: Blocked = {
    code: 'held',
    reason: `it may be the account of "${desired.key}", which is blocked: nothing is done to it until the block is gone`,
    orphan: true,
  }
  const change = describePerson(heldAccount({ ...subject, blocked }), { live: subject.live }, policy)
  return { ...row, subject: { ...subject, isHeld: true }, decision: { change, diagnostics: [] } }
}
