import { randomUUID } from 'node:crypto'
import { type FileHandle, lstat, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Writes a file of mode 0600 (or another) that is there whole or not at all, also after a crash. Throws what the system
 * throws.
 */
export function writeWholeFile(path: string, text: string, mode = 0o600): Promise<void> {
  return fillWholeFile(path, async (handle) => {
    await handle.chmod(mode)
    await handle.writeFile(text)
  })
}

/**
 * The same for what comes in parts: `fill` writes to a temporary neighbour, which is synced and renamed over the file.
 * Throws what the system or `fill` throws, and leaves no neighbour behind. What a killed process has left of this file goes, too.
 */
export async function fillWholeFile(path: string, fill: (handle: FileHandle) => Promise<void>): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`)
  const handle = await open(temporary, 'wx', 0o600)
  try {
    try {
      await fill(handle)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await sweep(path)
}

const hour = 3_600_000
const temporaryName = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/

/**
 * A living process writes its neighbour all the time: one that nothing was written to for an hour, by the clock of the disk, is
 * nobody's. What cannot be removed stays: it is in nobody's way. `path` was written right now.
 */
async function sweep(path: string): Promise<void> {
  const prefix = `.${basename(path)}.`
  const names = await readdir(dirname(path)).catch(() => [])
  const left = names.filter((name) => name.startsWith(prefix) && temporaryName.test(name.slice(prefix.length)))
  const now = left.length === 0 ? undefined : (await lstat(path).catch(() => undefined))?.mtimeMs
  if (now === undefined) return
  for (const name of left) {
    const file = join(dirname(path), name)
    const found = await lstat(file).catch(() => undefined)
    if (found?.isFile() && found.mtimeMs < now - hour) await rm(file, { force: true }).catch(() => undefined)
  }
}
