import type { SchemaAliases } from '../../config/types.ts'
import { foundElements, foundIn } from '../../identity/found.ts'
import { type NodeInTheWay, nodeInTheWay } from '../../identity/live-document.ts'
import { acceptMerged } from '../../identity/merge-leaf.ts'
import { findAddress, normaliseAddress } from '../../identity-schema/address.ts'
import { addressOfLeaf } from '../../model/address-leaf.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import { isAtOrBelow, type Json, type JsonPointer, parsePointer } from '../../model/json.ts'
import type { BothPair } from '../../reconcile/match/match.ts'
import { leafProblem, problemOf } from './leaf-problem.ts'
import type { MovedLeaf } from './moved-leaves.ts'

/** One value to set in the document, for one leaf or for all leaves below one node. */
export interface Target {
  /** The leaf, or the node above the leaves if live has something there that is not a map. */
  readonly pointer: JsonPointer
  /** Keys in the document; for a list the index. */
  readonly path: readonly string[]
  /** Not yet escaped; `null` for a value that must be absent. */
  readonly value: Json
  readonly leaves: readonly MovedLeaf[]
}

/** The values to write so that the document equals live. A value that no document can express is a mistake. */
export function targetsOf(
  pair: BothPair,
  leaves: readonly MovedLeaf[],
  aliases: SchemaAliases,
): { readonly targets: readonly Target[]; readonly diagnostics: readonly Diagnostic[] } {
  const targets = new Map<JsonPointer, Target>()
  const diagnostics: Diagnostic[] = []
  for (const leaf of leaves) {
    const above = replacedAbove(leaf, pair)
    const pointer = above?.path ?? leaf.path
    const known = targets.get(pointer)?.leaves ?? []
    const problem = leafProblem(above === undefined ? leaf : { ...leaf, path: pointer, live: above.value }, pair)
    if (problem !== undefined) diagnostics.push(problem)
    const value = above === undefined ? valueFor(leaf, pair, aliases) : above.value
    const path = addressOfLeaf(pointer) === undefined ? parsePointer(pointer) : addressPath(pointer, pair)
    targets.set(pointer, { pointer, path, value: value ?? null, leaves: [...known, leaf] })
  }
  return {
    targets: [...targets.values()],
    diagnostics: [...diagnostics, ...[...targets.values()].flatMap((target) => coveringProblem(target, pair))],
  }
}

function valueFor({ path, field, live }: MovedLeaf, { mark }: BothPair, aliases: SchemaAliases): Json | undefined {
  if (field.mode === 'merge' && Array.isArray(live)) {
    const applied = mark?.fields[path]
    return acceptMerged(field.value, live, applied, foundElements(foundIn(mark), path, applied, live))
  }
  if (path === '/schema_id') return Object.entries(aliases).find(([, { id }]) => id === live)?.[0] ?? live
  return live
}

/** The node above a leaf where live has something that is not a map; a `null` there means absent. */
function replacedAbove({ path, live }: MovedLeaf, pair: BothPair): NodeInTheWay | undefined {
  const node = live === undefined ? nodeInTheWay(pair.live, path) : undefined
  return node?.value === null ? undefined : node
}

/** A mistake if writing a node would remove other leaves or owners that the document has below it. */
function coveringProblem({ pointer, leaves }: Target, { desired }: BothPair): Diagnostic[] {
  const [first] = leaves
  if (first === undefined || first.path === pointer) return []
  const accepted = new Set(leaves.map(({ path }) => path))
  const below = Object.entries(desired.fields).filter(([path]) => isAtOrBelow(path, pointer))
  const isLost = ([path, { value }]: (typeof below)[number]) => !accepted.has(path) && value !== null
  const hasOwners = Object.keys(desired.ownership).some((path) => isAtOrBelow(path, pointer))
  if (!below.some(isLost) && !hasOwners) return []
  const text = `live has no map at ${pointer}, but the document has other values there than those to accept`
  return [problemOf(first, 'IDC582', text, 'change the document by hand')]
}

/** The path of `verified` in the entry that declares the address. */
function addressPath(pointer: JsonPointer, { desired }: BothPair): string[] {
  const address = addressOfLeaf(pointer)
  const declared = desired.verifiable_addresses ?? []
  const wanted = address && findAddress(declared, normaliseAddress(address))
  return ['verifiable_addresses', String(wanted === undefined ? -1 : declared.indexOf(wanted)), 'verified']
}
