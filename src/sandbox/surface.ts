import type { FaultRule } from './faults.ts'
import type { Fetch } from './http/fetch.ts'
import type { JsonObject } from './json.ts'
import type { PopulationOptions } from './populate.ts'
import type { Bucket, RateLimit } from './profile.ts'
import type { ProfileName } from './profiles.ts'
import type { SandboxSettings } from './settings.ts'

export interface SandboxOptions {
  /** Which Kratos to emulate. Default `v26.2.0`. */
  readonly profile?: ProfileName
  /**
   * Identity schemas by id, in the order in which `/schemas` lists them. Without any, profile `network` uses its presets.
   */
  readonly schemas: Readonly<Record<string, JsonObject>>
  readonly settings?: SandboxSettings
  /** `ascending`: ids ascend in order of creation, so lists have that order. Default `random`, as in Kratos. */
  readonly ids?: 'random' | 'ascending'
  /** Keeps the state in this file, which is created if missing. Default: memory. */
  readonly file?: string
  /** Requires `Authorization: Bearer <key>` on the admin port. Profile `network` always requires a key. */
  readonly apiKey?: string
  /** Overrides the limits of profile `network`; the other profiles have none. */
  readonly rateLimits?: Readonly<Partial<Record<Bucket, RateLimit>>>
  readonly faults?: readonly FaultRule[]
  /** The wall clock. */
  readonly now?: () => Date
}

export interface StartOptions extends SandboxOptions {
  /** Default `127.0.0.1`, reachable only from this machine. `apiKey` is the only authentication. */
  readonly host?: string
  /** Port of the admin API. Default 0: a free one. */
  readonly port?: number
  /** Port of the identity schemas. Default 0: a free one. */
  readonly publicPort?: number
}

export interface Sandbox {
  /** Base URL without trailing slash and without `/admin`. */
  readonly adminUrl: string
  /** Base URL of the identity schemas, without trailing slash. */
  readonly publicUrl: string
  /** The key that the admin API requires, if any. */
  readonly apiKey?: string
  /** Serves both ports without a socket; the URL of a request chooses the port. */
  readonly fetch: Fetch
  /** Replaces all faults and restarts their counts at 1. */
  setFaults(rules: readonly FaultRule[]): void
  /** Adds a session as if the identity had just signed in, and returns its id. Throws `SandboxError` for an unknown identity. */
  addSession(identityId: string): Promise<string>
  /** Adds generated identities that fit a schema, the same for the same seed, and returns their ids. */
  populate(options: PopulationOptions): Promise<string[]>
  /** Closes the ports and releases the file. */
  stop(): Promise<void>
}
