import { randomUUID } from 'node:crypto'
import { type FileHandle, lstat, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Writes a file, by default of mode 0600. After a crash the file is complete or as it was before.
 * @throws the errors of the system
 */
export function writeWholeFile(path: string, text: string, mode = 0o600): Promise<void> {
  return fillWholeFile(path, async (handle) => {
    await handle.chmod(mode)
    await handle.writeFile(text)
  })
}

/**
 * The same for a text that comes in parts. `fill` writes to a temporary file beside the file, which is then synced and renamed to it.
 * Also removes the temporary files that killed processes have left.
 * @throws the errors of the system and of `fill`; the temporary file is removed
 */
export async function fillWholeFile(path: string, fill: (handle: FileHandle) => Promise<void>): Promise<void> {
  const temporary = join(dirname(path), `${prefixFor(path)}${randomUUID()}.tmp`)
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

/** Of a long name only its beginning: the whole temporary name must fit into the 255 bytes that file systems allow. */
function prefixFor(path: string): string {
  let name = basename(path)
  while (Buffer.byteLength(name) > 200) name = [...name].slice(0, -1).join('')
  return `.${name}.`
}

const hour = 3_600_000
const temporaryName = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/

/**
 * Removes temporary files of killed processes. A running process writes to its temporary file all the time, so one that did not change
 * for an hour belongs to no process. `path` was written just now: its time is that of the file system's clock. Errors are ignored, because
 * a file that stays does no harm.
 */
async function sweep(path: string): Promise<void> {
  const prefix = prefixFor(path)
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
