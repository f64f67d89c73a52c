import { randomUUID } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
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
 * Throws what the system or `fill` throws, and leaves no neighbour behind.
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
}
