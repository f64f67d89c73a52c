import { constants } from 'node:fs'
import { access, readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { IdctlError } from '../../errors.ts'
import { writeWholeFile } from '../../records/private-files/write-whole.ts'
import type { FileEdit } from './edit-file.ts'

/**
 * Writes an edit, whole or not at all, and keeps the mode of the file.
 * @throws IdctlError (exit `invalid`) if the file is no longer what was read; (exit `error`) if it cannot be written
 */
export async function writeEdit(root: string, { file, path, before, after }: FileEdit): Promise<void> {
  try {
    const isSame = (await realpath(join(root, file))) === path && (await readFile(path, 'utf8')) === before
    if (!isSame) {
      throw new IdctlError(`${file} has changed in the meantime; nothing was written`, {
        exit: 'invalid',
        hint: 'run it again',
      })
    }
    // Checked here, because a rename also replaces a file that is read-only.
    await access(path, constants.W_OK)
    const { mode } = await stat(path)
    await writeWholeFile(path, after, mode & 0o7777)
  } catch (error) {
    if (error instanceof IdctlError) throw error
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new IdctlError(`cannot write ${file} (${code})`, { exit: 'error', cause: error })
  }
}
