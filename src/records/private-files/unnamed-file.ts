import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** An open file that only this process has. */
export interface UnnamedFile {
  readonly handle: FileHandle
  /** The path that it had, for messages. */
  readonly path: string
}

/**
 * Opens a file for reading and writing that no other process can open. Its name is removed before anything is written, so it disappears
 * with this process, however that ends.
 * @throws the errors of the system
 */
export async function openUnnamedFile(folder: string): Promise<UnnamedFile> {
  const own = await mkdtemp(join(folder, 'idctl-'))
  let handle: FileHandle | undefined
  try {
    const path = join(own, 'plan')
    handle = await open(path, 'wx+', 0o600)
    await rm(own, { recursive: true })
    return { handle, path }
  } catch (error) {
    await handle?.close()
    await rm(own, { recursive: true, force: true })
    throw error
  }
}
