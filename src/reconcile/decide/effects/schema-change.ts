import { type Effect, effect } from '../rule.ts'
import type { Update } from '../update.ts'

export function schemaChange({ fields }: Pick<Update, 'fields'>): readonly Effect[] {
  if (!fields.some(({ path }) => path === '/schema_id')) return []
  return [effect('schema-changes', 'moves to another identity schema: identifiers and addresses are derived anew')]
}
