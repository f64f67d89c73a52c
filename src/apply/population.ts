import { ownMark } from '../identity/live-document.ts'
import { type Claim, claimsHeldBy, type Links } from '../model/claims.ts'
import { linkedCredentialTypes } from '../model/credential-types.ts'
import type { DerivedData } from '../model/derived.ts'
import type { IdentityKey, LiveIdentity } from '../model/identity.ts'
import { push } from '../model/push.ts'
import type { ApplyContext } from './context.ts'

interface Unfindable {
  /** Ids by key. */
  readonly ids: ReadonlyMap<IdentityKey, readonly string[]>
  /** False if the listing has fewer identities than Kratos counts, so an identity may exist although it was not listed. */
  readonly complete: boolean
}

/** Looks for identities that a creation made, or that hold the values of one. Every read is strongly consistent. */
export class Population {
  readonly #context: ApplyContext
  #unfindable: Promise<Unfindable> | undefined

  constructor(context: ApplyContext) {
    this.#context = context
  }

  /** The identities that hold this `external_id` or one of these login identifiers, in that order. */
  async holdersOf(
    external_id: string | undefined,
    derived: DerivedData | undefined,
    signal = this.#context.abort,
  ): Promise<LiveIdentity[]> {
    const { source } = this.#context
    const found = new Map<string, LiveIdentity>()
    if (external_id !== undefined) {
      const holder = await source.findByExternalId(external_id, signal)
      if (holder !== undefined) found.set(holder.id, holder)
    }
    for (const value of lookUpValues(derived)) {
      for (const holder of await source.findByIdentifier(value, signal)) found.set(holder.id, holder)
    }
    return [...found.values()]
  }

  /** The identities that hold one of these links. */
  async holdersOfLinks(links: Links): Promise<LiveIdentity[]> {
    const { source, abort } = this.#context
    const found = new Map<string, LiveIdentity>()
    for (const type of linkedCredentialTypes) {
      for (const link of links[type] ?? []) {
        const holders = await source.findByIdentifier(link, abort)
        for (const holder of holders) if (holder.credentials?.[type]?.includes(link)) found.set(holder.id, holder)
      }
    }
    return [...found.values()]
  }

  /** The identities of this workspace with these keys, from one pass over all. */
  async withKeys(keys: ReadonlySet<IdentityKey>): Promise<Map<IdentityKey, LiveIdentity[]>> {
    const { abort, workspace } = this.#context
    const found = new Map<IdentityKey, LiveIdentity[]>()
    await this.#passAll(abort, (live) => {
      const key = ownMark(live, workspace)?.key
      if (key !== undefined && keys.has(key)) push(found, key, live)
    })
    return found
  }

  /** The identities that hold these values, from one pass over all; incomplete after the first interrupt. */
  async holdersOfClaims(claims: ReadonlySet<Claim>): Promise<Map<Claim, LiveIdentity[]>> {
    const { stop } = this.#context
    const found = new Map<Claim, LiveIdentity[]>()
    try {
      await this.#passAll(this.#interrupt(), (live) => {
        for (const claim of claimsHeldBy(live)) if (claims.has(claim)) push(found, claim, live)
      })
    } catch (error) {
      if (!stop.aborted || error !== stop.reason) throw error
    }
    return found
  }

  /**
   * The identities of this workspace that have no unique value. Kratos would not refuse a second creation of one, so idctl looks
   * for them before it creates. Listed once, for the first such creation.
   */
  unfindable(): Promise<Unfindable> {
    this.#unfindable ??= this.#listUnfindable()
    return this.#unfindable
  }

  /** Shows each identity to `see`, and returns how many there were. Throws the reason of `signal` between two pages as well. */
  async #passAll(signal: AbortSignal, see: (live: LiveIdentity) => void): Promise<number> {
    let count = 0
    for await (const page of this.#context.source.list(signal)) {
      count += page.length
      page.forEach(see)
      signal.throwIfAborted()
    }
    return count
  }

  /** Aborts at the first interrupt already: for reads that no write depends on. */
  #interrupt(): AbortSignal {
    return AbortSignal.any([this.#context.stop, this.#context.abort])
  }

  async #listUnfindable(): Promise<Unfindable> {
    const { source, workspace } = this.#context
    const counted = await source.count(this.#interrupt())
    const ids = new Map<IdentityKey, string[]>()
    const listed = await this.#passAll(this.#interrupt(), (live) => {
      const key = ownMark(live, workspace)?.key
      const identifiers = Object.values(live.credentials ?? {}).flat()
      if (key !== undefined && live.external_id === undefined && identifiers.length === 0) push(ids, key, live.id)
    })
    // A pass lists every identity that existed before it and was not deleted meanwhile (API reference §2.3).
    return { ids, complete: listed > 0 ? listed >= (counted ?? 0) : counted === 0 }
  }

  /** Ids of the identities of this workspace with these keys, from one pass over all. */
  async idsByKey(keys: ReadonlySet<IdentityKey>): Promise<Map<IdentityKey, string[]>> {
    const found = await this.withKeys(keys)
    return new Map([...found].map(([key, identities]) => [key, identities.map(({ id }) => id)]))
  }
}

/** Login identifiers to look an identity up by. Without blank ones: Kratos stores none, and a blank filter lists everybody (trap 16). */
export function lookUpValues(derived: DerivedData | undefined): Set<string> {
  return new Set(derived?.identifiers.map(({ value }) => value).filter((value) => value.trim() !== ''))
}
