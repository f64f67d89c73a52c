import type { Blocked, Change, Consequence, UpdateChange } from '../../model/change.ts'
import type { BlockedCode } from '../../model/change-codes.ts'
import type { LiveIdentity } from '../../model/identity.ts'
import type { Policy } from '../policy.ts'
import { firstBlock } from './rule.ts'
import { writeRules } from './rules.ts'
import { becomesInactive } from './update.ts'

/** A change that leaves the traits as they are, and Kratos' answer to it. */
export function blockRefused<T extends Change | undefined>(change: T, live: LiveIdentity, policy: Policy): T | Change {
  if (change === undefined || change.blocked) return change
  const blocked = firstBlock(writeRules, { change, live, policy })
  return blocked === undefined ? change : blockWrite(change, blocked)
}

/** The sessions of a leaver end all the same: that is no write of the identity. */
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

/** What Kratos refuses, and no doubt about who it is. */
const leavesSessions: ReadonlySet<BlockedCode> = new Set(['schema', 'collision'])

/** What says nothing about who somebody is, and what people can bring about. */
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

/** Somebody whose document says `inactive`, and whom Kratos lets nobody write, or who has made that impossible. */
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
  text: 'all sessions end all the same, at every apply; but the account stays active, and the person can sign in again',
}
