import type { Change, CreateChange } from '../../model/change.ts'
import type { LiveIdentity, Mark } from '../../model/identity.ts'
import { accountIn, type Row } from './row.ts'

/**
 * The halves of a replacement name each other; it counts once, at the account that goes, and not as a removal. `replaces`: of a
 * row that creates, the one of the account that goes.
 */
export function withReplacements(rows: readonly Row[], replaces: ReadonlyMap<Row, Row>): Row[] {
  const replacedBy = new Map([...replaces].map(([comes, goes]) => [goes, comes]))
  return rows.map((row) => asHalf(row, replaces.get(row), replacedBy.get(row)?.decision.change))
}

function asHalf(row: Row, goes: Row | undefined, comes: Change | undefined): Row {
  const { change } = row.decision
  const theirs = goes && accountIn(goes.subject)
  if (change?.action === 'create' && theirs) {
    return { ...row, decision: { ...row.decision, change: comesFor(change, theirs, goes.decision.change) } }
  }
  if (comes === undefined || change === undefined || !('base' in change)) return row
  const { removals: _, ...counts } = change.counts
  const text = `"${comes.key}" gets a new and empty account in this plan: this one goes, with its credentials and sessions`
  return {
    ...row,
    decision: {
      ...row.decision,
      change: {
        ...change,
        replaced_by: comes.key,
        consequences: [...change.consequences, { code: 'replaced', text }],
        counts: { ...counts, replacements: 1 },
      },
    },
  }
}

function comesFor(
  create: CreateChange,
  { live, mark }: { live: LiveIdentity; mark: Mark },
  goes: Change | undefined,
): CreateChange {
  const former = JSON.stringify(mark.key)
  const line =
    create.key === mark.key ? 'an idctl.key of its own and idctl.previously' : `idctl.key and idctl.previously`
  const text =
    `a new and empty account, while ${former} (${live.id}) goes. The same person? Then ${line}: [${former}] in this document keep the account. ` +
    'Somebody else? --allow-replacements consents'
  return {
    ...create,
    replaces: { key: goes?.key ?? mark.key, id: live.id },
    consequences: [...create.consequences, { code: 'replaces', text }],
  }
}
