import type { IdentitySchemaSet } from '../identity-schema/identity-schema.ts'
import type { Abilities } from '../model/abilities.ts'
import type { GuardName } from '../model/change-codes.ts'
import type { Checkout } from '../model/checkout.ts'
import type { IdentityKey, LiveIdentity, Mark } from '../model/identity.ts'
import type { JsonPointer } from '../model/json.ts'
import type { Clocks } from './clocks.ts'
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
  /** Keys whose marks are bound to another account, where the user says that they were restored under new ids. */
  readonly rebind: ReadonlySet<IdentityKey>
  /** Leaves that show who a person is; absent: the leaves that schemas usually use for names. */
  readonly display?: readonly JsonPointer[]
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
  /**
   * The most that a plan may count for a guard, given how many identities are managed: the guard's limit, or the user's consent to more.
   */
  readonly limitOrConsent?: (guard: GuardName, managed: number) => number
  /** Only a part of the folder was read, so a missing document proves nothing. */
  readonly partialFolder: boolean
  /** Which part that was: folders as origins name them. */
  readonly readFolders?: readonly string[]
  /** Files that have documents; absent: not known. A mark may name another file, if no document is there. */
  readonly files?: ReadonlySet<string>
  /** Which documents could be those of somebody who has none. */
  readonly documents?: {
    speakingFor(live: LiveIdentity, mark: Mark | undefined): readonly string[]
    expect(leavers: readonly { readonly live: LiveIdentity; readonly mark: Mark | undefined }[]): void
  }
  /** The inventory, where one is given. */
  readonly known?: KnownKeys
  /** The git checkout of the files; absent: marks keep no commit, and nothing is checked. */
  readonly checkout?: Checkout
  /** A document that expires within this many milliseconds is announced. */
  readonly expiryNoticeMs: number
  readonly sensitive: (path: JsonPointer) => boolean
  /** Pointers to values of which a plan tells who gains and who loses them. Absent = none. */
  readonly privileged?: readonly JsonPointer[]
  /** The present time. Call it each time: the newest answer of the server is more exact than an older one. */
  clocks(): Clocks
}

/**
 * The commit for a mark that is written now. Outside a checkout the mark keeps the one that it has, by which an older checkout is still
 * recognised. With `git: false` it gets none.
 */
export function markCommit({ checkout }: Policy, before: Mark | undefined): string | undefined {
  return checkout === undefined ? undefined : (checkout.commit ?? before?.commit)
}
