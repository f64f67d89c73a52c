import { leafDigest } from '../../identity/compare.ts'
import type { Edit } from '../../identity/edit.ts'
import { foundIn } from '../../identity/found.ts'
import { intendedOf } from '../../identity/intended.ts'
import { liveLeaf } from '../../identity/live-document.ts'
import { hiddenIn, secretIn } from '../../identity/references.ts'
import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import { withoutAddress } from '../../model/address-leaf.ts'
import type { FieldChange } from '../../model/change.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { Mark } from '../../model/identity.ts'
import type { JsonPointer } from '../../model/json.ts'
import { temporaryLeaves } from '../../swap/aside-leaves.ts'
import type { BothPair } from '../match/match.ts'
import type { Policy } from '../policy.ts'
import { sensitivityOf, settleAddresses } from './declared-addresses.ts'
import { diffFields, type FieldDiff } from './diff.ts'
import { type Compared, withLostNodes, withNodesInTheWay } from './lost-nodes.ts'

export interface Comparison {
  /** The comparison leaf by leaf. */
  readonly diff: FieldDiff
  /** The leaves to write, and the live nodes that are removed with them. */
  readonly fields: readonly FieldChange[]
  /** The leaves that are only observed, and the live nodes in their place. */
  readonly observed: readonly FieldChange[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Compares a document with its live identity under the schema that holds after the change.
 *
 * @param waiting leaves that this change does not write
 */
export function compareFields(
  pair: BothPair,
  policy: Pick<Policy, 'schemas' | 'sensitive'>,
  waiting: ReadonlySet<JsonPointer> = new Set(),
): Comparison {
  const { desired, live } = pair
  const schema = policy.schemas.get(wantedSchemaId(pair))
  const sensitive = sensitivityOf(desired, live.traits, schema, hiddenIn(live, policy.sensitive))
  const aside = pair.mark ? temporaryLeaves(live, pair.mark) : []
  const compared: Compared = {
    desired,
    live,
    applied: appliedUnder(schema, pair, policy),
    schema,
    sensitive,
    secret: secretIn(live),
  }
  const found = diffFields({ aside, waiting, found: foundIn(pair.mark), ...compared })
  const traits = () => intendedOf(live, editsOf(found.changes, pair), undefined).traits
  const { diff, diagnostics } = settleAddresses(pair, found, traits, schema)
  const released = diff.released.map((path) => (sensitive(path) ? withoutAddress(path) : path))
  return {
    diff: { ...diff, released },
    fields: withLostNodes(diff.changes, editsOf(diff.changes, pair), compared),
    observed: withNodesInTheWay(diff.observed, compared),
    diagnostics,
  }
}

/**
 * The digests of the mark, converted to the new schema. They were made under the present schema, which may treat a value as a phone number
 * where the new one sees plain text.
 */
function appliedUnder(
  after: IdentitySchema | undefined,
  { desired, live, mark }: BothPair,
  policy: Pick<Policy, 'schemas'>,
): Mark['fields'] {
  const before = policy.schemas.get(live.schema_id)
  const applied = mark?.fields ?? {}
  if (before === after) return applied
  const digests = Object.entries(applied).map(([path, digest]) => {
    const same = [liveLeaf(live, path), desired.fields[path]?.value].find(
      (value) => leafDigest(before, path, value) === digest,
    )
    return [path, same === undefined ? digest : leafDigest(after, path, same)] as const
  })
  return Object.fromEntries(digests)
}

function wantedSchemaId({ desired, live }: BothPair): string {
  const field = desired.fields['/schema_id']
  return field?.mode === 'enforce' && typeof field.value === 'string' ? field.value : live.schema_id
}

/** Changes as edits, with the current values of references: the plan itself has only their texts. */
export function editsOf(fields: readonly FieldChange[], { desired }: BothPair): Edit[] {
  return fields.map(({ path, after, reference }) => {
    const value = reference === undefined ? after : desired.fields[path]?.value
    return value === undefined ? { path } : { path, after: value }
  })
}
