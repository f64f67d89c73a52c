import { lstat, readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { journalName, runOf } from './run-id.ts'

/** How many journals are kept. */
const keptRuns = 100

/**
 * Deletes all but the newest journals of a folder: only regular files with the name of a journal, and only if the
 * folder is not a link. Files that cannot be deleted stay, and nothing is reported.
 *
 * @param writing The run that is being written. It counts as the newest: names come from clocks, and those of others
 * may be ahead.
 */
export async function forgetOldRuns(folder: string, keep = keptRuns, writing?: string): Promise<void> {
  const place = await lstat(folder).catch(() => undefined)
  if (place?.isDirectory() !== true) return
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const journals = entries.filter((entry) => entry.isFile() && runOf(entry.name) !== undefined).map(({ name }) => name)
  const own = writing === undefined ? undefined : journalName(writing)
  const others = journals.filter((name) => name !== own).sort()
  const old = others.slice(0, Math.max(0, journals.length - keep))
  for (const name of old) await unlink(join(folder, name)).catch(() => undefined)
}
