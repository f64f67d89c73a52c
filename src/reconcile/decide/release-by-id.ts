import { baseOf } from '../../identity/base.ts'
import { ownMark } from '../../identity/live-document.ts'
import type { Consequence, ReleaseChange } from '../../model/change.ts'
import type { LiveIdentity, Mark } from '../../model/identity.ts'
import { present } from '../../model/present.ts'
import { documentStays } from './after-release.ts'
import { releaseOf } from './decide-key-command.ts'
import type { Decision } from './decision.ts'
import { isExpired } from './expiry.ts'
import { type IdCommand, type IdContext, impossibleById } from './id-context.ts'
import { whoseAccount } from './whose-account.ts'

/**
 * Releases one identity, even if another one has the same mark, or if its mark cannot be read. A mark of another workspace is refused,
 * and so is one of a newer idctl: it may say something that this version does not know.
 */
export function releaseById(
  live: LiveIdentity,
  foreign: string | undefined,
  command: Extract<IdCommand, { command: 'release' }>,
  { policy, documents, survey }: IdContext,
): Decision {
  if (live.mark.kind === 'none') return impossibleById(live, 'it carries no mark, so there is nothing to release')
  if (foreign !== undefined) {
    return impossibleById(live, `workspace "${foreign}" manages it`, 'release it with the idctl.yaml of that workspace')
  }
  const mark = ownMark(live, policy.workspace)
  const desired = mark && documents.get(mark.key)
  const who = whoseAccount(live, policy.schemas.get(live.schema_id), policy.sensitive, desired)
  if (mark === undefined) return releaseUnread(live, who)
  const released = new Set(command.ids)
  const twin = survey.idsWith(mark.key).find((id) => !released.has(id))
  const returns = desired !== undefined && !isExpired(desired, policy.clocks())
  const change = releaseOf(live, mark, desired !== undefined, command.includeProtected === true)
  return {
    change: {
      ...withHint(change, live, mark),
      ...present({ twin }),
      consequences: [
        who,
        ...(twin === undefined ? [] : [keptBy(twin)]),
        ...(returns && twin === undefined ? [documentStays(desired, live, policy)] : []),
      ],
    },
    diagnostics: [],
  }
}

/** Names the identity by id in the hint, because its key may also be that of a twin. */
function withHint(change: ReleaseChange, { id }: LiveIdentity, mark: Mark): ReleaseChange {
  if (change.blocked?.code !== 'protected' || !mark.protect) return change
  return {
    ...change,
    blocked: { ...change.blocked, hint: `\`idctl release --id ${id} --protected\` releases it anyway` },
  }
}

function releaseUnread(live: LiveIdentity, who: Consequence): Decision {
  const { mark } = live
  if (mark.kind !== 'unreadable') throw new TypeError('a mark that is there is read, or is not readable')
  if (mark.newer) {
    const hint = 'upgrade idctl: a newer version wrote this mark'
    return impossibleById(live, `its mark cannot be read: ${mark.why}`, hint)
  }
  const text = `its metadata_admin.idctl is not a readable mark, and is removed as a whole: ${mark.why}`
  return {
    change: {
      action: 'release',
      key: live.id,
      id: live.id,
      reason: 'asked',
      fields: [],
      base: baseOf(live, []),
      consequences: [who, { code: 'mark-replaced', text }],
      // A mark that cannot be read manages nobody, so taking it off is no removal.
      counts: {},
    },
    diagnostics: [],
  }
}

function keptBy(twin: string): Consequence {
  return { code: 'twin', text: `identity ${twin} carries the same mark, and keeps it` }
}
