import type { Edit } from '../../identity/edit.ts'
import { intendedOf, nothing } from '../../identity/intended.ts'
import { markPath, ownMark } from '../../identity/live-document.ts'
import { hasMark, owing } from '../../identity/mark.ts'
import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import type { CreateChange } from '../../model/change.ts'
import { type Claim, claimsOf } from '../../model/claims.ts'
import type { DerivedData } from '../../model/derived.ts'
import type { LiveIdentity, Mark } from '../../model/identity.ts'
import type { JsonObject, JsonPointer } from '../../model/json.ts'
import { wantedLinks } from '../../model/links.ts'
import { ChangeEnds, failed } from '../ending.ts'
import { lookUpValues } from '../population.ts'
import type { Step } from '../step.ts'
import { divergingLeaves, lostAddresses } from '../write/check-written.ts'
import { withSalt } from '../write/mark-to-write.ts'
import { completeMark, createBody, withFingerprint } from '../write/request.ts'
import { resolveFields } from '../write/resolve.ts'
import { resolveCredentials } from '../write/resolve-credentials.ts'

/** An identity that is about to be created. */
export interface Creation {
  readonly step: Step<CreateChange>
  /** Identifies it within a batch. */
  readonly patch_id: string
  readonly body: JsonObject
  /** Size of the body as JSON. */
  readonly bytes: number
  readonly plaintext: boolean
  readonly edits: readonly Edit[]
  /** The mark when everything is done. */
  readonly mark: Mark
  /** The mark as sent: it owes the invitation, if there is one. */
  readonly sent: Mark
  readonly schema: IdentitySchema | undefined
  readonly derived: DerivedData | undefined
}

/**
 * Prepares a creation as far as possible without a request.
 * @throws ChangeEnds, IdctlError when it cannot be sent
 */
export function prepareCreation(step: Step<CreateChange>): Creation {
  const { change, run } = step
  const { context } = run
  const schemaId = change.fields.find(({ path }) => path === '/schema_id')?.after
  const schema = typeof schemaId === 'string' ? context.schemas.get(schemaId) : undefined
  const { edits, digests } = resolveFields(change.fields, step, schema, undefined)
  const credentials = change.credentials && resolveCredentials(change.credentials, step)
  const mark = withSalt(withFingerprint(completeMark(change.mark, digests), credentials), context)
  const sent = owing(mark, change.invite === undefined ? [] : [{ kind: 'invite' }])
  const intended = intendedOf(nothing, edits, sent)
  refuseInvalidDocument(intended.traits, schema)
  const derived = schema?.derive(intended.traits)
  const body = createBody(change, { edits, intended, derived, credentials })
  return {
    step,
    patch_id: context.newId(),
    body,
    bytes: Buffer.byteLength(JSON.stringify(body)),
    plaintext: credentials?.plaintext ?? false,
    edits,
    mark,
    sent,
    schema,
    derived,
  }
}

/** One item that Kratos refuses can spoil a whole batch (API reference §8.2). */
function refuseInvalidDocument(traits: JsonObject, schema: IdentitySchema | undefined): void {
  const problems = schema?.validate(traits) ?? []
  const first = problems[0]
  if (first === undefined) return
  const refused = failed('document-refused', { path: first.path, problem: first.message })
  throw new ChangeEnds({ ...refused, paths: problems.map(({ path }) => path) })
}

/** Whether it has a unique value by which it can be found again. */
export function isFindable(creation: Creation): boolean {
  return externalIdOf(creation) !== undefined || lookUpValues(creation.derived).size > 0
}

/** All values of the creation that Kratos keeps unique. If there is none, a second creation makes a second identity. */
export function claimsOfCreation(creation: Creation): Claim[] {
  const derived = creation.derived ?? { identifiers: [], verifiable: [], recovery: [] }
  return claimsOf(derived, externalIdOf(creation), wantedLinks(creation.step.change.credentials))
}

export function externalIdOf({ body }: Creation): string | undefined {
  return body['external_id'] as string | undefined
}

/** Whether this live identity has the key of the creation and was not yet there when the plan was made. */
export function isCreationOf(live: LiveIdentity, { step }: Creation): boolean {
  return ownMark(live, step.run.context.workspace)?.key === step.change.key && isUnknownToPlan(step.change)(live.id)
}

/** Whether an id is not among those that the plan recorded as other accounts with this key, file or name. */
export function isUnknownToPlan({ told_apart = [] }: CreateChange): (id: string) => boolean {
  return (id) => !told_apart.includes(id)
}

/** Whether the identity exists and still owes its invitation. */
export function waitsForInvite(live: LiveIdentity, { step, sent }: Creation): boolean {
  return step.change.invite !== undefined && hasMark(live, sent)
}

/** The pointers where the created identity differs from the request. */
export function divergence(live: LiveIdentity, creation: Creation): JsonPointer[] {
  const { sent, mark, step } = creation
  const isMarked = hasMark(live, sent) || hasMark(live, mark)
  return [...divergingLeaves(live, creation), ...(isMarked ? [] : [markPath]), ...lostAddresses(live, step.change)]
}
