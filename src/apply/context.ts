import type { IdentitySchemaSet } from '../identity-schema/identity-schema.ts'
import type { LiveSource, LiveTarget } from '../live/ports.ts'
import type { Abilities } from '../model/abilities.ts'
import type { CreateChange, UpdateChange } from '../model/change.ts'
import type { Digest } from '../model/digest.ts'
import type { IdentityKey } from '../model/identity.ts'
import type { InviteSink } from '../model/invite.ts'
import type { Json } from '../model/json.ts'
import type { Outcome } from '../model/report.ts'
import type { StartedChange } from '../model/run.ts'
import type { DocumentIndex } from '../reconcile/evidence/returned.ts'
import type { Policy } from '../reconcile/policy.ts'

/**
 * Remembers which keys were applied (`--inventory`). Lines are queued at once; `settled` resolves when they are on
 * disk.
 */
export interface InventorySink {
  /** Present when nothing more can be recorded, with the reason. Then no further change starts. */
  readonly failure: Error | undefined
  /** `former`: earlier keys of the same person, which are dropped. */
  enter(key: IdentityKey, id: string, former: readonly string[]): void
  /** idctl deleted or released the identity, so its key may be created again without consent. */
  leave(id: string, how: 'deleted' | 'released'): void
  /** Resolves when all lines so far are on disk, or have failed. Never throws. */
  settled(): Promise<void>
  /** The id that this person had before; `undefined` if the user consented to create exactly that identity again. */
  earlierIdOf(change: CreateChange): string | undefined
}

/** The folder as apply finds it. */
export interface FolderAtHand {
  /** `unusable`: the folder has mistakes, so `documents` may lack somebody who is in it. */
  readonly kind: 'read' | 'unusable'
  readonly documents: DocumentIndex
}

/**
 * Managed accounts that did not exist when the plan was made, and that may be a person whom the plan creates, or have a key that it
 * gives to another account. Kratos accepts a second identity of the same person if the unique values differ.
 */
export interface NewcomersAtHand {
  /** Ids of the accounts with the key of the creation. */
  withKeyOf(change: CreateChange): readonly string[]
  /** Ids of accounts with another key that may be the same person: by `previously`, by a line of the file, by the file or by names. */
  kinOf(change: CreateChange): readonly string[]
  /** Ids of other accounts with the key that the updated account gets. */
  othersWithKeyOf(change: UpdateChange): readonly string[]
}

/** Everything that an apply uses besides the plan, including time and randomness. */
export interface ApplyContext {
  readonly source: LiveSource
  readonly target: LiveTarget
  /** What the server can do now; it may have been another release when the plan was made. */
  readonly abilities: Abilities
  readonly workspace: string
  /** The live schemas: for comparing leaves, and for validating traits before they are sent. */
  readonly schemas: IdentitySchemaSet
  readonly secrets: {
    /** The text with its `${env:…}` and `${file:…}` replaced, or a list of such texts. @throws IdctlError when one is undefined */
    reference(text: string): Json
    /** The value at `file#/pointer` as the file has it now; `undefined` when it is gone. */
    literal(from: string): Json | undefined
  }
  /** Absent if the plan was made in the same run. */
  readonly newcomers?: NewcomersAtHand
  /** Absent if there is no folder. Then apply does not know whether documents came back or left since the plan. */
  readonly folder?: FolderAtHand
  /** How idctl.yaml, as apply finds it, removes people. Absent: as the plan says. */
  readonly removal?: Policy['removal']
  /** What is wrong with a password hash, without the hash; `undefined` when Kratos will accept it. */
  checkPasswordHash(text: string): string | undefined
  /** Digest that recognises a password hash; `undefined` if the password could be guessed from the digest. */
  fingerprintOfHash(text: string): Digest | undefined
  /** Stores recovery links and codes. Without it, changes that make one fail. */
  readonly invites?: InviteSink
  readonly inventory?: InventorySink
  /** Returns a new UUID. */
  newId(): string
  /** In [0, 1), for jitter. */
  random(): number
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
  /** In milliseconds, by a clock that nobody sets; only differences count. */
  now(): number
  /** Number of identities that are written at the same time. */
  readonly concurrency: number
  /** Creations in one request, at most. */
  readonly batchSize: number
  readonly batchesInFlight: number
  /** After this many failures no further change starts, removals included. */
  readonly maxFailures?: number
  /** First interrupt: start nothing new, finish what is under way. */
  readonly stop: AbortSignal
  /** Second interrupt: abort the requests too. */
  readonly abort: AbortSignal
  /** Called once for each change, right before its first write is sent. Must not throw. */
  onStart?(change: StartedChange): void
  onOutcome(outcome: Outcome): void
}
