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
  /** Why it cannot record anything more. Then no further change starts. */
  readonly failure: Error | undefined
  /** `former`: earlier keys of the same person, which are dropped. */
  enter(key: IdentityKey, id: string, former: readonly string[]): void
  /** idctl deleted or released the identity, so its key may be created again without consent. */
  leave(id: string, how: 'deleted' | 'released'): void
  /** Resolves when all lines so far are on disk, or have failed. Never throws. */
  settled(): Promise<void>
  /** The identity that was applied for this person before, unless consent to create exactly that one again was given. */
  earlierIdOf(change: CreateChange): string | undefined
}

/** The folder at the moment of an apply. */
export interface FolderAtHand {
  /** `unusable`: it has mistakes, so that what is not among the documents may be in it all the same. */
  readonly kind: 'read' | 'unusable'
  readonly documents: DocumentIndex
}

/**
 * Managed accounts that the plan did not know and that may be somebody whom it creates, or that have a key which it gives to somebody.
 * Kratos accepts a second identity of the same person if their unique values differ.
 */
export interface NewcomersAtHand {
  /** Ids of those with its key. */
  withKeyOf(change: CreateChange): readonly string[]
  /** Ids of those with another key that may be the same person: by `previously`, a line, the file or the names. */
  kinOf(change: CreateChange): readonly string[]
  /** Ids of those with the key that an account is to get; its own id is not among them. */
  othersWithKeyOf(change: UpdateChange): readonly string[]
}

/** Everything that an apply uses besides the plan, including time and randomness. */
export interface ApplyContext {
  readonly source: LiveSource
  readonly target: LiveTarget
  /** What the server can do; a plan may have been made with another in its place. */
  readonly abilities: Abilities
  readonly workspace: string
  /** The live schemas: for comparing leaves, and for validating traits before they are sent. */
  readonly schemas: IdentitySchemaSet
  readonly secrets: {
    /** The text with its `${env:…}` and `${file:…}` replaced, or a list of such. @throws IdctlError when one is undefined */
    reference(text: string): Json
    /** The node at `file#/pointer` as the file has it now; `undefined` when it is gone. */
    literal(from: string): Json | undefined
  }
  /** Absent for a plan that was made a moment ago. */
  readonly newcomers?: NewcomersAtHand
  /** Absent where there is none: nothing is known then of documents that came back or left. */
  readonly folder?: FolderAtHand
  /** How idctl.yaml at hand says that people go; absent: as the plan does. */
  readonly removal?: Policy['removal']
  /** What is wrong with a password hash, without the hash; `undefined` when Kratos will accept it. */
  checkPasswordHash(text: string): string | undefined
  /** By which a password hash is known again; `undefined` where its password could be guessed from that. */
  fingerprintOfHash(text: string): Digest | undefined
  /** Where recovery links and codes go; absent = a change that makes one fails. */
  readonly invites?: InviteSink
  readonly inventory?: InventorySink
  /** A UUID, to tell the items of a batch apart. */
  newId(): string
  /** In [0, 1): jitter. */
  random(): number
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
  /** Identities that are written at once. */
  readonly concurrency: number
  /** Creations a request, at most. */
  readonly batchSize: number
  readonly batchesInFlight: number
  /** This many failures: nothing further starts, and no removal at all. */
  readonly maxFailures?: number
  /** First interrupt: start nothing new, finish what is under way. */
  readonly stop: AbortSignal
  /** Second interrupt: abort the requests too. */
  readonly abort: AbortSignal
  /** Right before the first write of a change is sent, and once for each. Must not throw. */
  onStart?(change: StartedChange): void
  onOutcome(outcome: Outcome): void
}
