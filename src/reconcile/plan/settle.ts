import { assertNever } from '../../model/assert-never.ts'
import type { Blocked, Change, CreateChange } from '../../model/change.ts'
import type { DesiredIdentity, IdentityKey, LiveIdentity, Mark } from '../../model/identity.ts'
import type { Access } from '../../model/plan.ts'
import type { Aside } from '../../swap/aside.ts'
import { type Decision, heldAccount } from '../decide/decide.ts'
import { type Account, accountOf } from '../match/account.ts'
import { documentReader, type MatchedDocument, namePointers } from '../match/document.ts'
import { findKin } from '../match/kinship.ts'
import type { Pair } from '../match/match.ts'
import type { Policy } from '../policy.ts'
import { type CollisionResult, findCollisions } from './collisions.ts'
import type { HolderIndex } from './holders.ts'

/** Whom a row is about; of an identity that has a document, no more than its id is kept. */
export type Subject =
  | {
      readonly kind: 'document'
      readonly desired: DesiredIdentity
      readonly id?: string
      /** Nobody can say whose document it is. */
      readonly isQuestion?: true
    }
  | {
      readonly kind: 'account'
      readonly live: LiveIdentity
      readonly mark: Mark
      readonly rowKey?: IdentityKey
      /** It is in question. */
      readonly isHeld?: true
    }

/** A pair and what is to be done about it. */
export interface Row {
  readonly subject: Subject
  readonly decision: Decision
  /** The key in the mark, where that is another one. */
  readonly formerKey?: IdentityKey
  /** How the person could move aside for others. */
  readonly aside?: Aside
  /** With `waysIn` only. */
  readonly access?: Access
}

export function subjectOf(pair: Pair): Subject {
  switch (pair.kind) {
    case 'both':
      return { kind: 'document', desired: pair.desired, id: pair.live.id }
    case 'desired-only':
      return { kind: 'document', desired: pair.desired }
    case 'blocked':
      return { kind: 'document', desired: pair.desired, isQuestion: true }
    case 'live-only':
    case 'held': {
      const { live, mark, rowKey } = pair
      const isHeld = pair.kind === 'held'
      return { kind: 'account', live, mark, ...(rowKey !== undefined && { rowKey }), ...(isHeld && { isHeld }) }
    }
    default:
      return assertNever(pair)
  }
}

export interface SettleInput {
  readonly rows: readonly Row[]
  readonly holders: HolderIndex
  readonly desiredByKey: ReadonlyMap<IdentityKey, DesiredIdentity>
  readonly policy: Policy
}

/**
 * What one decision means for the others: whoever takes a value that stays taken is blocked; an account that may be of a
 * blocked document is held, and so is a creation that may be of a held account; somebody who goes and somebody who comes,
 * and who may be one person, are a replacement.
 */
export function settleRows(input: SettleInput): {
  readonly rows: readonly Row[]
  readonly needs: CollisionResult['needs']
} {
  let rows = input.rows
  for (;;) {
    const collided = blockCollisions(rows, input)
    const kin = holdKin(collided.rows, input)
    rows = kin.rows
    if (collided.changed === 0 && kin.changed === 0) return { rows: kin.replaced, needs: collided.needs }
  }
}

function blockCollisions(rows: readonly Row[], { holders, desiredByKey, policy }: SettleInput) {
  const decisions = rows.map(({ decision }) => decision)
  const { blocked, needs } = findCollisions(decisions, holders, desiredByKey, policy.abilities)
  const next = rows.map((row) => {
    const why = blocked.get(row.decision)
    return why === undefined ? row : blockRow(row, why)
  })
  return { rows: next, changed: blocked.size, needs }
}

function blockRow(row: Row, blocked: Blocked): Row {
  const { change } = row.decision
  return change === undefined ? row : { ...row, decision: { ...row.decision, change: { ...change, blocked } } }
}

function holdKin(rows: readonly Row[], { policy }: SettleInput) {
  const read = documentReader(policy.schemas, namePointers(policy.display))
  const account = (live: LiveIdentity, mark: Mark): Account =>
    accountOf(live, mark, false, policy.schemas.get(live.schema_id))
  const creates = new Map<Row, MatchedDocument>()
  const blocked: MatchedDocument[] = []
  const leaving = new Map<Row, Account>()
  const held: Account[] = []
  for (const row of rows) {
    const { subject, decision } = row
    if (subject.kind === 'document') {
      if (isInQuestion(row)) blocked.push(read(subject.desired))
      else if (decision.change?.action === 'create') creates.set(row, read(subject.desired))
      continue
    }
    const { live, mark } = subject
    if (mark.disabled && !isRemoval(decision.change)) continue
    if (subject.isHeld) held.push(account(live, mark))
    else if (policy.partialFolder || isRemoval(decision.change)) leaving.set(row, account(live, mark))
  }
  if (leaving.size === 0 && held.length === 0) return { rows, changed: 0, replaced: rows }
  const kin = findKin({ creates, blocked, leaving, held })
  const mayBeHeld = new Map(kin.mayBeHeld)
  if (policy.partialFolder) {
    for (const [row, other] of kin.replaces) mayBeHeld.set(row, leaving.get(other) as Account)
  }
  const next = rows.map((row): Row => {
    const theirs = mayBeHeld.get(row)
    if (theirs) return blockRow(row, mayBeAccount(theirs, policy.partialFolder))
    const document = kin.mayBeBlocked.get(row)
    return document ? holdRow(row, document) : row
  })
  const changed = mayBeHeld.size + kin.mayBeBlocked.size
  return { rows: next, changed, replaced: policy.partialFolder ? next : next.map((row) => replacement(row, kin)) }
}

function isRemoval(change: Change | undefined): boolean {
  const isGoing = change?.action === 'delete' || change?.action === 'disable' || change?.action === 'release'
  return (
    isGoing && (change.reason === 'document-gone' || change.reason === 'grace-over') && change.blocked === undefined
  )
}

/** Nobody can say yet which account the document is about. */
function isInQuestion({ subject, decision: { change } }: Row): boolean {
  if (subject.kind === 'document' && subject.isQuestion) return true
  if (change?.blocked?.code === 'collision') return change.action === 'create'
  return change?.blocked !== undefined && questions.has(change.blocked.code)
}

const questions: ReadonlySet<Blocked['code']> = new Set(['adoption', 'held'])

function mayBeAccount({ live, mark }: Account, isPartial: boolean): Blocked {
  const who = `"${mark?.key}" (${live.id})`
  if (isPartial) {
    const reason = `it may be ${who}, whose document was not read: this run looks at a part of the folder`
    const hint = 'run over the whole folder; the same person: idctl.key, and idctl.previously with that key'
    return { code: 'held', reason, hint }
  }
  return {
    code: 'held',
    reason: `it may be ${who}, which is in question`,
    hint: 'answer the question about that account first; the same person: idctl.key, and idctl.previously with its key',
  }
}

function holdRow(row: Row, { desired }: MatchedDocument): Row {
  const { subject } = row
  if (subject.kind === 'document') return row
  const blocked: Blocked = {
    code: 'held',
    reason: `it may be the account of "${desired.key}", which is blocked: nothing happens to it until that is settled`,
    orphan: true,
  }
  const change = heldAccount({ ...subject, blocked })
  return { ...row, subject: { ...subject, isHeld: true }, decision: { change, diagnostics: [] } }
}

interface Replacements {
  readonly replaces: ReadonlyMap<Row, Row>
  readonly replacedBy: ReadonlyMap<Row, Row>
}

/** The halves of a replacement name each other; it counts once, at the account that goes, and not as a removal. */
function replacement(row: Row, { replaces, replacedBy }: Replacements): Row {
  const { change } = row.decision
  const goes = replaces.get(row)
  if (change?.action === 'create' && goes?.subject.kind === 'account') {
    return { ...row, decision: { ...row.decision, change: comesFor(change, goes.subject, goes.decision.change) } }
  }
  const comes = replacedBy.get(row)?.decision.change
  if (comes === undefined || change === undefined || !('base' in change)) return row
  const { removals: _, ...counts } = change.counts
  const text = `"${comes.key}" gets a new and empty account in this plan: this one goes, with its credentials and sessions`
  return {
    ...row,
    decision: {
      ...row.decision,
      change: {
        ...change,
        replaced_by: comes.key,
        consequences: [...change.consequences, { code: 'replaced', text }],
        counts: { ...counts, replacements: 1 },
      },
    },
  }
}

function comesFor(
  create: CreateChange,
  { live, mark }: { live: LiveIdentity; mark: Mark },
  goes: Change | undefined,
): CreateChange {
  const former = JSON.stringify(mark.key)
  const line =
    create.key === mark.key ? 'an idctl.key of its own and idctl.previously' : `idctl.key and idctl.previously`
  const text =
    `a new and empty account, while ${former} (${live.id}) goes. The same person? ${line}: [${former}] in this document keep the account. ` +
    'Somebody else? --allow-replacements consents'
  return {
    ...create,
    replaces: { key: goes?.key ?? mark.key, id: live.id },
    consequences: [...create.consequences, { code: 'replaces', text }],
  }
}
