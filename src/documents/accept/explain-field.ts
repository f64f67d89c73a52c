import type { AcceptedField } from '../../model/acceptance.ts'
import { placeInField } from '../../model/field-place.ts'
import type { DesiredIdentity } from '../../model/identity.ts'
import { isAtOrBelow, type Json, type JsonPointer } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import type { BothPair } from '../../reconcile/match/match.ts'
import type { Target } from './accepted-values.ts'
import type { MovedLeaf } from './moved-leaves.ts'

/** How each leaf changes, and each node that replaces several leaves. */
export function explainFields(
  leaves: readonly MovedLeaf[],
  pair: BothPair,
  after: DesiredIdentity,
  targets: readonly Target[],
  isSensitive: (path: JsonPointer) => boolean,
): AcceptedField[] {
  return leaves.flatMap((leaf) => {
    const field = explainField(leaf, pair, after, targets)
    const node = targets.find(({ pointer, leaves: [first] }) => first === leaf && pointer !== leaf.path)
    if (node === undefined) return [field]
    const sensitive = isSensitive(node.pointer)
    return [{ path: node.pointer, at: field.at, after: node.value, sensitive }, field]
  })
}

/** How one leaf changes, from the document before and after the edit. */
function explainField(
  leaf: MovedLeaf,
  { desired: before }: BothPair,
  after: DesiredIdentity,
  targets: readonly Target[],
): AcceptedField {
  const { path, field, sensitive } = leaf
  const target = targets.find(({ leaves }) => leaves.includes(leaf))
  const stands = Object.keys(after.fields).find(
    (other) => isAtOrBelow(other, path) || (target !== undefined && isAtOrBelow(other, target.pointer)),
  )
  const note = noteOn(leaf, before, target)
  return {
    path,
    at: placeInField(after, stands ?? ''),
    ...present({ before: field.value ?? undefined, after: afterOf(leaf, target) }),
    sensitive,
    ...present({ note }),
  }
}

function afterOf({ field, live }: MovedLeaf, target: Target | undefined): Json | undefined {
  return (live !== undefined && field.mode === 'merge' ? target?.value : live) ?? undefined
}

function noteOn(
  { at, path, live }: MovedLeaf,
  before: DesiredIdentity,
  target: Target | undefined,
): string | undefined {
  if (at.file !== before.origin.file) {
    return `the value came from ${at.file}:${at.line}, which others use, too; now the document has its own`
  }
  if (path === '/schema_id' && at.line === before.origin.line && at.column === before.origin.column) {
    return 'the value came from schema_id of idctl.yaml; now the document has its own'
  }
  if (target !== undefined && target.pointer !== path) return `live has no map at ${target.pointer} any more`
  return live === undefined
    ? 'live has none: null means that it must be absent; without the line, idctl does not manage it'
    : undefined
}
