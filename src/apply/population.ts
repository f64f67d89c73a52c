import { type DerivedData, type IdentityKey, type LiveIdentity, linkedCredentialTypes } from '../model/identity.ts'
import { type Claim, claimsHeldBy, type Links } from '../reconcile/claims.ts'
import { ownMark } from '../reconcile/live-document.ts'
import type { ApplyContext } from './context.ts'

/** Looks for identities that a creation may have met, or made. Every read is strongly consistent. */
export class Population {
  readonly #context: ApplyContext
  #unfindable: Promise<ReadonlyMap<IdentityKey, string>> | undefined

  constructor(context: ApplyContext) {
    this.#context = context
  }

  /** The identities that hold this `external_id` or one of these login identifiers, in that order. */
  async holdersOf(external_id: string | undefined, derived: DerivedData | undefined): Promise<LiveIdentity[]> {
    const { source, abort } = this.#context
    const found = new Map<string, LiveIdentity>()
    if (external_id !== undefined) {
      const holder = await source.findByExternalId(external_id, abort)
      if (holder !== undefined) found.set(holder.id, holder)
    }
    for (const value of lookUpValues(derived)) {
      for (const holder of await source.findByIdentifier(value, abort)) found.set(holder.id, holder)
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
  async withKeys(keys: ReadonlySet<IdentityKey>): Promise<Map<IdentityKey, LiveIdentity>> {
    const { source, abort, workspace } = this.#context
    const found = new Map<IdentityKey, LiveIdentity>()
    for await (const page of source.list(abort)) {
      for (const live of page) {
        const key = ownMark(live, workspace)?.key
        if (key !== undefined && keys.has(key)) found.set(key, live)
      }
    }
    return found
  }

  /** Who holds these values, from one pass over all; cut short by the first interrupt. */
  async holdersOfClaims(claims: ReadonlySet<Claim>): Promise<Map<Claim, LiveIdentity[]>> {
    const { source, stop, abort } = this.#context
    const found = new Map<Claim, LiveIdentity[]>()
    for await (const page of source.list(abort)) {
      for (const live of page) {
        for (const claim of claimsHeldBy(live)) {
          if (claims.has(claim)) found.set(claim, [...(found.get(claim) ?? []), live])
        }
      }
      if (stop.aborted) break
    }
    return found
  }

  /**
   * Ids by key of what this workspace manages and Kratos has no unique value of. A second creation of such an identity
   * would meet no conflict, so they are looked up before: once, when the first of them comes.
   */
  unfindable(): Promise<ReadonlyMap<IdentityKey, string>> {
    this.#unfindable ??= this.#listUnfindable()
    return this.#unfindable
  }

  async #listUnfindable(): Promise<ReadonlyMap<IdentityKey, string>> {
    const { source, abort, workspace } = this.#context
    const found = new Map<IdentityKey, string>()
    for await (const page of source.list(abort)) {
      for (const live of page) {
        const key = ownMark(live, workspace)?.key
        const identifiers = Object.values(live.credentials ?? {}).flat()
        if (key !== undefined && live.external_id === undefined && identifiers.length === 0) found.set(key, live.id)
      }
    }
    return found
  }
}

/** Login identifiers to look an identity up by: Kratos holds no blank ones, and takes a blank filter for none (trap 16). */
export function lookUpValues(derived: DerivedData | undefined): Set<string> {
  return new Set(derived?.identifiers.map(({ value }) => value).filter((value) => value.trim() !== ''))
}
