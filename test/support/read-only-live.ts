import { abilitiesOf } from '../../src/live/kratos/abilities.ts'
import type { LiveSource } from '../../src/live/ports.ts'
import type { IdentitySchemaSource, LiveIdentity } from '../../src/model/identity.ts'
import type { ServerTime } from '../../src/model/server-time.ts'
import { person } from './builders.ts'

/** A server with these people: its listing can be read, and nothing else. */
export function readOnlyLive(
  identities: readonly LiveIdentity[],
  schemas: readonly IdentitySchemaSource[] = [{ id: 'person', schema: person.source }],
  seen?: ServerTime,
): LiveSource {
  const unused = () => Promise.reject(new Error('only listings are read'))
  return {
    async *list() {
      yield identities
    },
    schemas: async () => schemas,
    abilities: async () => abilitiesOf('newer', 'Kratos v26.2.0'),
    serverTime: () => seen,
    version: async () => 'v26.2.0',
    count: unused,
    read: unused,
    findByExternalId: unused,
    findByIdentifier: unused,
    hasPassword: unused,
  }
}
