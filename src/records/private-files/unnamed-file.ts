import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** An open file of this process alone. */
export interface UnnamedFile {
  readonly handle: FileHandle
  /** Where it was, for messages. */
  readonly path: string
}

/**
 * A file for reading and writing that nobody else can open, and that is gone with this process however it ends: its name is
 * taken away before anything is in it. Throws what the system throws.
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
