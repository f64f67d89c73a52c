import type { Creation } from '../creation.ts'
import { type Effect, effect } from '../rule.ts'

export function recreated({ gone }: Creation): readonly Effect[] {
  if (gone === undefined) return []
  const text = gone.isLive
    ? `was applied before, and its identity (${gone.id}) still exists without the mark, but no rule matches it: this creates a second account`
    : `was applied before, and its identity (${gone.id}) is gone: creating it again needs consent`
  return [effect('recreated', text, { recreations: 1 })]
}
