import { owesSessions } from '../../identity/mark.ts'
import { placeInFile, type SourceLocation } from '../../model/diagnostic.ts'
import type { IdentityKey, LiveIdentity, Mark } from '../../model/identity.ts'
import { keyCommand } from '../../model/shell-word.ts'
import type { Policy } from '../policy.ts'
import { isUnbound } from './unbound.ts'

/** A document that is still in the folder, but whose day is over. */
export interface Expired {
  readonly key: IdentityKey
  readonly origin: SourceLocation
  /** `2027-01-31`. */
  readonly on: string
  /** As the document says; the mark may not have it yet. */
  readonly protect?: boolean | undefined
}

export interface RemovalCase {
  readonly expired?: Expired | undefined
  /** The key to show, if the key of the mark is now that of a document with another account. */
  readonly rowKey?: IdentityKey | undefined
  /** Key of a new document with an address that the account's owner has set but not verified: the account is not deleted. */
  readonly doubted?: IdentityKey | undefined
}

/** Who is to be removed, how, and why. Every rule about a removal reads these facts. */
export interface Removal extends RemovalCase {
  readonly live: LiveIdentity
  readonly mark: Mark
  readonly policy: Policy
  readonly way: Way
  /** The setting in idctl.yaml; `way` is what is done in the end. */
  readonly mode: 'delete' | 'disable' | 'release' | 'keep'
  /** Only the mark says that idctl created this account (`isUnbound`). */
  readonly unbound: boolean
  readonly why: string
  /** How to keep the person. */
  readonly remedy: string
  /** The command that releases it. */
  readonly release: (...flags: string[]) => string
  readonly row: ReturnType<typeof rowOf>
}

/** `end-sessions`: the identity is disabled already, but its mark still owes the end of its sessions. */
export type Way = 'stay' | 'end-sessions' | 'release' | 'disable' | 'delete'

export function removalOf(
  live: LiveIdentity,
  mark: Mark,
  policy: Policy,
  { expired, rowKey, doubted }: RemovalCase = {},
): Removal {
  const row = rowOf(live, mark, { expired, rowKey })
  const mode = mark.made === 'created' ? policy.removal.created : policy.removal.adopted
  const unbound = isUnbound(live, mark, policy)
  return {
    live,
    mark,
    policy,
    expired,
    rowKey,
    doubted,
    way: wayOf(live, mark, mode, policy, unbound || doubted !== undefined),
    mode,
    unbound,
    why: expired === undefined ? 'its document is gone' : `its document expired on ${expired.on}`,
    remedy: expired === undefined ? 'put the document back' : 'give the document a later date',
    release: (...flags) =>
      rowKey === undefined
        ? keyCommand('release', row.key, ...flags)
        : ['idctl release --id', live.id, ...flags].join(' '),
    row,
  }
}

/** `stays`: disables instead of deleting at once, because a deletion cannot be undone. */
function wayOf({ state }: LiveIdentity, mark: Mark, mode: Removal['mode'], { removal }: Policy, stays: boolean): Way {
  if (mode === 'keep') return 'stay'
  if (mark.disabled !== undefined) {
    if (state === 'active') return 'stay'
    return owesSessions(mark) ? 'end-sessions' : 'delete'
  }
  if (mode === 'release') return 'release'
  return mode === 'disable' || removal.graceMs !== undefined || stays ? 'disable' : 'delete'
}

function rowOf(live: LiveIdentity, mark: Mark, { expired, rowKey }: RemovalCase) {
  return {
    key: rowKey ?? expired?.key ?? mark.key,
    id: live.id,
    origin: expired?.origin ?? placeInFile(mark.origin),
    reason: expired === undefined ? 'document-gone' : 'expired',
    fields: [],
  } as const
}

/** An identity that a command releases. */
export interface Release extends Pick<Removal, 'live' | 'mark'> {
  readonly way: 'release'
  /** `--protected`. */
  readonly includeProtected: boolean
}
