import type { IdentityKey, LiveIdentity } from '../../../model/identity.ts'
import type { Removal } from '../removal.ts'
import { type Effect, effect } from '../rule.ts'

/** Tells what the removal means for the person. Each way of removal counts as one, because most end the person's access. */
export function removed({ live, way, unbound, doubted }: Removal): readonly Effect[] {
  const counts = { removals: 1 }
  switch (way) {
    case 'release':
      return [effect('account-stays', afterRelease(live), counts)]
    case 'disable':
      return [
        effect('access-lost', 'the person can no longer sign in', counts),
        effect('sessions-revoked', 'all sessions end'),
        ...(unbound ? [notDeleted(live.id)] : doubted !== undefined ? [doubtful(live.id, doubted)] : []),
      ]
    case 'delete':
      return [
        effect('deleted-for-good', 'the account, its credentials, sessions and metadata are deleted for good', counts),
      ]
    default:
      return []
  }
}

function afterRelease({ state }: LiveIdentity): string {
  return state === 'active'
    ? 'the account stays, and the person can still sign in'
    : 'the account stays, inactive as it is, and nobody manages it'
}

function notDeleted(id: string): Effect {
  const text = `not deleted: only its mark says that idctl created this account; \`idctl release --id ${id}\` releases it, and you can delete it in Kratos yourself`
  return effect('not-bound', text)
}

function doubtful(id: string, comes: IdentityKey): Effect {
  const text = `not deleted: the person has set an address, without verifying it, that "${comes}" is to have; \`idctl release --id ${id}\` releases it, and you can delete it in Kratos yourself`
  return effect('alleged', text)
}
