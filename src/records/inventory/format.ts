import * as z from 'zod'

/** The inventory (docs/guides/inventory.md): NDJSON, a header and then lines, of which later ones win. */
const inventoryFormat = 'idctl-inventory'
export const inventoryFormatVersion = 1

/** A result of `pseudonymOf`. */
const pseudonym = z.string().regex(/^[0-9a-hjkmnp-tv-z]{16}$/)

const headerSchema = z.strictObject({
  record: z.literal('header'),
  format: z.literal(inventoryFormat),
  format_version: z.literal(inventoryFormatVersion),
  workspace: z.string().min(1),
  target: z.string(),
  key_id: pseudonym,
})

/** Just enough to distinguish an inventory of a newer idctl from any other file. */
export const anyHeaderSchema = z.looseObject({ format: z.literal(inventoryFormat), format_version: z.int() })

export const inventorySchemas = {
  header: headerSchema,
  line: z.union([
    /** The key was applied, to this identity. */
    z.strictObject({ key: pseudonym, id: z.guid() }),
    /** idctl itself ended the key: it belongs to nobody any more. */
    z.strictObject({ key: pseudonym, gone: z.enum(['deleted', 'released', 'renamed']) }),
  ]),
}

export type InventoryHeader = Readonly<z.infer<typeof headerSchema>>
export type InventoryLine = Readonly<z.infer<typeof inventorySchemas.line>>

/** What an inventory is for. */
export type InventoryPlace = Pick<InventoryHeader, 'workspace' | 'target' | 'key_id'>

export function headerOf(place: InventoryPlace): InventoryHeader {
  return { record: 'header', format: inventoryFormat, format_version: inventoryFormatVersion, ...place }
}

export function toText(records: Iterable<InventoryHeader | InventoryLine>): string {
  let text = ''
  for (const record of records) text += `${JSON.stringify(record)}\n`
  return text
}
