import type { DeletableCredentialType, LinkedCredentialType, WholeCredentialType } from './credential-types.ts'
import type { Digest } from './digest.ts'

/**
 * A secret node below `credentials`, kept apart so that it can reach neither plan nor output. `fingerprint` is a digest
 * of what is no plain secret (a password hash, public keys), where its value is known. A `guessable` hash has none, for a weak
 * password could be found from it.
 */
export type CredentialSecret =
  /** Literal in a document: apply reads the node again. */
  | { readonly from: string; readonly fingerprint?: Digest; readonly guessable?: true }
  /** Reference text as written; resolved at apply. */
  | { readonly reference: string; readonly fingerprint?: Digest; readonly guessable?: true }

/** One of the three. */
export interface DesiredPassword {
  readonly hashed_password?: CredentialSecret
  readonly password?: CredentialSecret
  readonly use_password_migration_hook?: boolean
}

/** `credentials` of a document as the plan may carry it: secrets replaced by where they are found. */
export interface CredentialImports {
  readonly password?: DesiredPassword
  readonly oidc?: { readonly providers: readonly LinkedProvider[] }
  readonly saml?: { readonly providers: readonly LinkedProvider[] }
  /** The node of the whole `config`. */
  readonly totp?: CredentialSecret
  readonly lookup_secret?: CredentialSecret
  readonly webauthn?: CredentialSecret
  readonly passkey?: CredentialSecret
}

/** `credentials` of a document. `null`: what idctl wrote of this type is deleted. */
export type DesiredCredentials = { readonly [Type in keyof CredentialImports]: CredentialImports[Type] | null }

export interface LinkedProvider {
  readonly provider: string
  readonly subject: string
  readonly organization?: string
  readonly use_auto_link?: boolean
}

/** One step on the credentials of a live identity. Secrets stand where they are found; sets and links come first. */
export type CredentialChange =
  | { readonly step: 'set'; readonly type: 'password'; readonly secret: DesiredPassword }
  | { readonly step: 'set'; readonly type: WholeCredentialType; readonly secret: CredentialSecret }
  | { readonly step: 'link'; readonly type: LinkedCredentialType; readonly link: LinkedProvider }
  /** By the digest of `provider:subject`: the subject is personal data, and live holds it. */
  | {
      readonly step: 'unlink'
      readonly type: LinkedCredentialType
      readonly provider: string
      readonly digest: Digest
    }
  | { readonly step: 'delete'; readonly type: DeletableCredentialType }
