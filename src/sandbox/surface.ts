import type { FaultRule } from './faults.ts'
import type { Fetch } from './http/fetch.ts'
import type { JsonObject } from './json.ts'
import type { PopulationOptions } from './populate.ts'
import type { Bucket, RateLimit } from './profile.ts'
import type { ProfileName } from './profiles.ts'
import type { SandboxSettings } from './settings.ts'

export interface SandboxOptions {
  /** Which Kratos to be. Default `v26.2.0`. */
  readonly profile?: ProfileName
  /**
   * Identity schemas by id, in the order in which `/schemas` lists them. Profile `network` has its presets when there
   * are none.
   */
  readonly schemas: Readonly<Record<string, JsonObject>>
  readonly settings?: SandboxSettings
  /** `ascending`: ids ascend in order of creation, so lists come in that order. Default `random`, as Kratos'. */
  readonly ids?: 'random' | 'ascending'
  /** Keeps the state in this file; it is made when there is none. Default: memory. */
  readonly file?: string
  /** Demand `Authorization: Bearer <key>` on the admin port. Profile `network` always does. */
  readonly apiKey?: string
  /** Other limits than those of profile `network`; the other profiles have none. */
  readonly rateLimits?: Readonly<Partial<Record<Bucket, RateLimit>>>
  readonly faults?: readonly FaultRule[]
  /** The wall clock. */
  readonly now?: () => Date
}

export interface StartOptions extends SandboxOptions {
  /** Default `127.0.0.1`: nobody else reaches it. There is no authentication but `apiKey`. */
  readonly host?: string
  /** Of the admin API. Default 0: a free one. */
  readonly port?: number
  /** Of the identity schemas. Default 0: a free one. */
  readonly publicPort?: number
}

export interface Sandbox {
  /** Base URL without trailing slash and without `/admin`. */
  readonly adminUrl: string
  /** Base URL of the identity schemas, without trailing slash. */
  readonly publicUrl: string
  /** The key that the admin API demands, if it does. */
  readonly apiKey?: string
  /** Both ports without a socket: a request goes where its URL points. */
  readonly fetch: Fetch
  /** Replaces all faults; their calls are counted from 1 again. */
  setFaults(rules: readonly FaultRule[]): void
  /** A session as if the identity had signed in just now; its id. Throws `SandboxError` for an unknown identity. */
  addSession(identityId: string): Promise<string>
  /** Adds identities made up to fit a schema, the same ones for the same seed; their ids. */
  populate(options: PopulationOptions): Promise<string[]>
  /** Closes ports and gives the file back. */
  stop(): Promise<void>
}
