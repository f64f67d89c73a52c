import type { Action, Change } from '../model/change.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { IdentityKey } from '../model/identity.ts'

export interface OrderedChanges {
  readonly changes: readonly Change[]
  readonly diagnostics: readonly Diagnostic[]
}

const rank: Readonly<Record<Action, number>> = {
  update: 1,
  adopt: 2,
  create: 3,
  release: 4,
  disable: 5,
  delete: 6,
  none: 7,
}

/**
 * The order of execution (product §5.4): updates that free an identifier, updates, adopts, creates, release, disable,
 * delete; by key within each; and whatever frees a value just before whoever takes it. Independent of input order.
 */
export function orderChanges(
  changes: readonly Change[],
  needs: ReadonlyMap<IdentityKey, ReadonlySet<IdentityKey>>,
): OrderedChanges {
  const freeing = new Set([...needs.values()].flatMap((keys) => [...keys]))
  const byKey = new Map(changes.map((change) => [change.key, change]))
  const sorted = [...changes].sort((left, right) => {
    const difference = rankOf(left, freeing) - rankOf(right, freeing)
    return difference !== 0 ? difference : compareText(left.key, right.key)
  })
  const ordered: Change[] = []
  const diagnostics: Diagnostic[] = []
  const state = new Map<IdentityKey, 'open' | 'done'>()

  function visit(change: Change, path: readonly IdentityKey[]): void {
    const seen = state.get(change.key)
    if (seen === 'done') return
    if (seen === 'open') {
      diagnostics.push(swap([...path.slice(path.indexOf(change.key)), change.key], byKey))
      return
    }
    state.set(change.key, 'open')
    const first = [...(needs.get(change.key) ?? [])].sort(compareText)
    for (const key of first) {
      const needed = byKey.get(key)
      if (needed) visit(needed, [...path, change.key])
    }
    state.set(change.key, 'done')
    ordered.push(first.length === 0 ? change : { ...change, after: first })
  }

  for (const change of sorted) visit(change, [])
  return { changes: ordered, diagnostics }
}

function rankOf(change: Change, freeing: ReadonlySet<IdentityKey>): number {
  return change.action === 'update' && freeing.has(change.key) ? 0 : rank[change.action]
}

function swap(cycle: readonly IdentityKey[], byKey: ReadonlyMap<IdentityKey, Change>): Diagnostic {
  const at = byKey.get(cycle[0] as IdentityKey)?.origin
  return {
    severity: 'error',
    code: 'IDC511',
    summary: `these documents exchange identifiers in a circle: ${cycle.map((key) => `"${key}"`).join(' → ')}`,
    hint: 'Kratos cannot exchange unique values in single writes: give one of them a temporary value first, apply, then the final one',
    ...(at && { at }),
  }
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
