import { existsSync, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { isFolder } from '../config/find.ts'
import { IdctlError } from '../errors.ts'
import { told } from '../model/told.ts'
import { writeWholeFile } from '../records/private-files/write-whole.ts'
import { mebibyte, readRegularFile } from '../source/regular-file.ts'
import { errorCode } from '../source/source-text.ts'

/** In bytes; no file that is written here comes near it. */
const largest = 20 * mebibyte

/** The text of a file; `undefined` if there is none, `false` if what is there cannot be read as one: also a link to nothing. */
export function textAt(path: string): string | undefined | false {
  try {
    const read = readRegularFile(path, largest)
    return read.kind === 'bytes' ? read.bytes.toString('utf8') : false
  } catch (error) {
    return errorCode(error) === 'ENOENT' && !isLink(path) ? undefined : false
  }
}

/** False also where the system does not tell: reading or writing the path reports why. */
export function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink()
  } catch {
    return false
  }
}

/** Makes a folder, with those above it. @throws IdctlError (exit `error`) if something else is there, or it cannot be made */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true })
  } catch (cause) {
    throw new IdctlError(told`cannot make the folder ${path} (${errorCode(cause)})`, { exit: 'error', cause })
  }
}

/**
 * Writes a file that others may read, whole or not at all, with the folders above it. A link is followed, and the mode
 * of a file that is there stays.
 * @throws IdctlError (exit `error`) if it cannot be written
 */
export async function writeText(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    // Of a link to nothing it throws: a file in place of the link would be written over it.
    const real = isLink(path) ? realpathSync(path) : path
    const mode = existsSync(real) ? statSync(real).mode & 0o7777 : 0o666 & ~process.umask()
    await writeWholeFile(real, text, mode)
  } catch (cause) {
    throw new IdctlError(told`cannot write ${path} (${errorCode(cause)})`, { exit: 'error', cause })
  }
}

/** The folder that people open in their editor: that of idctl.yaml where it has settings, else the top of the checkout. */
export function workspaceFolder(root: string): string {
  if (existsSync(join(root, '.vscode'))) return root
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder
    if (folder === dirname(folder)) return root
  }
}

/** A path with `/`, relative to a folder. */
export function pathFrom(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/')
}

/** Ids of the identity schemas anywhere below a folder. @throws IdctlError (exit `error`) if it cannot be read */
export function schemaIdsIn(folder: string): string[] {
  if (!isFolder(folder)) return []
  const ending = '.schema.json'
  return namesIn(folder).flatMap((name) => (name.endsWith(ending) ? [basename(name, ending)] : []))
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
  } catch (cause) {
    throw new IdctlError(told`cannot read all of the folder ${folder} (${errorCode(cause)})`, { exit: 'error', cause })
  }
}
