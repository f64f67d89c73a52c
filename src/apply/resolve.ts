import type { IdentitySchema } from '../identity-schema/identity-schema.ts'
import type { FieldChange, UpdateChange } from '../model/change.ts'
import { type Digest, digestOf } from '../model/digest.ts'
import type { CredentialSecret, DesiredCredentials, LiveIdentity, Mark } from '../model/identity.ts'
import type { Json, JsonObject, JsonPointer } from '../model/json.ts'
import type { Edit } from '../reconcile/base.ts'
import { leafDigest } from '../reconcile/compare.ts'
import { liveLeaf, ownMark } from '../reconcile/live-document.ts'
import { diffMerged } from '../reconcile/merge-leaf.ts'
import { type ApplyContext, ChangeEnds } from './context.ts'

/** The leaves of a change with their values. */
export interface ResolvedFields {
  readonly edits: readonly Edit[]
  /** For the mark: what the values that came from references leave in it. */
  readonly digests: Mark['fields']
  /** Texts that no message may show. */
  readonly hidden: ReadonlySet<string>
}

/**
 * @param live what `merge` arrays join, and the mark that says which of its elements are ours; absent for a creation
 * @throws IdctlError when a reference is undefined
 */
export function resolveFields(
  fields: readonly FieldChange[],
  { secrets, workspace }: ApplyContext,
  schema: IdentitySchema | undefined,
  live: LiveIdentity | undefined,
): ResolvedFields {
  const digests: Record<JsonPointer, Digest | readonly Digest[]> = {}
  const hidden = new Set<string>()
  const edits = fields.map((field): Edit => {
    const { path } = field
    if (field.reference === undefined) {
      if (field.sensitive) for (const value of [field.before, field.after]) hideTexts(value, hidden)
      return field.after === undefined ? { path } : { path, after: field.after }
    }
    const value = secrets.reference(field.reference)
    hideTexts(value, hidden)
    if (field.merge === true) {
      const there = live && liveLeaf(live, path)
      const merged = diffMerged(value, there, live && ownMark(live, workspace)?.fields[path])
      digests[path] = merged.digests
      return { path, after: merged.after ?? there ?? value }
    }
    digests[path] = leafDigest(schema, path, value)
    return { path, after: value }
  })
  return { edits, digests, hidden }
}

/** The leaves from references that need no write (`UpdateChange.agreed`). @throws IdctlError as `resolveFields` */
export function resolveAgreed(
  agreed: UpdateChange['agreed'],
  { secrets, workspace }: ApplyContext,
  schema: IdentitySchema | undefined,
  live: LiveIdentity,
): Omit<ResolvedFields, 'edits'> {
  const applied = ownMark(live, workspace)?.fields
  const digests: Record<JsonPointer, Digest | readonly Digest[]> = {}
  const hidden = new Set<string>()
  for (const [path, reference] of Object.entries(agreed ?? {})) {
    const before = applied?.[path]
    if (reference === null) {
      if (before !== undefined) digests[path] = before
      continue
    }
    const isMerged = typeof reference === 'object'
    const value = secrets.reference(isMerged ? reference.reference : reference)
    hideTexts(value, hidden)
    digests[path] = isMerged ? diffMerged(value, liveLeaf(live, path), before).digests : leafDigest(schema, path, value)
  }
  return { digests, hidden }
}

function hideTexts(value: Json | undefined, hidden: Set<string>): void {
  if (typeof value === 'string') hidden.add(value)
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) hideTexts(item, hidden)
}

/** Credentials as Kratos takes them (API reference §5). */
export interface ResolvedCredentials {
  readonly body: JsonObject
  /** A hash that came from a reference, for its fingerprint in the mark. */
  readonly referencedHash?: string
  /** Kratos will have to hash a password: it takes few of these at once (API reference §8.1). */
  readonly plaintext: boolean
  readonly hidden: ReadonlySet<string>
}

/**
 * @throws ChangeEnds when a literal is no longer what the plan saw (moved) or a hash would be refused (failed)
 * @throws IdctlError when a reference is undefined
 */
export function resolveCredentials(credentials: DesiredCredentials, context: ApplyContext): ResolvedCredentials {
  const body: JsonObject = {}
  const hidden = new Set<string>()
  const { password, oidc, saml } = credentials
  const config: JsonObject = {}
  const hash = password?.hashed_password
  const plain = password?.password
  if (plain !== undefined) config['password'] = resolveSecret(plain, context, hidden)
  if (hash !== undefined) {
    const text = resolveSecret(hash, context, hidden)
    // Beside the hook Ory's own examples have an empty hash, which Kratos ignores (API reference §5.1).
    const ignored = text === '' && password?.use_password_migration_hook === true
    const problem = ignored ? undefined : context.checkPasswordHash(text)
    if (problem !== undefined) {
      const paths = ['/credentials/password/config/hashed_password']
      throw new ChangeEnds({ outcome: 'failed', reason: `hashed_password: ${problem}`, paths })
    }
    config['hashed_password'] = text
  }
  if (password?.use_password_migration_hook !== undefined) {
    config['use_password_migration_hook'] = password.use_password_migration_hook
  }
  if (password !== undefined) body['password'] = { config }
  if (oidc !== undefined) body['oidc'] = { config: oidc as unknown as Json }
  if (saml !== undefined) body['saml'] = { config: saml as unknown as Json }
  return {
    body,
    plaintext: plain !== undefined,
    hidden,
    ...(hash !== undefined && 'reference' in hash ? { referencedHash: config['hashed_password'] as string } : {}),
  }
}

function resolveSecret(secret: CredentialSecret, { secrets }: ApplyContext, hidden: Set<string>): string {
  const value = 'reference' in secret ? readReference(secret.reference, secrets) : readLiteral(secret, secrets)
  hidden.add(value)
  return value
}

function readReference(text: string, secrets: ApplyContext['secrets']): string {
  const value = secrets.reference(text)
  if (typeof value === 'string') return value
  throw new ChangeEnds({ outcome: 'failed', reason: 'a secret must be one text', hint: 'correct the reference' })
}

function readLiteral(
  { from, fingerprint }: { readonly from: string; readonly fingerprint?: string },
  secrets: ApplyContext['secrets'],
): string {
  const value = secrets.literal(from)
  const hint = 'plan again'
  if (typeof value !== 'string') throw new ChangeEnds({ outcome: 'moved', reason: `${from} is gone`, hint })
  if (fingerprint === undefined || digestOf(value) === fingerprint) return value
  throw new ChangeEnds({ outcome: 'moved', reason: `${from} is no longer what the plan saw`, hint })
}
