import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { makeOwnFolder } from '../private-files/private-folder.ts'
import { journalName } from './run-id.ts'

/** Name of the folder below `.idctl`. */
export const runsFolder = 'runs'

/** A journal being written. Each call throws the errors of the system. */
export interface JournalFile {
  /**
   * Hands the text to the system before it returns, so that killing the process loses nothing. If it throws, a part may
   * be written.
   */
  append(text: string): void
  /** After it, a crash of the machine loses nothing written before. */
  sync(): void
  close(): void
}

/**
 * Creates a file (mode 0600) in `.idctl/runs` (mode 0700) of `root`.
 * @throws the errors of the system
 */
export async function createJournalFile(root: string, run: string): Promise<JournalFile> {
  const folder = await makeOwnFolder(root, runsFolder)
  const file = openSync(join(folder, journalName(run)), 'wx', 0o600)
  return {
    append(text) {
      const bytes = Buffer.from(text)
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written)
    },
    sync: () => fsyncSync(file),
    close: () => closeSync(file),
  }
}
