/** The formats in which results can be written to stdout. */
export const formatNames = ['human', 'json', 'ndjson'] as const
export type FormatName = (typeof formatNames)[number]

/** Those of a command that has no events. */
export const resultFormatNames = ['human', 'json'] as const satisfies readonly FormatName[]

export function isForMachines(format: FormatName): boolean {
  return format !== 'human'
}
