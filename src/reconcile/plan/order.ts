import type { Action, Change, Consequence } from '../../model/change.ts'
import { isUpdate } from '../../model/change-parts.ts'
import { compareText } from '../../model/compare-text.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { IdentityKey } from '../../model/identity.ts'
import { present, unlessEmpty } from '../../model/present.ts'
import type { Aside } from '../../swap/aside.ts'
import type { Needs } from './collisions.ts'
import { type BrokenCircles, breakCircles } from './swaps.ts'

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
 * The order of execution: updates that free an identifier, updates, adopts, creates, release, disable, delete; by key within each. A change
 * that frees a value comes right before the one that takes it. In a circle of people who take values from each other, one moves aside
 * first; these moves come before everything else. The result does not depend on the order of the input.
 */
export function orderChanges(
  changes: readonly Change[],
  needs: Needs,
  possibleAsides: ReadonlyMap<IdentityKey, Aside>,
): OrderedChanges {
  const broken = breakCircles(needs, possibleAsides)
  const freeing = new Set([...needs.values()].flatMap((givers) => [...givers.keys()]))
  const byKey = new Map(changes.map((change) => [change.key, change]))
  const sorted = [...changes].sort((left, right) => {
    const difference = rankOf(left, freeing) - rankOf(right, freeing)
    return difference !== 0 ? difference : compareText(left.key, right.key)
  })
  const ordered: Change[] = []
  const diagnostics: Diagnostic[] = []
  const state = new Map<IdentityKey, 'open' | 'done'>()
  /** From the change that is asked for to the one that it needs, and so on. No recursion: everybody may take the value of the next one. */
  const path: { readonly change: Change; readonly needed: Iterator<IdentityKey> }[] = []

  function enter(change: Change): void {
    const seen = state.get(change.key)
    if (seen === 'done') return
    if (seen === 'open') {
      const keys = path.map((step) => step.change.key)
      diagnostics.push(unbreakable([...keys.slice(keys.indexOf(change.key)), change.key], byKey))
      return
    }
    state.set(change.key, 'open')
    path.push({ change, needed: broken.after(change.key).values() })
  }

  for (const first of sorted) {
    enter(first)
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const next = step.needed.next()
      const needed = next.done ? undefined : byKey.get(next.value)
      if (needed) enter(needed)
      if (!next.done) continue
      path.pop()
      state.set(step.change.key, 'done')
      ordered.push(waiting(step.change, broken))
    }
  }
  const isAside = (change: Change) => broken.asides.has(change.key)
  const asides = ordered.filter(isAside).sort((left, right) => compareText(left.key, right.key))
  return { changes: [...asides, ...ordered.filter((change) => !isAside(change))], diagnostics }
}

function rankOf(change: Change, freeing: ReadonlySet<IdentityKey>): number {
  return change.action === 'update' && freeing.has(change.key) ? 0 : rank[change.action]
}

/** The change with what must come before it, and with its own move aside. */
function waiting(change: Change, broken: BrokenCircles): Change {
  const after = broken.after(change.key)
  const after_aside = broken.afterAside(change.key)
  const aside = broken.asides.get(change.key)
  if (after.length + after_aside.length === 0 && aside === undefined) return change
  const needy = {
    ...change,
    ...present({ after: unlessEmpty(after), after_aside: unlessEmpty(after_aside) }),
  }
  if (aside === undefined || !isUpdate(needy)) return needy
  return {
    ...needy,
    aside: aside.values,
    consequences: [...needy.consequences, movesAside(aside)],
    counts: { ...needy.counts, swaps: 1 },
  }
}

function movesAside({ values }: Aside): Consequence {
  const paths = Object.keys(values).join(' and ')
  const text = `swap: moves aside first, with a temporary value at ${paths} until the others have taken theirs`
  return { code: 'moves-aside', text }
}

function unbreakable(circle: readonly IdentityKey[], byKey: ReadonlyMap<IdentityKey, Change>): Diagnostic {
  const at = byKey.get(circle[0] as IdentityKey)?.origin
  return {
    severity: 'error',
    code: 'IDC511',
    summary: `these documents exchange values in a circle, and none of them can move aside: ${circle.map((key) => `"${key}"`).join(' → ')}`,
    detail:
      'Kratos cannot exchange unique values in single writes, so one person needs temporary values meanwhile. That person must be managed and keep the schema, and the values must be texts in traits for which the schema accepts a temporary value',
    hint: 'give one of them another value first, apply, then the final one; adopt those that are not managed yet',
    ...present({ at }),
  }
}
