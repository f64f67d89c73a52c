import { baseOf } from '../../../identity/base.ts'
import { boundMark, owesSessions, tombstone, withCommit, withoutTodo } from '../../../identity/mark.ts'
import type { Blocked, Change, Consequence, DeleteChange } from '../../../model/change.ts'
import { placeInFile, type SourceLocation } from '../../../model/diagnostic.ts'
import type { IdentityKey, LiveIdentity, Mark } from '../../../model/identity.ts'
import { keyCommand } from '../../../model/shell-word.ts'
import { temporaryLeaves } from '../../../swap/aside-leaves.ts'
import { arrivalOf, blockedByClocks, timeOf } from '../../clocks.ts'
import { markCommit, type Policy } from '../../policy.ts'
import { endOf } from '../expiry.ts'
import { isUnbound } from './unbound.ts'

/** A document that is still in the folder, but whose day is over. */
export interface Expired {
  readonly key: IdentityKey
  readonly origin: SourceLocation
  /** `2027-01-31`. */
  readonly on: string
  /** The document says so, and perhaps the mark not yet. */
  readonly protect?: boolean | undefined
}

export interface RemovalCase {
  readonly expired?: Expired | undefined
  /** The key of the row, where a document of another account has that of the mark. */
  readonly rowKey?: IdentityKey | undefined
}

/**
 * What becomes of a marked identity whose document left the folder or has expired (docs/guides/removal.md).
 * `undefined`: nothing, and nothing to say (a tombstone within its grace, or a run over a part of the folder only).
 */
export function decideRemoval(
  live: LiveIdentity,
  mark: Mark,
  policy: Policy,
  { expired, rowKey }: RemovalCase = {},
): Change | undefined {
  if (policy.partialFolder) return undefined
  const subject = subjectOf(live, mark, policy, { expired, rowKey })
  const mode = mark.made === 'created' ? policy.removal.created : policy.removal.adopted
  if (mode === 'keep') return { ...subject.common, action: 'none', counts: {}, blocked: keptBecause(subject) }
  if (mark.disabled) return decideTombstone(subject, mark.disabled.at, mode, policy)
  if (mode === 'release') {
    return { ...subject.removal, action: 'release', base: baseOf(live, []), ...blockedAside(live, mark) }
  }
  const unbound = isUnbound(live, mark, policy)
  if (mode === 'disable' || policy.removal.graceMs !== undefined || unbound) return disable(subject, policy, unbound)
  return deletion(subject)
}

/** Who is to be removed, and why. */
interface Subject {
  readonly live: LiveIdentity
  readonly mark: Mark
  readonly why: string
  /** How to keep the person. */
  readonly remedy: string
  /** The command that lets go of it. */
  readonly release: (...flags: string[]) => string
  readonly common: ReturnType<typeof commonOf>
  /** `common` of what takes something away. */
  readonly removal: ReturnType<typeof commonOf> &
    Pick<Change, 'counts' | 'blocked'> &
    Pick<DeleteChange, 'due' | 'alike'>
}

function subjectOf(live: LiveIdentity, mark: Mark, policy: Policy, { expired, rowKey }: RemovalCase): Subject {
  const common = commonOf(live, mark, { expired, rowKey })
  const why = expired === undefined ? 'its document is gone' : `its document expired on ${expired.on}`
  const remedy = expired === undefined ? 'put the document back' : 'give the document a later date'
  const release = (...flags: string[]) =>
    rowKey === undefined
      ? keyCommand('release', common.key, ...flags)
      : ['idctl release --id', live.id, ...flags].join(' ')
  const subject = { live, mark, why, remedy, release, common }
  const blocked = mark.protect || expired?.protect ? { blocked: protectedOrphan(subject) } : {}
  const alike = policy.documents && { alike: policy.documents.speakingFor(live, mark) }
  const due = expired && { due: { at: isoTime(endOf(expired.on)) } }
  return { ...subject, removal: { ...common, counts: { removals: 1 }, ...alike, ...due, ...blocked } }
}

function commonOf(live: LiveIdentity, mark: Mark, { expired, rowKey }: RemovalCase) {
  const consequences: Consequence[] =
    expired === undefined ? [] : [{ code: 'expired', text: `expired on ${expired.on}` }]
  return {
    key: rowKey ?? expired?.key ?? mark.key,
    id: live.id,
    origin: expired?.origin ?? placeInFile(mark.origin),
    reason: expired === undefined ? 'document-gone' : 'expired',
    fields: [],
    consequences,
  } as const
}

function deletion({ live, common, removal }: Subject): Change {
  return { ...removal, action: 'delete', base: baseOf(live, []), consequences: [...common.consequences, forGood] }
}

function disable({ live, mark, common, removal }: Subject, policy: Policy, unbound: boolean): Change {
  const fields = live.state === 'inactive' ? [] : [stateToInactive]
  const paths = fields.map((field) => field.path)
  return {
    ...removal,
    action: 'disable',
    fields,
    base: baseOf(live, paths),
    mark: tombstone(
      withCommit(unbound ? mark : boundMark(mark, live), markCommit(policy, mark)),
      timeOf(policy.clocks()),
      live.state,
    ),
    revoke_sessions: true,
    consequences: [
      ...common.consequences,
      { code: 'access-lost', text: 'the person can no longer sign in' },
      { code: 'sessions-revoked', text: 'all sessions end' },
      ...(unbound ? [notDeleted(live.id)] : []),
    ],
  }
}

/** A deletion cannot be taken back, and a mark alone may have been copied. */
function notDeleted(id: string): Consequence {
  const text = `not deleted: nothing but the mark says that idctl made this account; \`idctl release --id ${id}\` lets go of it, and deleting it in Kratos is yours`
  return { code: 'not-bound', text }
}

const forGood: Consequence = {
  code: 'deleted-for-good',
  text: 'the account, its credentials, sessions and metadata are deleted for good',
}

const stateToInactive = {
  path: '/state',
  before: 'active',
  after: 'inactive',
  cause: 'removed',
  sensitive: false,
} as const

/** A disabled identity: deleted when its grace is over, never when somebody has re-activated it. */
function decideTombstone(
  subject: Subject,
  disabledAt: string,
  mode: 'delete' | 'disable' | 'release',
  policy: Policy,
): Change | undefined {
  const { live, mark, common } = subject
  if (live.state === 'active') return { ...common, action: 'none', counts: {}, blocked: reactivated(subject) }
  if (owesSessions(mark)) {
    const base = baseOf(live, [])
    return {
      ...common,
      action: 'disable',
      reason: 'todo',
      base,
      mark: withCommit(withoutTodo(mark, { kind: 'revoke_sessions' }), markCommit(policy, mark)),
      revoke_sessions: true,
      counts: {},
    }
  }
  const graceMs = policy.removal.graceMs
  if (mode !== 'delete' || graceMs === undefined || isUnbound(live, mark, policy)) return undefined
  const since = inactiveSince(live, disabledAt)
  const isOver = arrivalOf(since + graceMs, policy.clocks(), since)
  if (isOver === 'to-come') return undefined
  const gone = deletion(subject)
  const at = isoTime(Math.max(since + graceMs, subject.removal.due ? Date.parse(subject.removal.due.at) : since))
  const change = { ...gone, reason: 'grace-over', due: { at, inactive_since: isoTime(since) } } as const
  if (isOver === 'come' || gone.blocked) return change
  return { ...change, consequences: [], blocked: blockedByClocks('whether its grace is over', policy.clocks()) }
}

/**
 * When a disabled identity was disabled last: somebody can have activated it in between, and an older tombstone may have the time
 * of the plan, which may have waited for its apply. What Kratos says of the state is the later one then. Nothing that cannot be
 * read is ever long ago.
 */
export function inactiveSince({ state_changed_at: changed }: LiveIdentity, disabledAt: string): number {
  return Math.max(Date.parse(disabledAt), changed === undefined ? Number.NEGATIVE_INFINITY : Date.parse(changed))
}

/** The latest time that a server has written down about an identity that idctl disabled, milliseconds since 1970. */
export function knownPast(live: LiveIdentity, mark: Mark | undefined): number | undefined {
  const since = mark?.disabled === undefined ? Number.NaN : inactiveSince(live, mark.disabled.at)
  return Number.isNaN(since) ? undefined : since
}

function isoTime(time: number): string {
  return new Date(time).toISOString()
}

function keptBecause({ release, why }: Subject): Blocked {
  return {
    code: 'kept',
    reason: `${why}, and idctl.yaml says \`keep\``,
    hint: `\`${release()}\` stops managing it`,
    orphan: true,
  }
}

/** Without its mark nobody would ever know what the temporary value stands for. */
export function blockedAside(live: LiveIdentity, mark: Mark): { readonly blocked?: Blocked } {
  const [path] = temporaryLeaves(live, mark)
  if (path === undefined) return {}
  const reason = `${path} stands at a temporary value, or at none, since a swap was interrupted, and would stay so`
  const hint = 'put the document back and apply: that finishes the swap; then let go of it'
  return { blocked: { code: 'aside', reason, hint } }
}

function protectedOrphan({ release, why, remedy }: Pick<Subject, 'release' | 'why' | 'remedy'>): Blocked {
  return {
    code: 'protected',
    reason: `${why}, but it is protected`,
    hint: `${remedy}, or let go with \`${release('--protected')}\``,
    orphan: true,
  }
}

function reactivated({ release, remedy }: Subject): Blocked {
  return {
    code: 'reactivated',
    reason: 'idctl disabled it when its document left or expired; somebody has activated it again since',
    hint: `${remedy}, or let go with \`${release()}\``,
    orphan: true,
  }
}
