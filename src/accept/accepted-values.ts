import type { SchemaAliases } from '../config/types.ts'
import { findAddress, normaliseAddress } from '../identity-schema/address.ts'
import { addressOfLeaf } from '../model/address-leaf.ts'
import type { Diagnostic, DiagnosticCode } from '../model/diagnostic.ts'
import {
  formatPointer,
  isAtOrBelow,
  isJsonObject,
  type Json,
  type JsonPointer,
  parsePointer,
  valueAt,
} from '../model/json.ts'
import { documentOf } from '../reconcile/live-document.ts'
import type { BothPair } from '../reconcile/match.ts'
import { acceptMerged } from '../reconcile/merge-leaf.ts'
import { type MovedLeaf, shownLeaf } from './moved-leaves.ts'

/** One value to set in the document, for one leaf or for all below one node. */
export interface Target {
  /** The leaf, or the node above the leaves that live replaced by something that has none. */
  readonly pointer: JsonPointer
  /** Keys in the document; of a list the index. */
  readonly path: readonly string[]
  /** Not yet escaped; `null` for what must be absent. */
  readonly value: Json
  readonly leaves: readonly MovedLeaf[]
}

/** What has to be written for the leaves to say what live has; what no document can say is a mistake. */
export function targetsOf(
  pair: BothPair,
  leaves: readonly MovedLeaf[],
  aliases: SchemaAliases,
): { readonly targets: readonly Target[]; readonly diagnostics: readonly Diagnostic[] } {
  const targets = new Map<JsonPointer, Target>()
  const diagnostics: Diagnostic[] = []
  for (const leaf of leaves) {
    const problem = leafProblem(leaf, pair)
    if (problem !== undefined) diagnostics.push(problem)
    const above = replacedAbove(leaf, pair)
    const pointer = above ?? leaf.path
    const known = targets.get(pointer)?.leaves ?? []
    const value = above === undefined ? valueFor(leaf, pair, aliases) : valueAt(documentOf(pair.live), above)
    const path = addressOfLeaf(pointer) === undefined ? parsePointer(pointer) : addressPath(pointer, pair)
    targets.set(pointer, { pointer, path, value: value ?? null, leaves: [...known, leaf] })
  }
  return {
    targets: [...targets.values()],
    diagnostics: [...diagnostics, ...[...targets.values()].flatMap((target) => coveringProblem(target, pair))],
  }
}

function valueFor({ path, field, live }: MovedLeaf, { mark }: BothPair, aliases: SchemaAliases): Json | undefined {
  if (field.mode === 'merge' && Array.isArray(live)) return acceptMerged(field.value, live, mark?.fields[path])
  if (path === '/schema_id') return Object.entries(aliases).find(([, { id }]) => id === live)?.[0] ?? live
  return live
}

/** The highest node on the way to a leaf where live has something that is no map. */
function replacedAbove({ path, live }: MovedLeaf, pair: BothPair): JsonPointer | undefined {
  if (live !== undefined || addressOfLeaf(path) !== undefined) return undefined
  const document = documentOf(pair.live)
  const segments = parsePointer(path)
  for (let length = 1; length < segments.length; length += 1) {
    const pointer = formatPointer(segments.slice(0, length))
    const value = valueAt(document, pointer)
    if (value !== undefined && value !== null && !isJsonObject(value)) return pointer
  }
  return undefined
}

/** Writing a node takes away all that the document has below it. */
function coveringProblem({ pointer, leaves }: Target, { desired }: BothPair): Diagnostic[] {
  const [first] = leaves
  if (first === undefined || first.path === pointer) return []
  const accepted = new Set(leaves.map(({ path }) => path))
  const below = Object.entries(desired.fields).filter(([path]) => isAtOrBelow(path, pointer))
  const isLost = ([path, { value }]: (typeof below)[number]) => !accepted.has(path) && value !== null
  const hasOwners = Object.keys(desired.ownership).some((path) => isAtOrBelow(path, pointer))
  if (!below.some(isLost) && !hasOwners) return []
  const text = `live has something else than a map at ${pointer}, where the document has more than what is accepted`
  return [problemOf(first, 'IDC582', text, 'change the document by hand')]
}

function leafProblem(leaf: MovedLeaf, { desired, live }: BothPair): Diagnostic | undefined {
  const { field, path } = leaf
  const shown = shownLeaf(leaf)
  if (field.reference !== undefined) {
    const text = `${shown} comes from a reference, which the live value would replace`
    return problemOf(leaf, 'IDC581', text, 'change what the reference names, or name only other pointers')
  }
  if (addressOfLeaf(path) !== undefined && typeof leaf.live !== 'boolean') {
    const hint = 'take its entry out of verifiable_addresses, or change it'
    return problemOf(leaf, 'IDC582', `${shown}: live has no such address any more`, hint)
  }
  if (addressOfLeaf(path) !== undefined && field.at.file !== desired.origin.file) {
    const text = `${shown}: the address is declared in ${field.at.file}, for others as well`
    return problemOf(leaf, 'IDC583', text, 'declare it in the document itself')
  }
  if (leaf.live !== undefined && holdsNull(leaf.live)) {
    const text = `live has a null at or below ${shown}, and in a document null means absent`
    return problemOf(leaf, 'IDC582', text, 'take it out of Kratos, or leave the value to others (ownership ignore)')
  }
  if (live.inexact && leaf.live !== undefined && holdsNumber(leaf.live)) {
    const text = `live numbers of this identity do not survive as JSON, perhaps one at or below ${shown}`
    return problemOf(leaf, 'IDC582', text, 'make that number a text, or shorter, in Kratos first')
  }
  return undefined
}

function problemOf({ field, sensitive }: MovedLeaf, code: DiagnosticCode, summary: string, hint: string): Diagnostic {
  return { severity: 'error', code, summary, hint, at: field.at, ...(sensitive && { secret: true }) }
}

/** Inside a list a null is a value. */
function holdsNull(value: Json): boolean {
  return value === null || (isJsonObject(value) && Object.values(value).some(holdsNull))
}

function holdsNumber(value: Json): boolean {
  if (Array.isArray(value)) return value.some(holdsNumber)
  return isJsonObject(value) ? Object.values(value).some(holdsNumber) : typeof value === 'number'
}

/** `verified` of the entry that declares the address. */
function addressPath(pointer: JsonPointer, { desired }: BothPair): string[] {
  const address = addressOfLeaf(pointer)
  const declared = desired.verifiable_addresses ?? []
  const wanted = address && findAddress(declared, normaliseAddress(address))
  return ['verifiable_addresses', String(wanted === undefined ? -1 : declared.indexOf(wanted)), 'verified']
}
