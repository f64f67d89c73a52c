import type { GuardVerdict } from '../model/plan.ts'

/** What a guard that refuses a plan counts, and why that is too many: `it counts 4, above the limit of 3 (…)`. */
export function explainVerdict({ count, limit, rule, consent }: GuardVerdict): string {
  const given = consent === undefined ? '' : `; consent was given for ${consent}`
  if (count <= limit) return `it counts ${count}, within the limit of ${limit}, but ${rule}${given}`
  const bound = limit === 0 ? 'and lets none pass without consent' : `above the limit of ${limit}`
  return `it counts ${count}${limit === 0 ? ' ' : ', '}${bound} (${rule})${given}`
}
