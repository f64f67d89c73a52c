import type { DesiredDocument } from './identity.ts'

/** The identity schema that a document names, or that idctl.yaml names for it. */
export function schemaIdOf({ fields }: Pick<DesiredDocument, 'fields'>): string {
  return String(fields['/schema_id']?.value)
}
