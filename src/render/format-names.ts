/** The formats in which results can be written to stdout. */
export const formatNames = ['human', 'json'] as const
export type FormatName = (typeof formatNames)[number]

/** A format for machines writes one document to stdout, at the end. */
export function isForMachines(format: FormatName): boolean {
  return format !== 'human'
}
