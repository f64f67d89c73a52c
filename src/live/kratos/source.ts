import type { Abilities } from '../../model/abilities.ts'
import type { LiveSource } from '../ports.ts'
import { findAbilities, readVersion } from './find-abilities.ts'
import { hasPassword } from './has-password.ts'
import type { KratosReads } from './kratos-api.ts'
import { listIdentities } from './list.ts'
import { countIdentities, findByExternalId, findByIdentifier, readIdentities } from './read.ts'
import type { Clock, OnWait, RetryPolicy } from './retry.ts'
import { readSchemas } from './schemas.ts'

export interface KratosSettings {
  readonly clock: Clock
  readonly policy: RetryPolicy
  readonly onWait?: OnWait | undefined
  /** Base URL of the identity schemas; without it, idctl follows the admin API's redirect. */
  readonly publicUrl?: string
  /** The most requests at once. */
  readonly concurrency?: number | undefined
}

/** Reads live identities from Kratos. It gets only `KratosReads`, so nothing that has it can write. */
export function kratosSource(reads: KratosReads, settings: KratosSettings): LiveSource {
  const { clock, policy, onWait, publicUrl, concurrency } = settings
  const probe = (signal: AbortSignal) => reads.listNobody('code', signal)
  const contextOf = (signal: AbortSignal) => ({ clock, policy, onWait, signal, probe })
  let abilities: Abilities | undefined
  return {
    list: (signal) => listIdentities(reads, contextOf(signal), concurrency),
    read: (ids, signal, extent) => readIdentities(reads, { ...extent, ids }, contextOf(signal)),
    findByExternalId: (externalId, signal) => findByExternalId(reads, externalId, contextOf(signal)),
    findByIdentifier: (identifier, signal) => findByIdentifier(reads, identifier, contextOf(signal)),
    count: (signal) => countIdentities(reads, contextOf(signal)),
    hasPassword: (id, signal) => hasPassword(reads, id, contextOf(signal)),
    schemas: (signal) => readSchemas(reads, publicUrl, contextOf(signal)),
    version: (signal) => readVersion(reads, contextOf(signal)),
    serverTime: () => reads.serverTime(),
    async abilities(signal) {
      abilities ??= await findAbilities(reads, contextOf(signal))
      return abilities
    },
  }
}
