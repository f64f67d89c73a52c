import type { SchemaAliases } from '../../../config/types.ts'
import { liveLeaf } from '../../../identity/live-document.ts'
import { shownPath } from '../../../model/address-leaf.ts'
import type { FieldChange } from '../../../model/change.ts'
import type { LeftOut, LeftValue } from '../../../model/exported.ts'
import { placeInField } from '../../../model/field-place.ts'
import type { JsonPointer } from '../../../model/json.ts'
import { present } from '../../../model/present.ts'
import { compareFields } from '../../../reconcile/diff/compare-fields.ts'
import type { BothPair } from '../../../reconcile/match/match.ts'
import type { Policy } from '../../../reconcile/policy.ts'
import { type Target, targetsOf } from '../../accept/accepted-values.ts'
import type { MovedLeaf } from '../../accept/moved-leaves.ts'
import { unmanagedLeaves } from './unmanaged-leaves.ts'

/** A document with the live values that it has to say. */
export interface Outdated {
  readonly pair: BothPair
  readonly leaves: readonly MovedLeaf[]
  readonly targets: readonly Target[]
}

export type LeftPath = Pick<LeftValue, 'path' | 'why'>

/** What becomes of one document. */
export interface Judgement {
  readonly outdated?: Outdated
  /** Why it stays as it is, although live has moved. */
  readonly left?: Omit<LeftOut, 'id' | 'key'>
  readonly values: readonly LeftPath[]
}

export interface JudgeRules {
  readonly policy: Pick<Policy, 'schemas' | 'sensitive'>
  readonly aliases: SchemaAliases
}

/**
 * Compares a document with its live identity, and says what it must say instead. Of a managed identity that is what moved
 * live since the last apply: what only moved in the file is left to the next apply. Nobody has noted what an unmanaged identity
 * had before, so everything that differs is taken from live.
 */
export function judgeDocument(pair: BothPair, { policy, aliases }: JudgeRules): Judgement {
  const { desired, live } = pair
  const { file } = desired.origin
  const { diff } = compareFields(pair, policy)
  const leaves: MovedLeaf[] = []
  const compared = new Set(diff.changes.map(({ path }) => path))
  // The next apply removes or releases what has left the file: it does not stay out.
  const others = unmanagedLeaves(pair).filter((path) => !compared.has(path))
  const values: LeftPath[] = others.map((path) => ({ path, why: 'unmanaged' }))
  for (const change of diff.changes) {
    const { path, sensitive } = change
    const field = desired.fields[path]
    const why = reasonToLeave(change, pair)
    if (why !== undefined) values.push({ path: shownPath(change), why })
    else if (field !== undefined) {
      const at = placeInField(desired, path)
      leaves.push({ path, field, at, sensitive, ...present({ live: liveLeaf(live, path) }) })
    }
  }
  const moved = new Set(leaves.map(({ path }) => path))
  const isDisputed =
    pair.mark !== undefined && diff.changes.some(({ path, cause }) => cause === 'both' && moved.has(path))
  if (isDisputed) return { left: { ...dispute, file }, values }
  if (leaves.length === 0) return { values }
  const { targets, diagnostics } = targetsOf(pair, leaves, aliases)
  const [problem] = diagnostics
  if (problem === undefined) return { outdated: { pair, leaves, targets }, values }
  const { code, summary, hint } = problem
  return { left: { file, code, why: summary, ...present({ hint }) }, values }
}

const dispute = {
  code: 'IDC245',
  why: 'a value has changed both in the file and live since the last apply',
  hint: '`idctl plan` shows them; `idctl accept KEY` takes the live values, `idctl apply` those of the file',
} as const

/** A leaf that has left the file is not in it, and the next apply removes or releases it. */
function reasonToLeave({ path, cause }: FieldChange, { desired, mark }: BothPair): LeftPath['why'] | undefined {
  const field = desired.fields[path]
  const hasMoved = mark === undefined || cause === 'drift' || cause === 'both'
  if (field === undefined || !hasMoved) return 'pending'
  return field.reference === undefined ? undefined : 'reference'
}

/** Values that documents leave, by path and reason, the most frequent ones first. */
export function countValues(all: Iterable<readonly LeftPath[]>): LeftValue[] {
  const counts = new Map<string, { path: JsonPointer; why: LeftValue['why']; documents: number }>()
  for (const { path, why } of flat(all)) {
    const name = `${why} ${path}`
    const known = counts.get(name)
    if (known === undefined) counts.set(name, { path, why, documents: 1 })
    else known.documents += 1
  }
  return [...counts.values()].sort((left, right) => right.documents - left.documents)
}

function* flat(all: Iterable<readonly LeftPath[]>): Generator<LeftPath> {
  for (const some of all) yield* some
}
