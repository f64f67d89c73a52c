import { leafEqual } from '../../identity/compare.ts'
import type { Edit } from '../../identity/edit.ts'
import { liveLeaf, markPath } from '../../identity/live-document.ts'
import { hasMark } from '../../identity/mark.ts'
import { findAddress } from '../../identity-schema/address.ts'
import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import { withoutAddress } from '../../model/address-leaf.ts'
import type { CreateChange } from '../../model/change.ts'
import type { LiveIdentity, Mark } from '../../model/identity.ts'
import type { JsonPointer } from '../../model/json.ts'

/** The intended state after the write, and the schema that applies to it. */
export interface Intent {
  readonly edits: readonly Edit[]
  readonly mark: Mark | undefined
  readonly schema: IdentitySchema | undefined
}

/** The pointers of written leaves, and of the mark, where live differs from the intended state. Never values. */
export function divergingPaths(live: LiveIdentity, intent: Intent): JsonPointer[] {
  return [...divergingLeaves(live, intent), ...(hasMark(live, intent.mark) ? [] : [markPath])]
}

/** The same without the mark. */
export function divergingLeaves(live: LiveIdentity, { edits, schema }: Omit<Intent, 'mark'>): JsonPointer[] {
  const leaves = edits.filter(({ path, after }) => !leafEqual(schema, path, after, liveLeaf(live, path)))
  return leaves.map(({ path }) => withoutAddress(path))
}

/**
 * Pointers of declared addresses that the created identity lacks: Kratos silently drops addresses that no trait yields (trap 27).
 * Addresses with `verified` are leaves of the change, which `divergingPaths` checks.
 */
export function lostAddresses(live: LiveIdentity, change: CreateChange): JsonPointer[] {
  const verifiable = (change.verifiable_addresses ?? []).flatMap((wanted, index) => {
    const arrived = wanted.verified !== undefined || findAddress(live.verifiable_addresses, wanted) !== undefined
    return arrived ? [] : [`/verifiable_addresses/${index}`]
  })
  const recovery = (change.recovery_addresses ?? []).flatMap((wanted, index) =>
    findAddress(live.recovery_addresses, wanted) ? [] : [`/recovery_addresses/${index}`],
  )
  return [...verifiable, ...recovery]
}
