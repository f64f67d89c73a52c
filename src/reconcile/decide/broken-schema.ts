import type { Policy } from '../policy.ts'

/** Why Kratos refuses every write to an identity of this schema, whatever its traits are. */
export function brokenSchema(
  id: string,
  { schemas, abilities }: Pick<Policy, 'schemas' | 'abilities'>,
): string | undefined {
  const broken = schemas.refusalOf(id, abilities)
  return broken && `Kratos refuses every write to it: its identity schema ${JSON.stringify(id)} ${broken}`
}
