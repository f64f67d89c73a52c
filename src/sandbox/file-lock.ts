import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { SandboxError } from './errors.ts'

/**
 * Reserves a state file for one sandbox: `<file>.lock` holds the process id. Takes over the lock of a process that no longer
 * exists, and creates the folder if it is missing. Returns a function that releases the lock. Throws `SandboxError` when another
 * sandbox has the lock, or the folder cannot be written.
 */
export async function lockFile(file: string): Promise<() => Promise<void>> {
  const lock = `${file}.lock`
  const mine = `${process.pid} ${randomUUID()}`
  const draft = `${lock}.${randomUUID()}`
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await writeFile(draft, mine, { mode: 0o600 })
  } catch (error) {
    throw new SandboxError(`Cannot keep the state in ${file}: ${(error as NodeJS.ErrnoException).code}`, {
      cause: error,
      hint: 'name a file in a folder in which you can write',
    })
  }
  try {
    if (!(await place(draft, lock))) {
      await removeStale(lock, file)
      if (!(await place(draft, lock))) throw inUse(file, lock, await ownerOf(lock))
    }
  } finally {
    await rm(draft, { force: true })
  }
  return async () => {
    if ((await contentOf(lock)) === mine) await rm(lock, { force: true })
  }
}

/** Creates the lock as a hard link, which appears atomically with its content. `false` when there is a lock already. */
async function place(draft: string, lock: string): Promise<boolean> {
  try {
    await link(draft, lock)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Removes a stale lock. Renames it first, so that of two processes that find it only one succeeds. */
async function removeStale(lock: string, file: string): Promise<void> {
  const owner = await ownerOf(lock)
  if (owner !== undefined && isAlive(owner)) throw inUse(file, lock, owner)
  const aside = `${lock}.${randomUUID()}`
  try {
    await rename(lock, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  const moved = await ownerOf(aside)
  if (moved !== undefined && isAlive(moved)) {
    // Another process was faster and this is its new lock: put it back.
    await place(aside, lock)
    await rm(aside, { force: true })
    throw inUse(file, lock, moved)
  }
  await rm(aside, { force: true })
}

function inUse(file: string, lock: string, owner: number | undefined): SandboxError {
  const who = owner === undefined ? 'another process' : `process ${owner}`
  return new SandboxError(`The sandbox file ${file} is in use by ${who}`, {
    hint: `one process has it at a time: try again when that has ended, or let \`idctl sandbox --file FILE\` serve it to many, at the URL for --admin-url; if nothing uses the file any more, delete ${lock}`,
  })
}

async function ownerOf(lock: string): Promise<number | undefined> {
  const pid = Number.parseInt((await contentOf(lock)) ?? '', 10)
  return Number.isInteger(pid) && pid > 0 ? pid : undefined
}

async function contentOf(lock: string): Promise<string | undefined> {
  try {
    return await readFile(lock, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: the process exists but belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
