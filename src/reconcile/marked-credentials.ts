import type { CredentialChange } from '../model/change.ts'
import { type Digest, digestOf } from '../model/digest.ts'
import {
  type CredentialImports,
  type CredentialSecret,
  type DesiredCredentials,
  type DesiredPassword,
  type LinkedCredentialType,
  type LiveIdentity,
  linkedCredentialTypes,
  type MarkedCredentials,
  type MarkedSecret,
  type WholeCredentialType,
  wholeCredentialTypes,
} from '../model/identity.ts'

/** A link as Kratos names it (API reference §5.3). */
export function linkIdentifier({ provider, subject }: { readonly provider: string; readonly subject: string }): string {
  return `${provider}:${subject}`
}

/** What stands in the mark for a link. */
export function linkDigest(identifier: string): Digest {
  return digestOf(identifier)
}

/**
 * What setting a credential leaves in the mark; `undefined` where only apply will know (a hash from a reference whose
 * value is not here). `version` stands for a plain secret (product §2.3: it never leaves a digest).
 */
export function markedSecret(
  type: 'password' | WholeCredentialType,
  wanted: DesiredPassword | CredentialSecret,
  version: number,
): MarkedSecret | undefined {
  if (type === 'totp' || type === 'lookup_secret') return { version }
  const written = version === 0 ? {} : { version }
  if (type !== 'password') return fingerprintOf(wanted as CredentialSecret, written)
  const { use_password_migration_hook: hook, hashed_password: hash } = wanted as DesiredPassword
  if (hook === true) return { hook: true, ...written }
  return hash === undefined ? { version } : fingerprintOf(hash, written)
}

/** What a creation leaves in the mark. */
export function markedAtCreation(
  credentials: DesiredCredentials | undefined,
  version: number,
): MarkedCredentials | undefined {
  if (credentials === undefined) return undefined
  const secrets = (['password', ...wholeCredentialTypes] as const).flatMap((type) => {
    const wanted = credentials[type]
    const marked = wanted ? markedSecret(type, wanted, version) : undefined
    return marked === undefined ? [] : [[type, marked] as const]
  })
  const wanted = wantedLinks(credentials)
  const links = linkedCredentialTypes.flatMap((type) => {
    const digests = wanted[type].map(linkDigest).sort()
    return digests.length === 0 ? [] : [[type, digests] as const]
  })
  return withoutNothing(Object.fromEntries([...secrets, ...links]))
}

/** What a creation sends: `null` says that something must not be there, which it is not. */
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

/** A mark says nothing rather than "nothing". */
export function withoutNothing(marked: MarkedCredentials): MarkedCredentials | undefined {
  return Object.keys(marked).length === 0 ? undefined : marked
}

function fingerprintOf({ fingerprint }: CredentialSecret, written: MarkedSecret): MarkedSecret | undefined {
  return fingerprint === undefined ? undefined : { digest: fingerprint, ...written }
}
