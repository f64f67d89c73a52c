import type { Change, CreateChange } from '../../model/change.ts'
import type { LiveIdentity, Mark } from '../../model/identity.ts'
import type { Kinship } from '../match/kinship.ts'
import { accountIn, type Row } from './row.ts'

/**
 * Makes the two halves of a replacement name each other. It counts once, at the account that goes, and not as a removal. A creation counts
 * as the return of one account only; other accounts that it may be name it as well, but count as removals.
 */
export function withReplacements(
  rows: readonly Row[],
  { replaces, mayBe, mayReturn }: Pick<Kinship<Row, Row>, 'replaces' | 'mayBe' | 'mayReturn'>,
): Row[] {
  const replacedBy = new Map([...replaces].map(([comes, goes]) => [goes, comes]))
  return rows.map((row) => {
    const taker = replacedBy.get(row)
    const comes = (taker ?? mayReturn.get(row))?.decision.change
    return asHalf(row, { goes: replaces.get(row) ?? mayBe.get(row), comes, counts: taker !== undefined })
  })
}

interface Half {
  readonly goes: Row | undefined
  readonly comes: Change | undefined
  /** The creation counts as the return of this account. */
  readonly counts: boolean
}

function asHalf(row: Row, { goes, comes, counts: isTaken }: Half): Row {
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
        counts: isTaken ? { ...counts, replacements: 1 } : change.counts,
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
    `a new and empty account, while ${former} (${live.id}) goes. If it is the same person, ${line}: [${former}] in this document keep the account. ` +
    'If it is somebody else, consent with --allow-replacements'
  return {
    ...create,
    replaces: { key: goes?.key ?? mark.key, id: live.id },
    consequences: [...create.consequences, { code: 'replaces', text }],
  }
}
