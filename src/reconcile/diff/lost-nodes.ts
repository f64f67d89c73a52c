import { leafDigest } from '../../identity/compare.ts'
import type { Edit } from '../../identity/edit.ts'
import { intendedOf } from '../../identity/intended.ts'
import { documentOf, nodeInTheWay } from '../../identity/live-document.ts'
import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import type { FieldChange } from '../../model/change.ts'
import type { Cause } from '../../model/change-codes.ts'
import type { DesiredDocument, LiveIdentity, Mark } from '../../model/identity.ts'
import {
  formatPointer,
  isAtOrBelow,
  isJsonObject,
  type Json,
  type JsonPointer,
  parsePointer,
  valueAt,
} from '../../model/json.ts'
import { hiddenValue } from '../../model/sensitive.ts'
import { causeOf, wholeArray } from './diff.ts'

/** The two sides of a comparison, and how they are compared. */
export interface Compared {
  readonly desired: DesiredDocument
  readonly live: LiveIdentity
  readonly applied: Mark['fields']
  readonly schema: IdentitySchema | undefined
  readonly sensitive: (path: JsonPointer) => boolean
  /** Live nodes whose values must not be in a plan. */
  readonly secret?: (path: JsonPointer) => boolean
}

/**
 * The leaves of a change with the live nodes that are removed because of them, each before the first leaf below it. These are values where
 * an object must be (shown as `{}`, since its members have rows of their own), and objects that lose their last leaf. As edits they add
 * nothing to the leaves; as rows they show what is lost, and put it into the base.
 */
export function withLostNodes(
  leaves: readonly FieldChange[],
  edits: readonly Edit[],
  compared: Compared,
): readonly FieldChange[] {
  if (leaves.length === 0) return leaves
  // Only a leaf that is removed can empty an object.
  const intended = leaves.every(isWritten) ? null : documentOf(intendedOf(compared.live, edits, undefined))
  return withNodes(leaves, (leaf) =>
    isWritten(leaf) ? replacedNode(leaf, leaves, compared) : emptiedNode(leaf, leaves, intended, compared),
  )
}

/** The same for leaves that are only observed: a live value in the place of their object is a difference, too. */
export function withNodesInTheWay(leaves: readonly FieldChange[], compared: Compared): readonly FieldChange[] {
  return withNodes(leaves, (leaf) => (isWritten(leaf) ? replacedNode(leaf, leaves, compared) : undefined))
}

function withNodes(
  leaves: readonly FieldChange[],
  nodeOf: (leaf: FieldChange) => FieldChange | undefined,
): readonly FieldChange[] {
  const known = new Set(leaves.map(({ path }) => path))
  return leaves.flatMap((leaf) => {
    const node = nodeOf(leaf)
    if (node === undefined || known.has(node.path)) return [leaf]
    known.add(node.path)
    return [node, leaf]
  })
}

function isWritten({ after, reference }: FieldChange): boolean {
  return after !== undefined || reference !== undefined
}

function replacedNode(leaf: FieldChange, leaves: readonly FieldChange[], compared: Compared): FieldChange | undefined {
  const node = nodeInTheWay(compared.live, leaf.path)
  if (node === undefined) return undefined
  const { path, value } = node
  const below = leaves.filter((other) => isAtOrBelow(other.path, path))
  // The value may come from a reference whose line has moved below this node, so it must not be in a plan.
  const isSecret = below.some(({ reference }) => reference !== undefined) || compared.secret?.(path) === true
  return {
    path,
    before: isSecret ? hiddenValue : value,
    after: {},
    cause: causeAt(path, value, compared) ?? strongest(below),
    sensitive: isSecret || compared.sensitive(path),
  }
}

/** The cause of the difference, if the file had a leaf at this pointer before. */
function causeAt(path: JsonPointer, live: Json, { applied, schema }: Compared): Cause | undefined {
  const before = applied[path]
  if (before === undefined) return undefined
  const whole = typeof before === 'object' ? wholeArray(before, live) : before
  return causeOf(whole, leafDigest(schema, path, {}), leafDigest(schema, path, live))
}

function emptiedNode(
  leaf: FieldChange,
  leaves: readonly FieldChange[],
  intended: Json,
  { live, sensitive, secret }: Compared,
): FieldChange | undefined {
  const document = documentOf(live)
  const segments = parsePointer(leaf.path)
  const above = segments.slice(1).map((_, index) => formatPointer(segments.slice(0, index + 1)))
  // `metadata_admin` stays an object, because it has the mark.
  const path = above.find((pointer) => pointer !== '/metadata_admin' && !isJsonObject(valueAt(intended, pointer)))
  const before = path === undefined ? undefined : valueAt(document, path)
  if (path === undefined || !isJsonObject(before)) return undefined
  const below = leaves.filter((other) => isAtOrBelow(other.path, path))
  const shown = secret?.(path) === true ? hiddenValue : before
  return { path, before: shown, cause: strongest(below), sensitive: sensitive(path) }
}

function strongest(leaves: readonly FieldChange[]): Cause {
  const causes = new Set(leaves.map(({ cause }) => cause))
  if (causes.has('both') || (causes.has('drift') && causes.size > 1)) return 'both'
  return (['drift', 'pending', 'new'] as const).find((cause) => causes.has(cause)) ?? 'removed'
}
