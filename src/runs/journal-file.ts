import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { makeOwnFolder } from '../private-files/private-folder.ts'
import { journalName } from './run-id.ts'

/** Below `.idctl`. */
export const runsFolder = 'runs'

/** Where a journal is written. Each call throws what the system throws. */
export interface JournalFile {
  /** Given to the system before it returns, so that a kill of the process loses nothing; perhaps only a part when it throws. */
  append(text: string): void
  /** A crash of the machine loses nothing from before it. */
  sync(): void
  close(): void
}

/** A new file (mode 0600) in `.idctl/runs` (mode 0700) of `root`. Throws what the system throws. */
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
