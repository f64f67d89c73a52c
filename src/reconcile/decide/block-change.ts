import type { Blocked, Change, Consequence, UpdateChange } from '../../model/change.ts'
import type { BlockedCode } from '../../model/change-codes.ts'
import type { LiveIdentity } from '../../model/identity.ts'
import type { Policy } from '../policy.ts'
import { firstBlock } from './rule.ts'
import { writeRules } from './rules.ts'
import { becomesInactive } from './update.ts'

/** Blocks a change that leaves the traits alone, if Kratos would refuse the write. */
export function blockRefused<T extends Change | undefined>(change: T, live: LiveIdentity, policy: Policy): T | Change {
  if (change === undefined || change.blocked) return change
  const blocked = firstBlock(writeRules, { change, live, policy })
  return blocked === undefined ? change : blockWrite(change, blocked)
}

/** Blocks a change. Sessions of a person who loses access still end where possible: that does not write the identity. */
export function blockWrite(change: Change, blocked: Blocked): Change {
  if (change.action === 'update') return endSessionsStill({ ...change, blocked })
  if (change.action !== 'disable' || !leavesSessions.has(blocked.code)) return { ...change, blocked }
  const kept = change.consequences.filter(({ code }) => code === 'expired')
  return {
    ...change,
    blocked: { ...blocked, still: 'revoke_sessions' },
    consequences: [...kept, change.fields.length > 0 ? sessionsOnly : sessionsEnd],
    counts: {},
  }
}

/** Kratos would refuse the write, but there is no doubt whose account it is: a blocked `disable` can still end the sessions. */
const leavesSessions: ReadonlySet<BlockedCode> = new Set(['schema', 'collision'])

/** Blocks that people can cause in their own account, and that raise no doubt about whose account it is. */
const ownDoings: ReadonlySet<BlockedCode> = new Set([
  'schema',
  'collision',
  'unreadable',
  'too-large',
  'identifier-stays',
  'taken-back',
  'numbers',
  'last-first-factor',
])

export function isOwnDoing({ code }: Blocked): boolean {
  return ownDoings.has(code)
}

/** Ends the sessions of a person whose document says `inactive` although the update itself is blocked (see `ownDoings`). */
export function endSessionsStill(change: UpdateChange): UpdateChange {
  const { action, blocked, fields } = change
  if (action !== 'update' || blocked === undefined || !isOwnDoing(blocked) || !becomesInactive(fields)) return change
  return {
    ...change,
    blocked: { ...blocked, still: 'revoke_sessions' },
    consequences: [sessionsOnly],
    counts: {},
  }
}

const sessionsEnd: Consequence = { code: 'sessions-revoked', text: 'all sessions end' }

const sessionsOnly: Consequence = {
  code: 'sessions-revoked',
  text: 'all sessions still end, at every apply; but the account stays active, and the person can sign in again',
}
