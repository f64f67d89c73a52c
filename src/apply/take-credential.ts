import { linkDigest } from '../identity/marked-credentials.ts'
import type { LiveIdentity, TodoItem } from '../model/identity.ts'
import type { JsonPointer } from '../model/json.ts'
import { ChangeEnds, failed } from './context.ts'
import type { FollowUp } from './follow-up.ts'
import { lostCredentials } from './put-credentials.ts'
import { failedBy, failedUnknown } from './rejection.ts'
import { gone, maxAttempts, pause, type Run, unexpectedAnswer, write } from './run.ts'

type CredentialTodo = Extract<TodoItem, `delete_credential:${string}` | `unlink:${string}`>

/** Deletes one credential, or one link of many. What is gone already is a success. */
export function takingCredential(run: Run, item: CredentialTodo, hidden: ReadonlySet<string>): FollowUp {
  return {
    item,
    unless: 'credential-perhaps-there',
    carryOut: (live) => takeCredential(run, live, item, hidden),
  }
}

async function takeCredential(
  run: Run,
  live: LiveIdentity,
  item: CredentialTodo,
  hidden: ReadonlySet<string>,
): Promise<void> {
  const [, type = '', digest] = item.split(':')
  const held = live.credentials?.[type] ?? []
  const identifier = digest === undefined ? undefined : held.find((one) => linkDigest(one) === digest)
  if (digest !== undefined && identifier === undefined) return
  await sendDeletion(run, { id: live.id, type, ...(identifier === undefined ? {} : { identifier }) }, hidden)
  const now = await run.reader.one(live.id)
  if (now === undefined) throw new ChangeEnds(gone)
  const paths = divergingCredentials(now, live, type, identifier)
  if (paths.length === 0) return
  throw new ChangeEnds({ ...failed('deletion-not-as-asked'), paths })
}

async function sendDeletion(
  run: Run,
  what: { readonly id: string; readonly type: string; readonly identifier?: string },
  hidden: ReadonlySet<string>,
): Promise<void> {
  const secrets = new Set([...hidden, ...(what.identifier === undefined ? [] : [what.identifier])])
  for (let attempt = 1; ; attempt += 1) {
    const result = await write(run, { kind: 'delete-credential', ...what })
    switch (result.kind) {
      case 'done':
        return
      case 'rejected': {
        const ending = failedBy(result.rejection, secrets)
        const isLast = result.rejection.reason?.includes('last first factor credential') === true
        // Kratos says so before it looks whether there is a password: an earlier run may have deleted it (API reference
        // §9.2).
        if (isLast && what.type === 'password' && !(await hasPassword(run, what.id))) return
        const kept = failed('last-first-factor-kept', { words: ending.reason })
        throw new ChangeEnds(isLast ? { ...ending, ...kept } : ending)
      }
      case 'unknown':
        if (attempt >= maxAttempts) throw new ChangeEnds(failedUnknown(result.detail, result.rejection, secrets))
        await pause(run, attempt)
        continue
      default:
        throw unexpectedAnswer('delete-credential', result)
    }
  }
}

function hasPassword({ context }: Run, id: string): Promise<boolean> {
  return context.source.hasPassword(id, context.abort)
}

/** Still there though deleted, or gone beside it. A deleted password keeps its entry and identifiers (trap 38). */
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
