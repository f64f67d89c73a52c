import { normaliseIdentifier } from '../identity-schema/normalise.ts'
import type { DesiredIdentity, Mark } from '../model/identity.ts'

/** What is known of earlier applies beyond what live shows (`--inventory`). */
export interface KnownKeys {
  /** Discards what an earlier listing showed. */
  startListing(): void
  /** Must be called with each live identity of the listing, and with its mark if that is of this workspace. */
  see(id: string, mark: Pick<Mark, 'key' | 'disabled'> | undefined): void
  /** The listing is complete: an identity that was not seen does not exist. */
  sawAll(): void
  /** The identity that last had one of these keys, if it no longer has a mark of this workspace. */
  goneWith(keys: readonly string[]): GoneIdentity | undefined
}

export interface GoneIdentity {
  readonly id: string
  /** The identity still exists, but without our mark. */
  readonly isLive: boolean
}

/** The lines of `previously`, and their spelling as Kratos identifiers: a default key is an identifier. */
export function formerNames({ previously }: DesiredIdentity): string[] {
  return [...new Set(previously.flatMap((name) => [name, normaliseIdentifier(name)]))]
}
