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
import { linkIdentifier, wantedLinks } from '../model/links.ts'
import type { CredentialTodo } from '../model/todo.ts'

/** Digest of a link, as the mark stores it. */
export function linkDigest(identifier: string): Digest {
  return digestOf(identifier)
}

/**
 * The mark's entry for a credential that is set. `version` replaces the digest for a plain secret, for a guessable hash, and,
 * until apply resolves it, for a hash from a reference whose value the plan does not know.
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

/** True for a hash from a reference that only apply can resolve. */
export function isUnknownHash(type: CredentialType, wanted: DesiredPassword | CredentialSecret): boolean {
  const hash = type === 'password' ? (wanted as DesiredPassword).hashed_password : undefined
  return hash !== undefined && hash.fingerprint === undefined && hash.guessable === undefined
}

/** True for a hash that gets no digest in the mark, because it can be guessed. */
export function isGuessable(type: CredentialType, wanted: DesiredPassword | CredentialSecret): boolean {
  return type === 'password' && (wanted as DesiredPassword).hashed_password?.guessable === true
}

function secretOf(
  type: 'password' | WholeCredentialType,
  wanted: DesiredPassword | CredentialSecret,
): CredentialSecret | undefined {
  return type === 'password' ? (wanted as DesiredPassword).hashed_password : (wanted as CredentialSecret)
}

/** The mark's credentials after a creation. */
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

/** The credentials in a create body. `null` (must be absent) is left out: a new identity has none. */
export function importsOf(credentials: DesiredCredentials | undefined): CredentialImports | undefined {
  const given = Object.entries(credentials ?? {}).filter(([, wanted]) => wanted !== null)
  return given.length === 0 ? undefined : (Object.fromEntries(given) as CredentialImports)
}

/** The links of a live identity after these changes. */
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

/** `undefined` for no entries, so that the mark has no empty member. */
export function withoutNothing(marked: MarkedCredentials): MarkedCredentials | undefined {
  return Object.keys(marked).length === 0 ? undefined : marked
}

/** The todo that the mark owes until this step has deleted something; `undefined` for steps that delete nothing. */
export function deletionOf(change: CredentialChange): CredentialTodo | undefined {
  if (change.step === 'unlink') return { kind: 'unlink', type: change.type, digest: change.digest }
  return change.step === 'delete' ? { kind: 'delete_credential', type: change.type } : undefined
}
