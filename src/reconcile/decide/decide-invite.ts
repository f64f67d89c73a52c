import { baseOf } from '../../identity/base.ts'
import { withoutTodo } from '../../identity/mark.ts'
import type { UpdateChange } from '../../model/change.ts'
import { type Diagnostic, placeInFile } from '../../model/diagnostic.ts'
import type { DesiredIdentity, IdentityKey, LiveIdentity, Mark } from '../../model/identity.ts'
import type { Invitation, RecoveryKind } from '../../model/invitation.ts'
import { present } from '../../model/present.ts'
import { keyCommand } from '../../model/shell-word.ts'
import { type Pair, rowKeyOf } from '../match/match.ts'
import type { Decision } from './decision.ts'

/** `idctl invite KEY…`: makes a recovery link or code for existing identities. */
export interface InviteCommand {
  readonly command: 'invite'
  /** `--kind`. */
  readonly send?: RecoveryKind
  /** `--lifetime`. */
  readonly lifetime?: string
}

/** Refuses identities that this workspace does not manage: an invitation opens the account to anybody who has it. */
export function decideInvite(pair: Pair, command: InviteCommand): Decision {
  if (pair.kind === 'desired-only') return refused(pair.desired.key, 'it has no live identity yet', 'apply creates it')
  if (pair.kind === 'blocked') return refused(pair.desired.key, pair.blocked.reason, pair.blocked.hint)
  const { live, mark } = pair
  if (mark === undefined) {
    const key = pair.kind === 'both' ? pair.desired.key : live.id
    const line = pair.kind === 'both' ? keyCommand('adopt', key) : keyCommand('adopt', 'KEY', `--id ${live.id}`)
    return refused(key, 'it is not managed by this workspace', `\`${line}\` starts to manage it`)
  }
  const desired = pair.kind === 'both' ? pair.desired : undefined
  const key = pair.kind === 'both' ? pair.desired.key : rowKeyOf(pair)
  return { change: inviteOf(key, live, mark, desired, command), diagnostics: inactive(key, live) }
}

function inviteOf(
  key: IdentityKey,
  live: LiveIdentity,
  mark: Mark,
  desired: DesiredIdentity | undefined,
  command: InviteCommand,
): UpdateChange {
  return {
    action: 'update',
    key,
    id: live.id,
    origin: desired?.origin ?? placeInFile(mark.origin),
    reason: 'asked',
    fields: [],
    base: baseOf(live, []),
    // This also settles an invitation that is owed since the creation.
    mark: withoutTodo(mark, { kind: 'invite' }),
    invite: { ...invitationOf(command, desired?.onCreate), on_request: true },
    consequences: [],
    counts: {},
  }
}

/** Flags win over the document; a lifetime from the document applies only to the kind that it was written for. */
function invitationOf({ send, lifetime }: InviteCommand, onCreate: Invitation | undefined): Invitation {
  const chosen = send ?? onCreate?.send ?? 'recovery_link'
  const inherited = chosen === onCreate?.send ? onCreate.lifetime : undefined
  const lasts = lifetime ?? inherited
  return { send: chosen, ...present({ lifetime: lasts }) }
}

function inactive(key: IdentityKey, { state }: LiveIdentity): Diagnostic[] {
  if (state === 'active') return []
  return [
    {
      severity: 'warning',
      code: 'IDC532',
      summary: `"${key}" is inactive: Kratos will refuse its invitation until it is active`,
    },
  ]
}

function refused(key: IdentityKey, why: string, hint: string | undefined): Decision {
  const summary = `"${key}": ${why}`
  return { diagnostics: [{ severity: 'error', code: 'IDC541', summary, ...present({ hint }) }] }
}
