import { intendedOf } from '../../identity/intended.ts'
import type { PutBody, WriteRequest } from '../../live/ports.ts'
import { linkedCredentialTypes } from '../../model/credential-types.ts'
import type { CredentialImports } from '../../model/credentials.ts'
import type { LiveIdentity } from '../../model/identity.ts'
import type { Json, JsonObject, JsonPointer } from '../../model/json.ts'
import { linkIdentifier, wantedLinks } from '../../model/links.ts'
import { present } from '../../model/present.ts'
import { ChangeEnds, failed, gone, moved } from '../ending.ts'
import { readThere, type Step } from '../step.ts'
import { divergingPaths } from '../write/check-written.ts'
import { conflictEnding } from '../write/conflict.ts'
import { type PatchGoal, refuseInvalidTraits } from '../write/patch-live.ts'
import { failedBy, shownRequestId } from '../write/rejection.ts'
import type { ResolvedCredentials } from '../write/resolve-credentials.ts'
import { type Known, send } from '../write/send.ts'

/** The credentials that a PUT sets. */
export interface CredentialWrite {
  readonly imports: CredentialImports
  readonly resolved: ResolvedCredentials
}

/**
 * Writes credentials with one PUT, the only request that sets them. A PUT replaces the whole identity, so its body is built
 * from a read right before it (API reference §6.1, traps 1–4). Its mark records that the credentials are written. Afterwards
 * their types and identifiers are compared with those before.
 * @throws ChangeEnds when it failed, or live moved meanwhile
 */
export function putCredentials(
  step: Step,
  id: string,
  goal: PatchGoal,
  credentials: CredentialWrite,
): Promise<LiveIdentity> {
  let before: LiveIdentity | undefined
  const check = (now: LiveIdentity) => checked(now, before ?? now, goal, credentials)
  const request = async (): Promise<WriteRequest<'put'> | Known<LiveIdentity>> => {
    const live = await readForPut(step, id, goal)
    if (goal.judge(live) === 'reached') return { known: check(live) }
    before = live
    refuseInvalidTraits(live, goal)
    return { kind: 'put', id, body: putBody(live, goal, credentials) }
  }
  return send(step, request, {
    done: async () => check(await readThere(step, id)),
    async rejected(rejection) {
      if (rejection.status === 404) throw new ChangeEnds({ ...gone, ...shownRequestId(step, rejection) })
      if (rejection.status !== 409) throw new ChangeEnds(failedBy(step, rejection))
      // An earlier write of the same content may have caused the conflict (API reference §6.7 c).
      const now = await step.run.reader.one(id)
      if (now !== undefined && goal.judge(now) === 'reached') return check(now)
      const holders = await step.run.population.holdersOfLinks(wantedLinks(credentials.imports))
      const others = holders.filter((holder) => holder.id !== id)
      throw new ChangeEnds(conflictEnding(step, others, rejection))
    },
  })
}

async function readForPut(step: Step, id: string, goal: PatchGoal): Promise<LiveIdentity> {
  const live = await readThere(step, id)
  if (goal.judge(live) === 'moved') throw new ChangeEnds(moved)
  if (live.unreadable !== undefined) {
    throw new ChangeEnds(failed('put-unreadable'))
  }
  if (live.inexact !== true) return live
  throw new ChangeEnds(failed('put-inexact'))
}

/** Every member that Kratos clears if a PUT lacks it, and no other: Kratos keeps addresses and the organization. */
function putBody(live: LiveIdentity, goal: PatchGoal, credentials: CredentialWrite): PutBody {
  const intended = intendedOf(live, goal.edits, goal.mark)
  return {
    schema_id: intended.schema_id,
    state: intended.state,
    traits: intended.traits,
    metadata_public: intended.metadata_public,
    metadata_admin: intended.metadata_admin,
    ...present({ external_id: intended.external_id }),
    credentials: missingCredentials(live, credentials),
  }
}

/** The credentials to send. Of links only those that live lacks, because Kratos answers 409 to a link that exists (trap 7). */
function missingCredentials(live: LiveIdentity, { imports, resolved }: CredentialWrite): JsonObject {
  const body: JsonObject = { ...resolved.body }
  for (const type of linkedCredentialTypes) {
    const links = imports[type]?.providers
    if (links === undefined) continue
    const held = new Set(live.credentials?.[type] ?? [])
    const missing = links.filter((link) => !held.has(linkIdentifier(link)))
    if (missing.length === 0) delete body[type]
    else body[type] = { config: { providers: missing as unknown as Json } }
  }
  return body
}

function checked(
  live: LiveIdentity,
  before: LiveIdentity,
  goal: PatchGoal,
  { imports }: CredentialWrite,
): LiveIdentity {
  const paths = [...divergingPaths(live, goal), ...lostCredentials(live, before), ...missingImports(live, imports)]
  if (paths.length === 0) return live
  throw new ChangeEnds({ ...failed('put-not-as-asked'), paths })
}

/**
 * Pointers of the credentials that lost an identifier, or that are gone. Compares `identifiers`, because `config` may be wrong (API
 * reference §2.6).
 */
export function lostCredentials(live: LiveIdentity, before: LiveIdentity): JsonPointer[] {
  return Object.entries(before.credentials ?? {}).flatMap(([type, identifiers]) => {
    const held = live.credentials?.[type]
    const isLost = held === undefined || identifiers.some((identifier) => !held.includes(identifier))
    return isLost ? [`/credentials/${type}`] : []
  })
}

function missingImports(live: LiveIdentity, imports: CredentialImports): JsonPointer[] {
  const wanted: Readonly<Record<string, readonly string[]>> = wantedLinks(imports)
  return Object.keys(imports).flatMap((type) => {
    const held = live.credentials?.[type]
    const isThere = held !== undefined && (wanted[type] ?? []).every((identifier) => held.includes(identifier))
    return isThere ? [] : [`/credentials/${type}`]
  })
}
