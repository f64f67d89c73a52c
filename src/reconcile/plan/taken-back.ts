import type { Blocked } from '../../model/change.ts'
import type { GuardName } from '../../model/change-codes.ts'
import { hasEffect } from '../../model/change-parts.ts'
import { guardFlag } from '../../model/guard-flag.ts'
import type { Row } from './row.ts'

/** Guards that people can drive up by changing their own account again and again, since each plan takes these changes back. */
const guards = ['field_removals', 'identifier_changes', 'updates'] as const satisfies readonly GuardName[]

/**
 * Blocks rows that take back what was set in Kratos since the last apply, if they exceed a guard together. The other rows go on, so that
 * nobody can stop the whole plan by changing their own account, and hundreds of accounts are not changed without consent. A row that
 * exceeds the limit alone is blocked alone.
 */
export function blockTakenBack(
  rows: readonly Row[],
  limitOrConsent: (guard: GuardName) => number,
): ReadonlyMap<Row, Blocked> {
  const blocked = new Map<Row, Blocked>()
  const open = rows.filter(({ decision: { change } }) => change !== undefined && hasEffect(change) && !change.blocked)
  for (const guard of guards) {
    const limit = limitOrConsent(guard)
    const count = (some: readonly Row[]) =>
      some.reduce((sum, { decision: { change } }) => sum + (change?.counts[guard] ?? 0), 0)
    const total = count(open)
    if (total <= limit) continue
    const back = open.filter(({ decision: { takesBack } }) => (takesBack?.[guard] ?? 0) > 0)
    const alone = open.filter(({ decision: { takesOthers } }) => (takesOthers?.[guard] ?? 0) > limit)
    const waiting = total - count(alone) <= limit ? alone : [...alone, ...back]
    for (const row of waiting) if (!blocked.has(row)) blocked.set(row, tooMuch(guard, total, limit))
  }
  return blocked
}

function tooMuch(guard: GuardName, total: number, limit: number): Blocked {
  const flag = `${guardFlag(guard)}=${total}`
  return {
    code: 'taken-back',
    reason: `it removes values that were set in Kratos and not by idctl: of these, the plan counts ${total} in \`${guard}\`, above ${limit}`,
    hint: `\`${flag}\` removes them all; to keep the live values, \`idctl accept KEY\` or another ownership`,
  }
}
