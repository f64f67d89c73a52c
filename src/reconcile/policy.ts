import type { IdentitySchemaSet } from '../identity-schema/identity-schema.ts'
import type { Abilities } from '../model/abilities.ts'
import type { IdentityKey } from '../model/identity.ts'
import type { JsonPointer } from '../model/json.ts'
import type { KnownKeys } from './known-keys.ts'

export type RemovalMode = 'delete' | 'disable' | 'release' | 'keep'

/** Everything that a decision depends on beside the pair itself. */
export interface Policy {
  readonly workspace: string
  readonly schemas: IdentitySchemaSet
  /** What the server can do. */
  readonly abilities: Abilities
  readonly adopt: 'verified' | 'any' | 'never'
  /** Keys whose adoption the user asked for by name. */
  readonly adoptKeys: ReadonlySet<IdentityKey>
  /** Keys that may be taken from another workspace. */
  readonly takeOver: ReadonlySet<IdentityKey>
  /** Keys of adopted identities whose credentials the files may write. */
  readonly writeCredentials: ReadonlySet<IdentityKey>
  readonly removal: {
    readonly created: RemovalMode
    readonly adopted: RemovalMode
    /** Milliseconds between disable and delete. */
    readonly graceMs?: number
  }
  /** Only a part of the folder was read: what is missing from it says nothing. */
  readonly partialFolder: boolean
  /** Find out of every identity how its person can sign in. */
  readonly waysIn?: boolean
  /** The inventory, where one is given. */
  readonly known?: KnownKeys
  readonly sensitive: (path: JsonPointer) => boolean
  readonly now: Date
}
