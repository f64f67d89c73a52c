import type { DerivedData } from '../../model/derived.ts'
import type { Update } from './update.ts'

/** Whether the account signs in, and is recovered, by what it had before people set it: whatever changes of that only takes back. */
export function derivesAsLeft({
  pair,
  left,
  target,
  schemas,
}: Pick<Update, 'pair' | 'left' | 'target' | 'schemas'>): boolean {
  const { live: before, target: after } = schemas
  if (left === pair.live || before === undefined || after === undefined) return false
  return accessBy(before.derive(left.traits)) === accessBy(after.derive(target.traits))
}

function accessBy({ identifiers, recovery }: DerivedData): string {
  const words = [
    ...identifiers.map(({ type, value }) => `${type} ${value}`),
    ...recovery.map(({ via, value }) => `recovery ${via} ${value}`),
  ]
  return words.sort().join('\n')
}
