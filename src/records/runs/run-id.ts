/** Ids sort by time; the part after the milliseconds only keeps two runs apart. */
const shape = /^\d{8}T\d{6}\.\d{3}Z-[0-9a-f]{6}$/
const extension = '.ndjson'

/** @param unique a UUID */
export function makeRunId(now: Date, unique: string): string {
  return `${now.toISOString().replaceAll(/[-:]/g, '')}-${unique.slice(0, 6)}`
}

export function journalName(run: string): string {
  return `${run}${extension}`
}

/** The run that a file is the journal of; `undefined` for every other file. */
export function runOf(fileName: string): string | undefined {
  const run = fileName.endsWith(extension) ? fileName.slice(0, -extension.length) : ''
  return shape.test(run) ? run : undefined
}
