import { ownMark } from '../../identity/live-document.ts'
import { deletionOf } from '../../identity/marked-credentials.ts'
import { type Position, positionOf } from '../../identity/position.ts'
import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import type { DisableChange, ReleaseChange, UpdateChange } from '../../model/change.ts'
import { credentialChangesOf, invitationOf, isUpdate } from '../../model/change-parts.ts'
import type { LinkedCredentialType } from '../../model/credential-types.ts'
import type { CredentialChange, CredentialImports } from '../../model/credentials.ts'
import type { LiveIdentity, Mark } from '../../model/identity.ts'
import { timeOf } from '../../reconcile/clocks.ts'
import type { ApplyContext } from '../context.ts'
import { type Ending, moved } from '../ending.ts'
import { carryOutOwed, type FollowUp, revokeSessions, whileOwing } from '../follow-up.ts'
import { inviteFollowUp, inviteOnRequest, isOnRequest } from '../invite.ts'
import { updateRefusal } from '../refusals.ts'
import type { Step } from '../step.ts'
import { markToWrite } from '../write/mark-to-write.ts'
import { type PatchGoal, patchLive } from '../write/patch-live.ts'
import { completeMark, withFingerprint } from '../write/request.ts'
import { resolveAgreed, resolveFields } from '../write/resolve.ts'
import { resolveCredentials } from '../write/resolve-credentials.ts'
import { deletionFollowUp } from './delete-credential.ts'
import { type CredentialWrite, putCredentials } from './put-credentials.ts'
import { withVerified } from './verified.ts'

type PatchChange = UpdateChange | DisableChange | ReleaseChange

/** One write and its result. Each stage writes its own mark, which shows whether the stage is done already. */
interface Stage {
  readonly goal: PatchGoal
  write(live: LiveIdentity): Promise<LiveIdentity>
}

/** The writes of a change, in order. */
interface PreparedChange {
  readonly stages: readonly Stage[]
  readonly owed: readonly FollowUp[]
  /** The goal for the identity while these follow-ups are owed. */
  goalWith(owed: readonly FollowUp[]): PatchGoal
  /** Whether the sessions must be revoked before the first write. */
  readonly revokesFirst: boolean
}

/**
 * Carries out a change on an identity that was just read, unless that is already done or live has moved: writes leaves by a PATCH,
 * credentials by a PUT, then carries out the follow-ups one after the other. After each write the mark says what is still to do, so
 * the next run continues where an interrupted one stopped. If the identity becomes active again, its sessions are revoked first,
 * while it is inactive and nobody can start a new one.
 */
export async function applyPatchChange(step: Step<PatchChange>, live: LiveIdentity): Promise<Ending> {
  const { change } = step
  if (isOnRequest(change)) return inviteOnRequest({ ...step, change }, live)
  const { stages, owed, goalWith, revokesFirst } = prepare(step, live)
  const isAt = (goal: PatchGoal) => goal.judge(live) === 'reached'
  if (isAt(goalWith([]))) return { outcome: 'already-done' }
  const open = owed.map((_, index) => owed.slice(index + 1)).find((left) => left.length > 0 && isAt(goalWith(left)))
  const done = stages.findLastIndex(({ goal }) => isAt(goal))
  if (open === undefined && done === -1) {
    if (stages[0]?.goal.judge(live) === 'moved') return moved
  }
  const refusal = isUpdate(change) ? updateRefusal(step.run.context, change, live) : undefined
  if (refusal !== undefined) return refusal
  if (open === undefined && done === -1 && revokesFirst) await revokeSessions(step, live.id)
  let now = live
  for (const stage of open === undefined ? stages.slice(done + 1) : []) now = await stage.write(now)
  await carryOutOwed(step, now, open ?? owed, goalWith)
  return { outcome: 'done' }
}

/** Whether at least one write of the change has been done already. */
export function hasBegun(step: Step<PatchChange>, live: LiveIdentity): boolean {
  const { stages, owed, goalWith } = prepare(step, live)
  const goals = [...stages.map(({ goal }) => goal), ...owed.map((_, index) => goalWith(owed.slice(index + 1)))]
  return [...goals, goalWith([])].some((goal) => goal.judge(live) === 'reached')
}

function prepare(step: Step<PatchChange>, live: LiveIdentity): PreparedChange {
  const { change, run } = step
  const { context } = run
  // A schema_id is never a reference, so it is known before references are resolved.
  const schemaId = change.fields.find(({ path }) => path === '/schema_id')?.after ?? live.schema_id
  const schema = context.schemas.get(schemaId as string)
  const { edits: planned, digests } = resolveFields(change.fields, step, schema, live)
  const edits = withVerified(change, planned, live, schema, context)
  const agreed = resolveAgreed(isUpdate(change) ? change.agreed : undefined, step, schema, live)
  const credentials = credentialWrite(step)
  const goalFor = (mark: Mark | undefined): PatchGoal => {
    // The same read is judged several times: whether the change is done, and how far it has come.
    let last: { readonly of: LiveIdentity; readonly position: Position } | undefined
    const judge = (now: LiveIdentity): Position => {
      if (last?.of !== now) last = { of: now, position: positionOf(now, change, edits, mark, schema) }
      return last.position
    }
    return { edits, mark, schema, judge }
  }
  if (change.action === 'release') {
    const goal = goalFor(undefined)
    return { stages: [patching(step, goal)], owed: [], goalWith: () => goal, revokesFirst: false }
  }
  const mark = withFingerprint(
    completeMark(dated(markToWrite(change, live, context), live, context), { ...agreed, ...digests }),
    credentials?.resolved,
  )
  const activates = edits.some(({ path, after }) => path === '/state' && after === 'active')
  const revokes = change.revoke_sessions === true
  const owed = [...followUpsOf(step, revokes && !activates), ...invitations(step, schema)]
  const written = goalFor(whileOwing(mark, owed))
  const goalWith = (open: readonly FollowUp[]) =>
    open.length === owed.length ? written : goalFor(whileOwing(mark, open))
  const before = withCredentialsOf(whileOwing(mark, owed), ownMark(live, context.workspace))
  const stages =
    credentials === undefined ? [patching(step, written)] : puttingAfter(step, goalFor(before), written, credentials)
  return { stages, owed, goalWith, revokesFirst: revokes && activates }
}

/**
 * Sets the time of a new tombstone to the server's time, because the plan may be old and this machine's clock may be wrong. An existing
 * tombstone keeps its time.
 */
function dated(mark: Mark, live: LiveIdentity, { source, workspace }: ApplyContext): Mark {
  if (mark.disabled === undefined) return mark
  const there = ownMark(live, workspace)?.disabled?.at
  const seen = source.serverTime()
  const now = seen === undefined ? mark.disabled.at : new Date(timeOf(seen)).toISOString()
  return { ...mark, disabled: { ...mark.disabled, at: there ?? now } }
}

function patching(step: Step, goal: PatchGoal): Stage {
  return { goal, write: (live) => patchLive(step, live, goal) }
}

/** The leaves are written before the credentials: a PATCH changes nothing else, and the PUT is built from a read that has the new leaves. */
function puttingAfter(step: Step, leaves: PatchGoal, written: PatchGoal, credentials: CredentialWrite): Stage[] {
  const put = (goal: PatchGoal): Stage => ({ goal, write: (live) => putCredentials(step, live.id, goal, credentials) })
  if (leaves.edits.length === 0) return [put(written)]
  const judge = (now: LiveIdentity): Position =>
    written.judge(now) === 'reached' ? 'reached' : leaves.judge(now) === 'reached' ? 'base' : 'moved'
  return [patching(step, leaves), put({ ...written, judge })]
}

/** The mark for the write before the credentials: it has the entries for the present credentials. */
function withCredentialsOf({ credentials: _, ...mark }: Mark, before: Mark | undefined): Mark {
  return before?.credentials === undefined ? mark : { ...mark, credentials: before.credentials }
}

/** The credentials that the change sets; `undefined` if it sets none. */
function credentialWrite(step: Step<PatchChange>): CredentialWrite | undefined {
  const imports = importsIn(credentialChangesOf(step.change))
  if (Object.keys(imports).length === 0) return undefined
  return { imports, resolved: resolveCredentials(imports, step) }
}

function importsIn(changes: readonly CredentialChange[]): CredentialImports {
  const sets = changes.flatMap((change) => (change.step === 'set' ? [[change.type, change.secret] as const] : []))
  const links = (type: LinkedCredentialType) => {
    const providers = changes.flatMap((change) => (change.step === 'link' && change.type === type ? [change.link] : []))
    return providers.length === 0 ? [] : [[type, { providers }] as const]
  }
  return Object.fromEntries([...sets, ...links('oidc'), ...links('saml')])
}

/** The follow-ups of a change, in the order of their execution. */
function followUpsOf(step: Step<PatchChange>, revokes: boolean): FollowUp[] {
  const deletions = credentialChangesOf(step.change).flatMap((change) => {
    const deletion = deletionOf(change)
    return deletion === undefined ? [] : [deletionFollowUp(step, deletion)]
  })
  const revocation: FollowUp = {
    todo: { kind: 'revoke_sessions' },
    unless: 'sessions-perhaps-alive',
    carryOut: ({ id }) => revokeSessions(step, id),
  }
  return revokes ? [...deletions, revocation] : deletions
}

/** The invitation comes last: everything else must be done when the person gets the link or code. */
function invitations(step: Step<PatchChange>, schema: IdentitySchema | undefined): FollowUp[] {
  const invitation = invitationOf(step.change)
  return invitation === undefined ? [] : [inviteFollowUp(step, { invitation, schema }, 'written-not-invited')]
}
