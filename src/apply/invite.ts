import { IdctlError } from '../errors.ts'
import { baseOf, hasMark, type Position } from '../identity/base.ts'
import type { IdentitySchema } from '../identity-schema/identity-schema.ts'
import type { Change, UpdateChange } from '../model/change.ts'
import type { IdentityKey, LiveIdentity } from '../model/identity.ts'
import type { Invitation, Invite, InviteSink, Recovery } from '../model/invitation.ts'
import { ChangeEnds, type Ending, failed } from './context.ts'
import type { FollowUp } from './follow-up.ts'
import { patchLive } from './patch-live.ts'
import { failedBy, failedUnknown } from './rejection.ts'
import { maxAttempts, moved, pause, type Run, unexpectedAnswer, write } from './run.ts'

/** Whom to invite, and to what. */
export interface InviteRequest {
  readonly key: IdentityKey
  readonly invitation: Invitation
  readonly schema: IdentitySchema | undefined
  /** Texts that no message may show. */
  readonly hidden: ReadonlySet<string>
}

/** An invitation that a mark owes; `unless` says what was done before it. */
export function inviting(run: Run, request: InviteRequest, unless: FollowUp['unless']): FollowUp {
  return { item: 'invite', unless, carryOut: (live) => sendInvite(run, live, request) }
}

type RequestedInvite = UpdateChange & { readonly invite: Invitation }

export function isOnRequest(change: Change): change is RequestedInvite {
  return change.action === 'update' && change.invite?.on_request === true
}

/** `idctl invite`: nothing of the identity changes, but that its mark no longer owes an invitation if it did. */
export async function inviteOnRequest(run: Run, change: RequestedInvite, live: LiveIdentity): Promise<Ending> {
  if (baseOf(live, []) !== change.base) return moved
  const { key, invite: invitation, mark } = change
  const schema = run.context.schemas.get(live.schema_id)
  const hidden: ReadonlySet<string> = new Set()
  await sendInvite(run, live, { key, invitation, schema, hidden })
  const judge = (now: LiveIdentity): Position =>
    hasMark(now, mark) ? 'after' : baseOf(now, []) === change.base ? 'base' : 'moved'
  try {
    await patchLive(run, live, { edits: [], mark, schema, hidden, judge })
    return { outcome: 'done' }
  } catch (error) {
    const ending = run.ledger.endingOf(error)
    return { ...ending, ...failed('invited-still-owed', { cause: ending.reason, advice: ending.hint }) }
  }
}

/**
 * Has Kratos make a recovery link or code, and hands it to the sink: it is safe there once this resolves. Nothing of it
 * is in an outcome, a message or the plan.
 * @throws ChangeEnds
 */
async function sendInvite(run: Run, live: LiveIdentity, request: InviteRequest): Promise<void> {
  const sink = run.context.invites
  if (sink === undefined) {
    throw new ChangeEnds(failed('no-invites-file'))
  }
  const recovery = await askRecovery(run, live.id, request)
  await deliver(run, sink, {
    key: request.key,
    address: addressOf(live, request.schema),
    recovery_link: recovery.recovery_link,
    recovery_code: recovery.recovery_code ?? null,
    expires_at: recovery.expires_at,
  })
}

/** A lost answer is asked for again: nobody has seen what it held, and nothing else came of it (API reference §11). */
async function askRecovery(run: Run, id: string, { invitation, hidden }: InviteRequest): Promise<Recovery> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await write(run, { kind: 'recovery', id, invitation })
    switch (result.kind) {
      case 'recovery':
        return result.recovery
      case 'rejected':
        throw new ChangeEnds(failedBy(result.rejection, hidden))
      case 'unknown':
        if (attempt >= maxAttempts) throw new ChangeEnds(failedUnknown(result.detail, result.rejection, hidden))
        await pause(run, attempt)
        continue
      default:
        throw unexpectedAnswer('recovery', result)
    }
  }
}

/** What cannot be kept need not be made: nothing further starts. */
async function deliver(run: Run, sink: InviteSink, invite: Invite): Promise<void> {
  try {
    await sink.deliver(invite)
  } catch (error) {
    if (error instanceof IdctlError) run.ledger.halt(error.message)
    throw error
  }
}

/** Where Kratos itself would write to, first in the order of the schema. */
function addressOf(live: LiveIdentity, schema: IdentitySchema | undefined): string | null {
  const { recovery, verifiable } = schema?.derive(live.traits) ?? {
    recovery: live.recovery_addresses,
    verifiable: live.verifiable_addresses,
  }
  return (recovery[0] ?? verifiable[0])?.value ?? null
}
