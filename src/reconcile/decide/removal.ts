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
  /** The document says so, and perhaps the mark not yet. */
  readonly protect?: boolean | undefined
}

export interface RemovalCase {
  readonly expired?: Expired | undefined
  /** The key of the row, where a document of another account has that of the mark. */
  readonly rowKey?: IdentityKey | undefined
  /** A document that is to have what nobody but its owner says that this account has: it is not deleted. */
  readonly doubted?: IdentityKey | undefined
}

/** Somebody who is to be removed, how, and why: facts, of which every rule about a removal makes its own judgement. */
export interface Removal extends RemovalCase {
  readonly live: LiveIdentity
  readonly mark: Mark
  readonly policy: Policy
  readonly way: Way
  /** What idctl.yaml says. */
  readonly mode: 'delete' | 'disable' | 'release' | 'keep'
  /** Nothing but the mark says that idctl made this account. */
  readonly unbound: boolean
  readonly why: string
  /** How to keep the person. */
  readonly remedy: string
  /** The command that lets go of it. */
  readonly release: (...flags: string[]) => string
  readonly row: ReturnType<typeof rowOf>
}

/** `end-sessions`: of a disabled identity, that is still owed. */
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

/** A deletion cannot be taken back. */
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

/** Somebody whom a command lets go. */
export interface Release extends Pick<Removal, 'live' | 'mark'> {
  readonly way: 'release'
  /** `--protected`. */
  readonly includeProtected: boolean
}
