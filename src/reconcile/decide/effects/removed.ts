import type { IdentityKey } from '../../../model/identity.ts'
import type { Removal } from '../removal.ts'
import { type Effect, effect } from '../rule.ts'

/** Tells what the removal means for the person. Each way of removal counts as one, because most end the person's access. */
export function removed({ live, way, unbound, doubted }: Removal): readonly Effect[] {
  const counts = { removals: 1 }
  switch (way) {
    case 'release':
      return [{ counts }]
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

function notDeleted(id: string): Effect {
  const text = `not deleted: nothing but the mark says that idctl made this account; \`idctl release --id ${id}\` lets go of it, and deleting it in Kratos is yours`
  return effect('not-bound', text)
}

function doubtful(id: string, comes: IdentityKey): Effect {
  const text = `not deleted: its person has set, unverified, what "${comes}" is to have; \`idctl release --id ${id}\` lets go of it, and deleting it in Kratos is yours`
  return effect('alleged', text)
}
