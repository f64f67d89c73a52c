import type { Policy } from '../policy.ts'

/** Why Kratos refuses every write to an identity of this schema, whatever its traits are. */
export function schemaRefusalOf(
  id: string,
  { schemas, abilities }: Pick<Policy, 'schemas' | 'abilities'>,
): string | undefined {
  const why = schemas.refusalOf(id, abilities)
  return why && `Kratos refuses every write to it: its identity schema ${JSON.stringify(id)} ${why}`
}
