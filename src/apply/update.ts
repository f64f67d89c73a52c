import { type Position, positionOf } from '../identity/base.ts'
import { ownMark } from '../identity/live-document.ts'
import type { IdentitySchema } from '../identity-schema/identity-schema.ts'
import type { CredentialChange, DisableChange, ReleaseChange, UpdateChange } from '../model/change.ts'
import type { CredentialImports, LinkedCredentialType, LiveIdentity, Mark } from '../model/identity.ts'
import { timeOf } from '../reconcile/clocks.ts'
import type { ApplyContext, Ending } from './context.ts'
import { type FollowUp, owing, payOff, revokeSessions } from './follow-up.ts'
import { inviteOnRequest, inviting, isOnRequest } from './invite.ts'
import { type PatchGoal, patchLive } from './patch-live.ts'
import { type CredentialWrite, putCredentials } from './put-credentials.ts'
import { completeMark, withFingerprint } from './request.ts'
import { resolveAgreed, resolveFields } from './resolve.ts'
import { resolveCredentials } from './resolve-credentials.ts'
import { moved, type Run } from './run.ts'
import { takingCredential } from './take-credential.ts'
import { withVerified } from './verified.ts'

type PatchChange = UpdateChange | DisableChange | ReleaseChange

/** One write, and what it leaves behind. Each has its own mark, so it is known when it is done already. */
interface Step {
  readonly goal: PatchGoal
  write(live: LiveIdentity): Promise<LiveIdentity>
}

/** The states that a change goes through. */
interface Way {
  readonly steps: readonly Step[]
  readonly owed: readonly FollowUp[]
  /** What the identity is like while these are owed. */
  goalWith(owed: readonly FollowUp[]): PatchGoal
  /** Sessions end before the first write. */
  readonly revokesFirst: boolean
}

/**
 * Brings a freshly read identity to what the change wants, unless it is there already or has moved:
 * leaves by a PATCH, credentials by a PUT, then one call after the other that the change owes. The mark says after each
 * what is still to come, so a run that was cut off is taken up where it stopped. Where the identity becomes active
 * again its sessions are revoked before, while nobody can start a new one.
 */
export async function applyPatchChange(run: Run, change: PatchChange, live: LiveIdentity): Promise<Ending> {
  if (isOnRequest(change)) return inviteOnRequest(run, change, live)
  const { steps, owed, goalWith, revokesFirst } = prepare(run, change, live)
  const isAt = (goal: PatchGoal) => goal.judge(live) === 'after'
  if (isAt(goalWith([]))) return { outcome: 'already-done' }
  const open = owed.map((_, index) => owed.slice(index + 1)).find((left) => left.length > 0 && isAt(goalWith(left)))
  const done = steps.findLastIndex(({ goal }) => isAt(goal))
  if (open === undefined && done === -1) {
    if (steps[0]?.goal.judge(live) === 'moved') return moved
    if (revokesFirst) await revokeSessions(run, live.id, goalWith([]).hidden)
  }
  let now = live
  for (const step of open === undefined ? steps.slice(done + 1) : []) now = await step.write(now)
  await payOff(run, now, open ?? owed, goalWith)
  return { outcome: 'done' }
}

/** Whether some write of the change is there already, if only the first of several. */
export function hasBegun(run: Run, change: PatchChange, live: LiveIdentity): boolean {
  const { steps, owed, goalWith } = prepare(run, change, live)
  const goals = [...steps.map(({ goal }) => goal), ...owed.map((_, index) => goalWith(owed.slice(index + 1)))]
  return [...goals, goalWith([])].some((goal) => goal.judge(live) === 'after')
}

function prepare(run: Run, change: PatchChange, live: LiveIdentity): Way {
  const { context } = run
  // A schema_id comes from no reference, so it is known before the values are.
  const schemaId = change.fields.find(({ path }) => path === '/schema_id')?.after ?? live.schema_id
  const schema = context.schemas.get(schemaId as string)
  const { edits: planned, digests, hidden } = resolveFields(change.fields, context, schema, live)
  const edits = withVerified(change, planned, live, schema, context)
  const agreed = resolveAgreed('agreed' in change ? change.agreed : undefined, context, schema, live)
  const credentials = credentialWrite(change, context)
  const secrets = new Set([...hidden, ...agreed.hidden, ...(credentials?.resolved.hidden ?? [])])
  const goalFor = (mark: Mark | undefined): PatchGoal => {
    const judge = (now: LiveIdentity) => positionOf(now, change, edits, mark, schema)
    return { edits, mark, schema, judge, hidden: secrets }
  }
  if (change.action === 'release') {
    const goal = goalFor(undefined)
    return { steps: [patching(run, goal)], owed: [], goalWith: () => goal, revokesFirst: false }
  }
  const mark = withFingerprint(
    completeMark(dated(change.mark, live, context), { ...agreed.digests, ...digests }),
    credentials?.resolved,
  )
  const activates = edits.some(({ path, after }) => path === '/state' && after === 'active')
  const revokes = change.revoke_sessions === true
  const owed = [
    ...followUpsOf(run, change, secrets, revokes && !activates),
    ...invitations(run, change, schema, secrets),
  ]
  const goalWith = (open: readonly FollowUp[]) => goalFor(owing(mark, open))
  const written = goalWith(owed)
  const before = withCredentialsOf(owing(mark, owed), ownMark(live, context.workspace))
  const steps =
    credentials === undefined ? [patching(run, written)] : puttingAfter(run, goalFor(before), written, credentials)
  return { steps, owed, goalWith, revokesFirst: revokes && activates }
}

/**
 * A tombstone says when the person really lost access, by the server's clock: a plan may wait for its apply, and this machine may
 * have any time. One that is there already keeps its own.
 */
function dated(mark: Mark, live: LiveIdentity, { source, workspace }: ApplyContext): Mark {
  if (mark.disabled === undefined) return mark
  const there = ownMark(live, workspace)?.disabled?.at
  const seen = source.serverTime()
  const now = seen === undefined ? mark.disabled.at : new Date(timeOf(seen)).toISOString()
  return { ...mark, disabled: { ...mark.disabled, at: there ?? now } }
}

function patching(run: Run, goal: PatchGoal): Step {
  return { goal, write: (live) => patchLive(run, live, goal) }
}

/** Leaves first: a PATCH touches nothing else, and the PUT is built from a read that has them. */
function puttingAfter(run: Run, leaves: PatchGoal, written: PatchGoal, credentials: CredentialWrite): Step[] {
  const put = (goal: PatchGoal): Step => ({ goal, write: (live) => putCredentials(run, live.id, goal, credentials) })
  if (leaves.edits.length === 0) return [put(written)]
  const judge = (now: LiveIdentity): Position =>
    written.judge(now) === 'after' ? 'after' : leaves.judge(now) === 'after' ? 'base' : 'moved'
  return [patching(run, leaves), put({ ...written, judge })]
}

/** The mark before credentials are written: about them it says what was there. */
function withCredentialsOf({ credentials: _, ...mark }: Mark, before: Mark | undefined): Mark {
  return before?.credentials === undefined ? mark : { ...mark, credentials: before.credentials }
}

/** What the change sets, as Kratos takes it; `undefined` when it sets nothing. */
function credentialWrite(change: PatchChange, context: ApplyContext): CredentialWrite | undefined {
  const imports = importsIn(credentialChanges(change))
  if (Object.keys(imports).length === 0) return undefined
  return { imports, resolved: resolveCredentials(imports, context) }
}

function importsIn(changes: readonly CredentialChange[]): CredentialImports {
  const sets = changes.flatMap((change) => (change.step === 'set' ? [[change.type, change.secret] as const] : []))
  const links = (type: LinkedCredentialType) => {
    const providers = changes.flatMap((change) => (change.step === 'link' && change.type === type ? [change.link] : []))
    return providers.length === 0 ? [] : [[type, { providers }] as const]
  }
  return Object.fromEntries([...sets, ...links('oidc'), ...links('saml')])
}

/** In the order in which they are carried out. */
function followUpsOf(run: Run, change: PatchChange, hidden: ReadonlySet<string>, revokes: boolean): FollowUp[] {
  const deletions = credentialChanges(change).flatMap((step) => {
    if (step.step === 'unlink') return [takingCredential(run, `unlink:${step.type}:${step.digest}`, hidden)]
    return step.step === 'delete' ? [takingCredential(run, `delete_credential:${step.type}`, hidden)] : []
  })
  const revocation: FollowUp = {
    item: 'revoke_sessions',
    unless: 'sessions-perhaps-alive',
    carryOut: ({ id }) => revokeSessions(run, id, hidden),
  }
  return revokes ? [...deletions, revocation] : deletions
}

/** Last: once the person has the link or code, everything else must be done. */
function invitations(
  run: Run,
  change: PatchChange,
  schema: IdentitySchema | undefined,
  hidden: ReadonlySet<string>,
): FollowUp[] {
  const invitation = 'invite' in change ? change.invite : undefined
  if (invitation === undefined) return []
  return [inviting(run, { key: change.key, invitation, schema, hidden }, 'written-not-invited')]
}

function credentialChanges(change: PatchChange): readonly CredentialChange[] {
  return 'credential_changes' in change ? (change.credential_changes ?? []) : []
}
