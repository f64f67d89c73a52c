/** How results can be written to stdout. */
export const formatNames = ['human', 'json'] as const
export type FormatName = (typeof formatNames)[number]

/** Of these, stdout gets one document, at the end. */
export function isForMachines(format: FormatName): boolean {
  return format !== 'human'
}
