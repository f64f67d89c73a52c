import { constants } from 'node:fs'
import { access, readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { IdctlError } from '../../errors.ts'
import { shown, told } from '../../model/told.ts'
import { writeWholeFile } from '../../records/private-files/write-whole.ts'
import type { FileEdit } from './edit-file.ts'
import { changedMeanwhile, orGoneMeanwhile } from './file-moved.ts'

/**
 * Writes an edit, whole or not at all, and keeps the mode of the file.
 * @throws IdctlError (exit `invalid`) if the file is no longer what was read, or gone; (exit `error`) if it cannot be written
 */
export async function writeEdit(root: string, edit: FileEdit): Promise<void> {
  await checkEdit(root, edit)
  await explained(edit, async ({ path, after }) => {
    const { mode } = await stat(path)
    await writeWholeFile(path, after, mode & 0o7777)
  })
}

/**
 * Whether an edit can be written, as far as that is known before.
 * @throws IdctlError as `writeEdit`
 */
export function checkEdit(root: string, edit: FileEdit): Promise<void> {
  return explained(edit, async ({ file, path, before }) => {
    const isSame = (await realpath(join(root, file))) === path && (await readFile(path, 'utf8')) === before
    if (!isSame) throw changedMeanwhile(file)
    // Checked here, because a rename also replaces a file that is read-only.
    await access(path, constants.W_OK)
  })
}

async function explained(edit: FileEdit, act: (edit: FileEdit) => Promise<void>): Promise<void> {
  try {
    await act(edit)
  } catch (thrown) {
    const error = orGoneMeanwhile(thrown, edit.file)
    if (error instanceof IdctlError) throw error
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new IdctlError(told`cannot write ${edit.file} (${shown(code)})`, {
      exit: 'error',
      hint: told`nothing was written into it; the same command tries it again`,
      cause: error,
    })
  }
}
