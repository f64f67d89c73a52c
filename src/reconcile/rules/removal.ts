import type { Blocked, Change } from '../../model/change.ts'
import type { LiveIdentity, Mark } from '../../model/identity.ts'
import { temporaryLeaves } from '../aside-leaves.ts'
import { baseOf } from '../base.ts'
import { owesSessions, tombstone, withoutCalls } from '../mark.ts'
import type { Policy } from '../policy.ts'

/**
 * What becomes of a marked identity whose document left the folder (product §4). `undefined`: nothing, and nothing to
 * say (a tombstone within its grace, or a run over a part of the folder only).
 */
export function decideRemoval(live: LiveIdentity, mark: Mark, policy: Policy): Change | undefined {
  if (policy.partialFolder) return undefined
  const common = {
    key: mark.key,
    id: live.id,
    origin: { file: mark.origin, line: 1, column: 1 },
    reason: 'document-gone',
    fields: [],
    consequences: [],
    counts: { removals: 1 },
  } as const
  const base = baseOf(live, [])
  const mode = mark.made === 'created' ? policy.removal.created : policy.removal.adopted
  if (mode === 'keep') return { ...common, action: 'none', counts: {}, blocked: kept }
  const blocked = mark.protect ? { blocked: protectedOrphan(mark.key) } : {}
  if (mark.disabled) return decideTombstone(live, mark, mark.disabled.at, mode, policy)
  if (mode === 'release') return { ...common, action: 'release', base, ...blocked, ...blockedAside(live, mark) }
  if (mode === 'disable' || policy.removal.graceMs !== undefined) return disable(live, mark, policy)
  return {
    ...common,
    action: 'delete',
    base,
    consequences: [
      { code: 'deleted-for-good', text: 'the account, its credentials, sessions and metadata are deleted for good' },
    ],
    ...blocked,
  }
}

function disable(live: LiveIdentity, mark: Mark, policy: Policy): Change {
  const fields = live.state === 'inactive' ? [] : [stateToInactive]
  return {
    action: 'disable',
    key: mark.key,
    id: live.id,
    origin: { file: mark.origin, line: 1, column: 1 },
    reason: 'document-gone',
    fields,
    base: baseOf(
      live,
      fields.map((field) => field.path),
    ),
    mark: tombstone(mark, policy.now, live.state),
    revoke_sessions: true,
    consequences: [
      { code: 'access-lost', text: 'the person can no longer sign in' },
      { code: 'sessions-revoked', text: 'all sessions end' },
    ],
    counts: { removals: 1 },
    ...(mark.protect ? { blocked: protectedOrphan(mark.key) } : {}),
  }
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
  live: LiveIdentity,
  mark: Mark,
  disabledAt: string,
  mode: 'delete' | 'disable' | 'release',
  policy: Policy,
): Change | undefined {
  const common = {
    key: mark.key,
    id: live.id,
    origin: { file: mark.origin, line: 1, column: 1 },
    consequences: [],
    fields: [],
  } as const
  if (live.state === 'active') {
    return { ...common, action: 'none', reason: 'document-gone', counts: {}, blocked: reactivated(mark.key) }
  }
  if (owesSessions(mark)) {
    const base = baseOf(live, [])
    return {
      ...common,
      action: 'disable',
      reason: 'todo',
      base,
      mark: withoutCalls(mark),
      revoke_sessions: true,
      counts: {},
    }
  }
  const graceMs = policy.removal.graceMs
  const isOver = graceMs !== undefined && policy.now.getTime() - Date.parse(disabledAt) >= graceMs
  if (mode !== 'delete' || !isOver) return undefined
  return {
    ...common,
    action: 'delete',
    reason: 'grace-over',
    base: baseOf(live, []),
    consequences: [
      { code: 'deleted-for-good', text: 'the account, its credentials, sessions and metadata are deleted for good' },
    ],
    counts: { removals: 1 },
    ...(mark.protect ? { blocked: protectedOrphan(mark.key) } : {}),
  }
}

const kept: Blocked = {
  code: 'kept',
  reason: 'its document is gone, and idctl.yaml says `keep`',
  hint: '`idctl release` stops managing it',
  orphan: true,
}

/** Without its mark nobody would ever know whose the temporary value is. */
export function blockedAside(live: LiveIdentity, mark: Mark): { readonly blocked?: Blocked } {
  const [path] = temporaryLeaves(live, mark)
  if (path === undefined) return {}
  const reason = `${path} stands at a temporary value since a swap was interrupted, and would stay so`
  const hint = 'put the document back and apply: that finishes the swap; then let go of it'
  return { blocked: { code: 'aside', reason, hint } }
}

function protectedOrphan(key: string): Blocked {
  return {
    code: 'protected',
    reason: 'its document is gone, but it is protected',
    hint: `put the document back, or let go with \`idctl release ${key} --protected\``,
    orphan: true,
  }
}

function reactivated(key: string): Blocked {
  return {
    code: 'reactivated',
    reason: 'idctl disabled it when its document left; somebody has activated it again since',
    hint: `put the document back, or let go with \`idctl release ${key}\``,
    orphan: true,
  }
}
