import { randomBytes } from 'node:crypto'
import { join, sep } from 'node:path'
import { IdctlError } from '../../errors.ts'
import { present } from '../../model/present.ts'
import { shown, type Told, told, unlessMasked } from '../../model/told.ts'
import { type Variables, variableOf } from '../../model/variables.ts'
import { mebibyte, readRegularFile, whyNotRead } from '../../source/regular-file.ts'
import { makeOwnFolder, ownFolder } from './private-folder.ts'
import { writeWholeFile } from './write-whole.ts'

const fileName = 'privacy.key'
const privacyKeyVariable = 'IDCTL_PRIVACY_KEY'
const shape = /^[A-Za-z0-9_-]{32,256}$/

export interface PrivacyKey {
  readonly bytes: Uint8Array
  /** Made just now: nothing written before it can be compared with what is written with it. */
  readonly isNew: boolean
}

/**
 * The key of all pseudonyms and keyed digests: from the variable, else from `.idctl/privacy.key` beside idctl.yaml, which is
 * made when it is missing.
 * @throws IdctlError (exit `invalid`) for a key that is too short or no text of letters, digits, `-` and `_`
 */
export async function readPrivacyKey(root: string, variables: Variables): Promise<PrivacyKey> {
  const found = findPrivacyKey(root, variables)
  if (found !== undefined) return { bytes: found, isNew: false }
  const made = randomBytes(32).toString('base64url')
  try {
    await makeOwnFolder(root)
    await writeWholeFile(pathIn(root), `${made}\n`)
  } catch (error) {
    throw cannot('write', root, whyOf(error as NodeJS.ErrnoException), error)
  }
  return { bytes: Buffer.from(made), isNew: true }
}

/**
 * The same without making one: `undefined` if there is none.
 * @throws IdctlError (exit `invalid`) for a key that cannot be used
 */
export function findPrivacyKey(root: string, variables: Variables): Uint8Array | undefined {
  const given = variableOf(variables, privacyKeyVariable)
  if (given !== undefined && given !== '') return usable(given, privacyKeyVariable)
  const found = readKeyFile(root)
  return found === undefined ? undefined : usable(found.trim(), `${ownFolder}/${fileName}`)
}

function readKeyFile(root: string): string | undefined {
  let read: ReturnType<typeof readRegularFile>
  try {
    read = readRegularFile(pathIn(root), mebibyte)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw cannot('read', root, whyOf(error as NodeJS.ErrnoException), error)
  }
  if (read.kind !== 'bytes') throw cannot('read', root, shown(`it ${whyNotRead(read, mebibyte)}`))
  return read.bytes.toString('utf8')
}

function pathIn(root: string): string {
  return join(root, ownFolder, fileName)
}

function usable(text: string, where: string): Uint8Array {
  if (shape.test(text)) return Buffer.from(text)
  throw new IdctlError(told`the key in ${shown(where)} cannot be used`, {
    exit: 'invalid',
    hint: told`it must be 32 to 256 letters, digits, - or _; \`openssl rand -hex 32\` makes one`,
  })
}

function whyOf({ code, message }: NodeJS.ErrnoException): Told | string {
  return code === undefined ? message : shown(code)
}

function cannot(what: keyof typeof hints, root: string, why: Told | string, cause?: unknown): IdctlError {
  return new IdctlError(
    told`cannot ${shown(what)} ${unlessMasked`${root}${sep}`}${shown(join(ownFolder, fileName))} (${why})`,
    { exit: 'error', hint: hints[what], ...present({ cause }) },
  )
}

const hints = {
  read: told`put the key there as a file that can be read, or set ${shown(privacyKeyVariable)}`,
  write: told`set ${shown(privacyKeyVariable)} where the folder cannot be written`,
} as const
