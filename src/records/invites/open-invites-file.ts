import { lstat, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { IdctlError } from '../../errors.ts'
import type { InviteSink } from '../../model/invite.ts'
import { told, unlessMasked } from '../../model/told.ts'

/** Invites as NDJSON in a file that only its owner can read. */
export interface InvitesFile extends InviteSink {
  readonly path: string
  /** Lines written so far. */
  readonly count: number
  /** Removes the file if nothing was written. */
  close(): Promise<void>
}

/** @throws IdctlError (exit `refused`) if the file exists: idctl never overwrites or extends a file of invites */
export async function refuseExistingFile(path: string): Promise<void> {
  const existing = await lstat(path).catch(() => undefined)
  if (existing !== undefined) throw isThere(path)
}

/**
 * Creates the file (mode 0600). When `deliver` resolves, the line is on the disk. After a failed write nothing more is written, because
 * the next line would follow half a line.
 * @throws IdctlError if the file exists (exit `refused`) or cannot be created (exit `error`)
 */
export async function openInvitesFile(path: string): Promise<InvitesFile> {
  const handle = await open(path, 'wx', 0o600).catch((error: unknown) => {
    throw codeOf(error) === 'EEXIST' ? isThere(path) : cannotWrite(path, error)
  })
  let count = 0
  let broken: IdctlError | undefined
  let last: Promise<void> = syncFolder(path).catch((error: unknown) => {
    broken = cannotWrite(path, error)
  })
  const append = async (line: string): Promise<void> => {
    if (broken !== undefined) throw broken
    try {
      await handle.appendFile(line)
      await handle.sync()
      count += 1
    } catch (error) {
      broken = cannotWrite(path, error)
      throw broken
    }
  }
  return {
    path,
    get count() {
      return count
    },
    deliver({ key, address, recovery_link, recovery_code, expires_at }) {
      const line = `${JSON.stringify({ key, address, recovery_link, recovery_code, expires_at })}\n`
      const written = last.then(() => append(line))
      last = written.catch(() => undefined)
      return written
    },
    async close() {
      await last
      const { size } = await handle.stat().finally(() => handle.close())
      if (size === 0) await rm(path)
    },
  }
}

/** Makes the name of the new file survive a crash, as its lines do. Windows cannot sync a folder. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(dirname(path), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function isThere(path: string): IdctlError {
  return new IdctlError(told`the file for invites${unlessMasked` ${path}`} exists already`, {
    exit: 'refused',
    hint: told`nothing was executed; give --invites the name of a new file, since invites are never overwritten`,
  })
}

function cannotWrite(path: string, cause: unknown): IdctlError {
  return new IdctlError(told`cannot write the file for invites${unlessMasked` ${path} (${codeOf(cause)})`}`, {
    exit: 'error',
    cause,
    hint: codeOf(cause) === 'ENOENT' ? told`the folder ${dirname(path)} does not exist: create it` : undefined,
  })
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
