import { randomUUID } from 'node:crypto'
import { closeSync, ftruncateSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** A file that grows by whole lines. Each call throws the errors of the system. */
export interface EventFile {
  /**
   * Hands the text to the system before it returns: whoever follows the file sees it, and killing the process loses nothing. If it
   * throws, nothing of the text is in the file.
   */
  append(text: string): void
  close(): void
}

/**
 * Puts a new file of mode 0600 in the place of `path`, at once and whole. What was there has other readers, or another mode.
 * @throws the errors of the system
 */
export function openEventFile(path: string): EventFile {
  const temporary = join(dirname(path), `.${basename(path).slice(0, 40)}.${randomUUID()}.tmp`)
  const file = openSync(temporary, 'wx', 0o600)
  try {
    renameSync(temporary, path)
  } catch (error) {
    closeSync(file)
    rmSync(temporary, { force: true })
    throw error
  }
  let length = 0
  return {
    append(text) {
      const bytes = Buffer.from(text)
      try {
        for (let written = 0; written < bytes.length; ) {
          written += writeSync(file, bytes, written, undefined, length + written)
        }
        length += bytes.length
      } catch (error) {
        ftruncateSync(file, length)
        throw error
      }
    },
    close: () => closeSync(file),
  }
}
