import { linkedCredentialTypes, wholeCredentialTypes } from '../../model/credential-types.ts'
import type { CredentialImports, CredentialSecret, DesiredPassword } from '../../model/credentials.ts'
import { type Digest, digestOf } from '../../model/digest.ts'
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import type { ApplyContext } from '../context.ts'
import { ChangeEnds, failed, movedBy } from '../ending.ts'
import type { Step } from '../step.ts'
import { hideValues } from './resolve.ts'

/** Credentials as Kratos takes them (API reference §5): built from the document, never from a read (trap 6). */
export interface ResolvedCredentials {
  readonly body: JsonObject
  /** The fingerprint of a hash that came from a reference, unless the password could be guessed from it. */
  readonly referencedHash?: Digest
  /** Kratos must hash a password; it accepts fewer such creations in one request (API reference §8.1). */
  readonly plaintext: boolean
}

/**
 * Resolves the references of credentials. From then on, no message about the change shows the secrets and subjects.
 * @throws ChangeEnds when a secret is no longer what the plan saw (moved) or a hash would be refused (failed)
 * @throws IdctlError when a reference is undefined
 */
export function resolveCredentials(credentials: CredentialImports, step: Step): ResolvedCredentials {
  const body: JsonObject = {}
  const { password } = credentials
  const hash = password?.hashed_password
  const config = password && resolvePassword(password, step)
  if (config !== undefined) body['password'] = { config }
  for (const type of linkedCredentialTypes) {
    const links = credentials[type]
    if (links === undefined) continue
    for (const { subject } of links.providers) step.hidden.add(subject)
    body[type] = { config: links as unknown as Json }
  }
  for (const type of wholeCredentialTypes) {
    const secret = credentials[type]
    if (secret !== undefined) body[type] = { config: resolveWhole(secret, step) }
  }
  const text = hash !== undefined && 'reference' in hash ? config?.['hashed_password'] : undefined
  const referencedHash = typeof text === 'string' ? step.run.context.fingerprintOfHash(text) : undefined
  return {
    body,
    plaintext: password?.password !== undefined,
    ...present({ referencedHash }),
  }
}

function resolvePassword(password: DesiredPassword, step: Step): JsonObject {
  const { hashed_password: hash, password: plain, use_password_migration_hook: hook } = password
  const config: JsonObject = {}
  if (plain !== undefined) config['password'] = resolveText(plain, step)
  if (hash !== undefined) {
    const text = resolveText(hash, step)
    // Ory's examples have an empty hash together with the hook; Kratos ignores it (API reference §5.1).
    const problem = text === '' && hook === true ? undefined : step.run.context.checkPasswordHash(text)
    if (problem !== undefined) {
      const paths = ['/credentials/password/config/hashed_password']
      throw new ChangeEnds({ ...failed('hash-refused', { problem }), paths })
    }
    config['hashed_password'] = text
  }
  if (hook !== undefined) config['use_password_migration_hook'] = hook
  return config
}

function resolveText(secret: CredentialSecret, { run, hidden }: Step): string {
  const value = resolve(secret, run.context)
  if (typeof value !== 'string') {
    if ('from' in secret) throw movedFrom(secret.from, 'is gone')
    throw new ChangeEnds(failed('secret-no-text'))
  }
  hidden.add(value)
  return value
}

function resolveWhole(secret: CredentialSecret, { run, hidden }: Step): JsonObject {
  const value = resolve(secret, run.context)
  if (!isJsonObject(value)) throw movedFrom('from' in secret ? secret.from : 'the credential', 'is gone')
  hideValues(value, hidden)
  return value
}

/** The present value of a secret. @throws ChangeEnds if it is not the one that the plan saw */
function resolve(secret: CredentialSecret, { secrets }: ApplyContext): Json | undefined {
  const value = 'reference' in secret ? secrets.reference(secret.reference) : secrets.literal(secret.from)
  if (value === undefined || secret.fingerprint === undefined || digestOf(value) === secret.fingerprint) return value
  throw movedFrom('from' in secret ? secret.from : 'the value of a reference', 'is no longer what the plan saw')
}

function movedFrom(what: string, why: string): ChangeEnds {
  return new ChangeEnds(movedBy('secret-moved', { what, why }))
}
