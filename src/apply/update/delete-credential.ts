import { linkDigest } from '../../identity/marked-credentials.ts'
import type { WriteRequest } from '../../live/ports.ts'
import type { LiveIdentity } from '../../model/identity.ts'
import type { JsonPointer } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import type { CredentialTodo } from '../../model/todo.ts'
import { ChangeEnds, failed } from '../ending.ts'
import type { FollowUp } from '../follow-up.ts'
import { readThere, type Step } from '../step.ts'
import { failedBy } from '../write/rejection.ts'
import { send } from '../write/send.ts'
import { lostCredentials } from './put-credentials.ts'

/** The follow-up that deletes one credential, or one link of several. It succeeds if the credential is already gone. */
export function deletionFollowUp(step: Step, todo: CredentialTodo): FollowUp {
  return {
    todo,
    unless: 'credential-perhaps-there',
    carryOut: (live) => takeCredential(step, live, todo),
  }
}

async function takeCredential(step: Step, live: LiveIdentity, todo: CredentialTodo): Promise<void> {
  const { type } = todo
  const held = live.credentials?.[type] ?? []
  const identifier = todo.kind === 'unlink' ? held.find((one) => linkDigest(one) === todo.digest) : undefined
  if (todo.kind === 'unlink' && identifier === undefined) return
  if (identifier !== undefined) step.hidden.add(identifier)
  await sendDeletion(step, { kind: 'delete-credential', id: live.id, type, ...present({ identifier }) })
  const now = await readThere(step, live.id)
  const paths = divergingCredentials(now, live, type, identifier)
  if (paths.length === 0) return
  throw new ChangeEnds({ ...failed('deletion-not-as-asked'), paths })
}

function sendDeletion(step: Step, deletion: WriteRequest<'delete-credential'>): Promise<void> {
  return send(step, deletion, {
    done: () => undefined,
    async rejected(rejection) {
      const ending = failedBy(step, rejection)
      const isLast = rejection.reason?.includes('last first factor credential') === true
      // Kratos gives this answer even if there is no password: an earlier run may have deleted it (API reference §9.2).
      if (isLast && deletion.type === 'password' && !(await hasPassword(step, deletion.id))) return
      const kept = failed('last-first-factor-kept', { words: ending.reason })
      throw new ChangeEnds(isLast ? { ...ending, ...kept } : ending)
    },
  })
}

function hasPassword({ run: { context } }: Step, id: string): Promise<boolean> {
  return context.source.hasPassword(id, context.abort)
}

/**
 * Pointers of credentials that should be deleted but still exist, or should exist but are gone. The entry and the identifiers of a
 * deleted password stay (trap 38), so that one is not checked.
 */
function divergingCredentials(
  now: LiveIdentity,
  before: LiveIdentity,
  type: string,
  identifier: string | undefined,
): JsonPointer[] {
  const { [type]: deleted = [], ...others } = before.credentials ?? {}
  const rest = identifier === undefined ? [] : deleted.filter((held) => held !== identifier)
  const expected = rest.length === 0 ? others : { ...others, [type]: rest }
  const held = now.credentials?.[type]
  const isLeft =
    identifier === undefined
      ? ['totp', 'lookup_secret'].includes(type) && held !== undefined
      : held?.includes(identifier) === true
  return [...lostCredentials(now, { ...before, credentials: expected }), ...(isLeft ? [`/credentials/${type}`] : [])]
}
