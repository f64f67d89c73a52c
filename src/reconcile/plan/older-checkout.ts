import type { Blocked } from '../../model/change.ts'
import type { Ancestry, Checkout } from '../../model/checkout.ts'
import { present } from '../../model/present.ts'
import type { Decision } from '../decide/decision.ts'

/**
 * Blocks removals and returns that come from an older checkout. The mark names the commit of the last write; if that is neither HEAD nor
 * an ancestor of it, this checkout may not have the document yet, or may still have it. A commit that cannot be compared blocks as well.
 * Each commit is looked up once. Without a checkout (`git: false`) nothing is checked.
 */
export async function blockOlderRemovals<R extends { readonly decision: Decision }>(
  rows: readonly R[],
  checkout: Checkout | undefined,
): Promise<readonly R[]> {
  if (checkout === undefined) return rows
  const known = new Map<string, Ancestry>()
  const judged: R[] = []
  for (const row of rows) {
    const { appliedAt, change } = row.decision
    if (appliedAt === undefined || change === undefined || change.blocked) {
      judged.push(row)
      continue
    }
    const ancestry = known.get(appliedAt) ?? (await checkout.ancestry(appliedAt))
    known.set(appliedAt, ancestry)
    const blocked = blockFor(ancestry, appliedAt)
    const decision = { ...row.decision, change: { ...change, consequences: [], ...present({ blocked }) } }
    judged.push(blocked ? { ...row, decision } : row)
  }
  return judged
}

function blockFor(ancestry: Ancestry, commit: string): Blocked | undefined {
  const short = commit.slice(0, 12)
  const because = (reason: string, hint: string): Blocked => ({ code: 'older-checkout', reason, hint })
  switch (ancestry) {
    case 'ancestor':
      return undefined
    case 'not-ancestor':
      return because(
        `your checkout is older than what was applied: commit ${short} is not an ancestor of HEAD`,
        'update the checkout and plan again; if that commit was squashed or rebased away, apply once with `git: false` in idctl.yaml',
      )
    case 'shallow':
      return because(
        `your checkout may be older than what was applied: it is a shallow clone, and commit ${short} is not in it`,
        'fetch the whole history: `git fetch --unshallow`; in a pipeline, `fetch-depth: 0`',
      )
    case 'unknown-commit':
      return because(
        `your checkout may be older than what was applied: it does not have commit ${short}`,
        '`git fetch`, update the checkout and plan again; if that history was rewritten, apply once with `git: false` in idctl.yaml',
      )
    case 'no-checkout':
      return because(
        `your files may be older than what was applied (commit ${short}): they are in no git checkout that can be read`,
        'plan in a checkout, or do without this check: `git: false` in idctl.yaml',
      )
  }
}
