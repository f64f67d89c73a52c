import type { DerivedData } from '../../model/derived.ts'
import type { Update } from './update.ts'

/** Whether the update gives back the sign-ins and recovery addresses of `left`: it only takes back what people have set. */
export function derivesAsLeft({
  pair,
  left,
  intended,
  schemas,
}: Pick<Update, 'pair' | 'left' | 'intended' | 'schemas'>): boolean {
  const { live: before, intended: after } = schemas
  if (left === pair.live || before === undefined || after === undefined) return false
  return accessBy(before.derive(left.traits)) === accessBy(after.derive(intended.traits))
}

function accessBy({ identifiers, recovery }: DerivedData): string {
  const words = [
    ...identifiers.map(({ type, value }) => `${type} ${value}`),
    ...recovery.map(({ via, value }) => `recovery ${via} ${value}`),
  ]
  return words.sort().join('\n')
}
