import { linkDigest } from '../../identity/marked-credentials.ts'
import type { FieldChange } from '../../model/change.ts'
import type { LinkedCredentialType } from '../../model/credential-types.ts'
import type { CredentialChange, LinkedProvider } from '../../model/credentials.ts'
import type { Digest } from '../../model/digest.ts'
import { formatPointer } from '../../model/json.ts'
import { linkIdentifier } from '../../model/links.ts'

export interface LinkInput {
  readonly type: LinkedCredentialType
  /** Links of the file; empty for `null`. */
  readonly wanted: readonly LinkedProvider[]
  /** Identifiers that Kratos has now. Not from `config.providers`, which may list links that do not exist (API reference §2.6). */
  readonly live: readonly string[]
  /** Digests of the links in the mark. */
  readonly ours: ReadonlySet<Digest>
  /** The part of `ours` that idctl did not make, so it must not remove it. */
  readonly found: ReadonlySet<Digest>
  /** Digests of links whose removal is still owed. */
  readonly owed: ReadonlySet<Digest>
}

export interface LinkDecision {
  readonly changes: readonly CredentialChange[]
  readonly marked: readonly Digest[]
  readonly found: ReadonlySet<Digest>
  /** Links that the person has removed: they are reported, and not made again. */
  readonly observed: readonly FieldChange[]
}

/** Compares links as a set. A link that the mark does not have is the person's own. */
export function decideLinks({ type, wanted, live, ours, found: foundBefore, owed }: LinkInput): LinkDecision {
  const liveByDigest = new Map(live.map((identifier) => [linkDigest(identifier), identifier]))
  const changes: CredentialChange[] = []
  const observed: FieldChange[] = []
  const marked = new Set<Digest>()
  const found = new Set<Digest>()
  for (const link of wanted) {
    const digest = linkDigest(linkIdentifier(link))
    marked.add(digest)
    if (liveByDigest.has(digest) && (foundBefore.has(digest) || !ours.has(digest))) found.add(digest)
    if (liveByDigest.has(digest)) continue
    if (ours.has(digest)) observed.push(goneLink(type, link))
    else changes.push({ step: 'link', type, link })
  }
  for (const digest of new Set([...ours, ...owed])) {
    const identifier = liveByDigest.get(digest)
    if (marked.has(digest) || identifier === undefined || (foundBefore.has(digest) && !owed.has(digest))) continue
    changes.push({ step: 'unlink', type, provider: providerOf(identifier), digest })
  }
  return { changes, marked: [...marked].sort(), found, observed }
}

/** Leaves out the subject, which is personal data. */
function goneLink(type: LinkedCredentialType, { provider }: LinkedProvider): FieldChange {
  return { path: formatPointer(['credentials', type, provider]), after: 'linked', cause: 'drift', sensitive: false }
}

function providerOf(identifier: string): string {
  return identifier.slice(0, Math.max(0, identifier.indexOf(':')))
}
