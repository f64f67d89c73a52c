import type { SourceLocation } from '../model/diagnostic.ts'
import type { PlacedPointer } from '../model/identity.ts'
import type { Invitation } from '../model/invitation.ts'
import type { JsonPointer } from '../model/json.ts'
import type { OwnershipMap } from '../model/ownership.ts'
import type { GuardLimits } from '../model/plan.ts'
import type { RequiredKey } from '../model/required-key.ts'
import type { Rule } from '../model/rule.ts'

export type RemovalPolicy = 'delete' | 'disable' | 'release' | 'keep'

/** idctl.yaml after defaults, environment, variables and flags: complete, checked, nothing optional that has a default. */
export interface Config {
  /** Absolute folder of idctl.yaml: document paths, `${file:…}` and origins are relative to it. */
  readonly root: string
  /** Absolute path of idctl.yaml. */
  readonly file: string
  readonly workspace: string
  /** Relative to `root`, each an existing folder. */
  readonly identities: readonly string[]
  /**
   * The folders that idctl.yaml names; `identities` is these, or what `--identities` selects. Their `_defaults.yaml`
   * and identity schemas apply either way, so that `--identities` does not change what a document means.
   */
  readonly wholeFolders: readonly string[]
  /** `--identities` was given: nothing is removed. */
  readonly partialFolder: boolean
  /** Default `schema_id` of documents. */
  readonly schema_id?: string
  /** Identity schema id → file relative to `root`, beside `*.schema.json` below the identities folders. */
  readonly schemas: Readonly<Record<string, string>>
  /** Name in documents → id of that identity schema on the server. */
  readonly schema_aliases: SchemaAliases
  readonly server: ServerConfig | undefined
  readonly adopt: 'verified' | 'any' | 'never'
  readonly removal: {
    readonly created: RemovalPolicy
    readonly adopted: RemovalPolicy
    /** Milliseconds between disable and delete; absent = no grace. */
    readonly graceMs?: number
  }
  /** Keys that no plan may remove or disable. */
  readonly required: readonly RequiredKey[]
  /** Milliseconds before a document expires from which plans announce it. */
  readonly expiryNoticeMs: number
  /** Marks keep the commit of the checkout, and removals are checked against it. */
  readonly git: boolean
  /** Default `on_create` of documents. */
  readonly on_create?: Invitation
  readonly ownership: OwnershipMap
  readonly sensitive: readonly JsonPointer[]
  /** Of the values below these a plan tells who gains and who loses them. */
  readonly privileged: readonly JsonPointer[]
  /** The pointers of `ownership`, `sensitive`, `display` and `privileged`, each with its place in the file. */
  readonly pointers: readonly PlacedPointer[]
  /** Leaves that name a person; absent: those that schemas usually have for a name. */
  readonly display?: readonly JsonPointer[]
  /** The rules that hold for the environment; their expressions are checked. */
  readonly rules: readonly Rule[]
  /** The selected environment; absent without one. */
  readonly environment?: string
  readonly references: { readonly env: readonly string[] }
  readonly guards: GuardLimits
  /** Names of variables that `kratos.*` uses: no document may refer to them. */
  readonly reservedVariables: readonly string[]
}

/** By name: the id on the server (`preset://email`, a hash), and the place of the alias in idctl.yaml. */
export type SchemaAliases = Readonly<Record<string, { readonly id: string; readonly at: SourceLocation }>>

/** `kratos.digest_key` and `kratos.former_digest_keys`. Never printed. */
export interface DigestKeyTexts {
  /** The key for marks that are written; absent: their digests have no key. */
  readonly current?: string
  readonly former: readonly string[]
}

export type ServerConfig = { readonly digestKeys?: DigestKeyTexts } & ServerPlace

type ServerPlace =
  | {
      readonly kind: 'kratos'
      /** Normalised: the base URL without `/admin` and without trailing slash. */
      readonly adminUrl: string
      readonly publicUrl?: string
      /** Never printed. */
      readonly apiKey?: string
      /** `kratos.target`, else the normalised URL. */
      readonly target: string
    }
  | {
      readonly kind: 'sandbox'
      /** Absolute path of the state file; absent = memory only. */
      readonly file?: string
      readonly target: string
    }
