import { IdctlError } from '../errors.ts'
import { hasMark } from '../identity/mark.ts'
import { isAtBase, type Position } from '../identity/position.ts'
import type { IdentitySchema } from '../identity-schema/identity-schema.ts'
import type { Change, UpdateChange } from '../model/change.ts'
import type { LiveIdentity } from '../model/identity.ts'
import type { Invitation } from '../model/invitation.ts'
import type { Invite, InviteSink } from '../model/invite.ts'
import { ChangeEnds, type Ending, failed, moved } from './ending.ts'
import type { FollowUp } from './follow-up.ts'
import type { Run } from './run.ts'
import type { Step } from './step.ts'
import { markToWrite } from './write/mark-to-write.ts'
import { patchLive } from './write/patch-live.ts'
import { send } from './write/send.ts'

/** The invitation, and the schema that says which address it goes to. */
export interface InviteRequest {
  readonly invitation: Invitation
  readonly schema: IdentitySchema | undefined
}

/** The follow-up that sends the invitation. `unless`: the ending if it fails; it says what was done before. */
export function inviteFollowUp(step: Step, request: InviteRequest, unless: FollowUp['unless']): FollowUp {
  return { todo: { kind: 'invite' }, unless, carryOut: (live) => sendInvite(step, live, request) }
}

type RequestedInvite = UpdateChange & { readonly invite: Invitation }

export function isOnRequest(change: Change): change is RequestedInvite {
  return change.action === 'update' && change.invite?.on_request === true
}

/** `idctl invite`: changes nothing, except that the mark no longer owes an invitation. */
export async function inviteOnRequest(step: Step<RequestedInvite>, live: LiveIdentity): Promise<Ending> {
  const { run, change } = step
  if (!isAtBase(live, change)) return moved
  const { invite: invitation } = change
  const mark = markToWrite(change, live, run.context)
  const schema = run.context.schemas.get(live.schema_id)
  await sendInvite(step, live, { invitation, schema })
  const judge = (now: LiveIdentity): Position =>
    hasMark(now, mark) ? 'reached' : isAtBase(now, change) ? 'base' : 'moved'
  try {
    await patchLive(step, live, { edits: [], mark, schema, judge })
    return { outcome: 'done' }
  } catch (error) {
    const ending = run.ledger.endingOf(error)
    return { ...ending, ...failed('invited-still-owed', { cause: ending.reason, advice: ending.hint }) }
  }
}

/**
 * Lets Kratos make a recovery link or code, and passes it to the sink, which has stored it when this resolves. No outcome,
 * message or plan contains the link or code.
 * @throws ChangeEnds
 */
async function sendInvite(step: Step, live: LiveIdentity, { invitation, schema }: InviteRequest): Promise<void> {
  const { run, change } = step
  const sink = run.context.invites
  if (sink === undefined) throw new ChangeEnds(failed('no-invites-file'))
  // After a lost answer, the request is sent again: nobody has seen the first link or code, and it changed nothing (API reference §11).
  const recovery = await send(step, { kind: 'recovery', id: live.id, invitation })
  await deliver(run, sink, {
    key: change.key,
    address: addressOf(live, schema),
    recovery_link: recovery.recovery_link,
    recovery_code: recovery.recovery_code ?? null,
    expires_at: recovery.expires_at,
  })
}

/** Hands the invite to the sink. If that fails, no further change starts, because its invitation could not be stored either. */
async function deliver(run: Run, sink: InviteSink, invite: Invite): Promise<void> {
  try {
    await sink.deliver(invite)
  } catch (error) {
    if (error instanceof IdctlError) run.ledger.halt(error.message)
    throw error
  }
}

/** The address that Kratos would write to: the first in the order of the schema. */
function addressOf(live: LiveIdentity, schema: IdentitySchema | undefined): string | null {
  const { recovery, verifiable } = schema?.derive(live.traits) ?? {
    recovery: live.recovery_addresses,
    verifiable: live.verifiable_addresses,
  }
  return (recovery[0] ?? verifiable[0])?.value ?? null
}
