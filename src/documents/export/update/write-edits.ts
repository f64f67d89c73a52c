import { setImmediate as nextTurn } from 'node:timers/promises'
import { IdctlError } from '../../../errors.ts'
import type { LeftOut } from '../../../model/exported.ts'
import { shown, told } from '../../../model/told.ts'
import { FileMoved } from '../../accept/file-moved.ts'
import { checkEdit, writeEdit } from '../../accept/write-edit.ts'
import type { ExportEdit } from './settle-updates.ts'

export interface WrittenEdits {
  readonly written: readonly ExportEdit[]
  /** Documents of files that were not written after others were. */
  readonly left: readonly LeftOut[]
  readonly interrupted: boolean
  /** Why it ended early, after some files were written. */
  readonly failure?: IdctlError
}

/**
 * Writes all edits, each file whole or not at all. Whatever is known to be in the way is found before the first one is written. A
 * stop ends it between two files.
 * @throws IdctlError (exit `invalid` or `error`) if nothing was written
 */
export async function writeEdits(root: string, edits: readonly ExportEdit[], stop: AbortSignal): Promise<WrittenEdits> {
  for (const { edit } of edits) await checkEdit(root, edit)
  for (const [index, { edit }] of edits.entries()) {
    // A signal arrives between two files.
    await nextTurn()
    const written = edits.slice(0, index)
    if (stop.aborted) return { written, left: [], interrupted: true }
    try {
      await writeEdit(root, edit)
    } catch (error) {
      if (!(error instanceof IdctlError) || index === 0) throw error
      return {
        written,
        left: edits.slice(index).flatMap(unwritten),
        interrupted: false,
        failure: continued(error, index),
      }
    }
  }
  return { written: edits, left: [], interrupted: false }
}

function unwritten({ documents }: ExportEdit): LeftOut[] {
  return documents.map(({ id, key, file }) => ({ id, key, file, code: 'IDC246', why: 'its file was not written' }))
}

function continued(error: IdctlError, count: number): IdctlError {
  const what = error instanceof FileMoved ? error.what : error.given.message
  return new IdctlError(what, {
    exit: 'incomplete',
    hint: told`${shown(count === 1 ? '1 file was' : `${count} files were`)} written before, as listed; the same command goes on with the others`,
    cause: error.cause,
  })
}
