import type { DeletableCredentialType, LinkedCredentialType, WholeCredentialType } from './credential-types.ts'
import type { Digest } from './digest.ts'

/**
 * A secret node below `credentials`, represented by its location so that its value cannot reach a plan or output.
 * `fingerprint` is a digest of a known password hash or public key. A `guessable` hash has none, because the digest would let
 * somebody find a weak password by trying.
 */
export type CredentialSecret =
  /** Pointer to a literal in a document: apply reads it again. */
  | { readonly from: string; readonly fingerprint?: Digest; readonly guessable?: true }
  /** Reference text as written; apply resolves it. */
  | { readonly reference: string; readonly fingerprint?: Digest; readonly guessable?: true }

/** Exactly one member is set. */
export interface DesiredPassword {
  readonly hashed_password?: CredentialSecret
  readonly password?: CredentialSecret
  readonly use_password_migration_hook?: boolean
}

/** `credentials` of a document as the plan may carry it: locations in place of the secrets. */
export interface CredentialImports {
  readonly password?: DesiredPassword
  readonly oidc?: { readonly providers: readonly LinkedProvider[] }
  readonly saml?: { readonly providers: readonly LinkedProvider[] }
  /** Stands for the whole `config` node. */
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

/** One step on the credentials of a live identity. Secrets are given by location; `set` and `link` steps run first. */
export type CredentialChange =
  | { readonly step: 'set'; readonly type: 'password'; readonly secret: DesiredPassword }
  | { readonly step: 'set'; readonly type: WholeCredentialType; readonly secret: CredentialSecret }
  | { readonly step: 'link'; readonly type: LinkedCredentialType; readonly link: LinkedProvider }
  /** Names the link by the digest of `provider:subject`: the subject is personal data, and apply finds it in live. */
  | {
      readonly step: 'unlink'
      readonly type: LinkedCredentialType
      readonly provider: string
      readonly digest: Digest
    }
  | { readonly step: 'delete'; readonly type: DeletableCredentialType }
