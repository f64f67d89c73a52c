import {
  type CredentialType,
  type LinkedCredentialType,
  linkedCredentialTypes,
  type WholeCredentialType,
  wholeCredentialTypes,
} from '../model/credential-types.ts'
import type {
  CredentialChange,
  CredentialImports,
  CredentialSecret,
  DesiredCredentials,
  DesiredPassword,
} from '../model/credentials.ts'
import { type Digest, digestOf } from '../model/digest.ts'
import type { LiveIdentity, MarkedCredentials, MarkedSecret } from '../model/identity.ts'
import type { CredentialTodo } from '../model/todo.ts'

/** A link as Kratos names it (API reference §5.3). */
export function linkIdentifier({ provider, subject }: { readonly provider: string; readonly subject: string }): string {
  return `${provider}:${subject}`
}

/** What stands in the mark for a link. */
export function linkDigest(identifier: string): Digest {
  return digestOf(identifier)
}

/**
 * What setting a credential leaves in the mark. `version` stands for what leaves no digest: a plain secret, a hash that could
 * be guessed from one, and, until apply knows better, a hash from a reference whose value is not here.
 */
export function markedSecret(
  type: 'password' | WholeCredentialType,
  wanted: DesiredPassword | CredentialSecret,
  version: number,
): MarkedSecret {
  const written = version === 0 ? {} : { version }
  if (type === 'password' && (wanted as DesiredPassword).use_password_migration_hook === true) {
    return { hook: true, ...written }
  }
  const fingerprint = secretOf(type, wanted)?.fingerprint
  return fingerprint === undefined ? { version } : { digest: fingerprint, ...written }
}

/** Only apply will know what it is. */
export function isUnknownHash(type: CredentialType, wanted: DesiredPassword | CredentialSecret): boolean {
  const hash = type === 'password' ? (wanted as DesiredPassword).hashed_password : undefined
  return hash !== undefined && hash.fingerprint === undefined && hash.guessable === undefined
}

/** A hash that leaves no digest. */
export function isGuessable(type: CredentialType, wanted: DesiredPassword | CredentialSecret): boolean {
  return type === 'password' && (wanted as DesiredPassword).hashed_password?.guessable === true
}

function secretOf(
  type: 'password' | WholeCredentialType,
  wanted: DesiredPassword | CredentialSecret,
): CredentialSecret | undefined {
  return type === 'password' ? (wanted as DesiredPassword).hashed_password : (wanted as CredentialSecret)
}

/** What a creation leaves in the mark. */
export function markedAtCreation(
  credentials: DesiredCredentials | undefined,
  version: number,
): MarkedCredentials | undefined {
  if (credentials === undefined) return undefined
  const secrets = (['password', ...wholeCredentialTypes] as const).flatMap((type) => {
    const wanted = credentials[type]
    return wanted ? [[type, markedSecret(type, wanted, version)] as const] : []
  })
  const wanted = wantedLinks(credentials)
  const links = linkedCredentialTypes.flatMap((type) => {
    const digests = wanted[type].map(linkDigest).sort()
    return digests.length === 0 ? [] : [[type, digests] as const]
  })
  return withoutNothing(Object.fromEntries([...secrets, ...links]))
}

/** What a creation sends. `null` (it must not be there) is left out: a new identity has nothing yet. */
export function importsOf(credentials: DesiredCredentials | undefined): CredentialImports | undefined {
  const given = Object.entries(credentials ?? {}).filter(([, wanted]) => wanted !== null)
  return given.length === 0 ? undefined : (Object.fromEntries(given) as CredentialImports)
}

/** The links that a document wants, as Kratos names them. */
export function wantedLinks(credentials: DesiredCredentials | undefined): Record<LinkedCredentialType, string[]> {
  const of = (type: LinkedCredentialType) => (credentials?.[type]?.providers ?? []).map(linkIdentifier)
  return { oidc: of('oidc'), saml: of('saml') }
}

/** The links that a live identity has once its changes are done. */
export function linksAfter(live: LiveIdentity, changes: readonly CredentialChange[]): Record<string, string[]> {
  const of = (type: LinkedCredentialType): string[] => {
    const removed = new Set(changes.flatMap((change) => (change.step === 'unlink' ? [change.digest] : [])))
    const added = changes.flatMap((change) =>
      change.step === 'link' && change.type === type ? [linkIdentifier(change.link)] : [],
    )
    return [...(live.credentials?.[type] ?? []).filter((link) => !removed.has(linkDigest(link))), ...added]
  }
  return { oidc: of('oidc'), saml: of('saml') }
}

/** Empty parts are left out of the mark. */
export function withoutNothing(marked: MarkedCredentials): MarkedCredentials | undefined {
  return Object.keys(marked).length === 0 ? undefined : marked
}

/** What a mark owes while this step is not done, where it takes something away. */
export function deletionOf(change: CredentialChange): CredentialTodo | undefined {
  if (change.step === 'unlink') return { kind: 'unlink', type: change.type, digest: change.digest }
  return change.step === 'delete' ? { kind: 'delete_credential', type: change.type } : undefined
}
