import { randomUUID } from 'node:crypto'
import { link, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Writes a file of mode 0600 where nothing is yet, whole or not at all: what another process puts there meanwhile stays.
 * Throws what the system throws; `EEXIST` where something is there.
 */
export async function writeNewFile(path: string, text: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`)
  try {
    await writeFile(temporary, text, { flag: 'wx', mode: 0o600 })
    // Unlike a rename, a link never replaces what has its name.
    await link(temporary, path)
  } finally {
    await rm(temporary, { force: true })
  }
}
