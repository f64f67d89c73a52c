import { normaliseIdentifier } from '../identity-schema/normalise.ts'
import type { DesiredIdentity, Mark } from '../model/identity.ts'

/** What is known of earlier applies beyond what live shows (`--inventory`). */
export interface KnownKeys {
  /** What an earlier listing showed no longer counts. */
  startListing(): void
  /** Takes every live identity of the listing, with our mark where it carries that. */
  see(id: string, mark: Pick<Mark, 'key' | 'disabled'> | undefined): void
  /** The listing has come to its end: an identity that was not seen is not there. */
  sawAll(): void
  /** Of the identity that last had one of these keys, if it no longer carries our mark. */
  goneWith(keys: readonly string[]): GoneIdentity | undefined
}

export interface GoneIdentity {
  readonly id: string
  /** It is still there, without our mark. */
  readonly isLive: boolean
}

/** `previously` of a document, also as Kratos writes identifiers: a default key is one. */
export function formerNames({ previously }: DesiredIdentity): string[] {
  return [...new Set(previously.flatMap((name) => [name, normaliseIdentifier(name)]))]
}
