import type { FileHandle } from 'node:fs/promises'
import { Decrypter, Encrypter } from 'age-encryption'
import { IdctlError } from '../../errors.ts'
import { shown, type Told, told, unlessMasked } from '../../model/told.ts'
import { openUnnamedFile } from '../private-files/unnamed-file.ts'
import { firstLineOfAge } from './format.ts'
import { chunksOf } from './lines.ts'

/** Encrypts a text that comes in parts. */
export type Cipher = (parts: AsyncIterable<string>) => AsyncIterable<Uint8Array>

/** For everybody who has the secret key of one of these recipients of age (`age1…`). @throws IdctlError (exit `usage`) */
export function cipherFor(recipients: readonly string[]): Cipher {
  const encrypter = new Encrypter()
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient)
    } catch {
      // Not quoted: it may be a secret key, which somebody took for the other half.
      throw new IdctlError(told`a value of --encrypt-to is no recipient of age`, {
        exit: 'usage',
        hint: told`recipients begin with age1; \`age-keygen -y FILE\` writes that of a key`,
      })
    }
  }
  return async function* encrypt(parts) {
    const bytes = ReadableStream.from(parts).pipeThrough(new TextEncoderStream())
    yield* await encrypter.encrypt(bytes)
  }
}

/**
 * Decrypts a plan into an open file that no other process can open; the caller closes it. Nothing of it is returned before all of it is
 * decrypted and found undamaged.
 *
 * @param secretKeys Of age, one a line, as `age-keygen` writes them into a file.
 * @param folder Where the file is made.
 * @throws IdctlError if there is no key (exit 64), or the plan cannot be read (exit 1), or no key opens it, or it is damaged or not
 * encrypted (exit 4)
 */
export async function decryptPlan(path: string, secretKeys: string, folder: string): Promise<FileHandle> {
  const decrypter = decrypterOf(secretKeys)
  const { handle } = await openUnnamedFile(folder).catch((cause: NodeJS.ErrnoException) => {
    throw cannot(
      told`make a temporary folder for the plan`,
      cause,
      told`choose another folder with the variable TMPDIR`,
    )
  })
  try {
    await refusePlainText(path)
    const plain = await decrypter.decrypt(ReadableStream.from(readingOf(path)))
    for await (const part of plain) await handle.writeFile(part)
    return handle
  } catch (error) {
    await handle.close()
    if (error instanceof IdctlError) throw error
    const keys = /no identity matched/.test(String(error))
    throw refused(
      path,
      keys ? told`no key in the file of --decrypt-with opens it` : told`it is damaged, or was cut`,
      keys
        ? told`it was encrypted to others: ask for one of those keys`
        : told`make the plan again: idctl plan --out FILE`,
    )
  }
}

async function isEncrypted(path: string): Promise<boolean> {
  for await (const chunk of chunksOf(path)) {
    return chunk.subarray(0, firstLineOfAge.length).toString('latin1') === firstLineOfAge
  }
  return false
}

/** Whoever asks for an encrypted plan must not get another one that somebody put in its place. */
async function refusePlainText(path: string): Promise<void> {
  const encrypted = await isEncrypted(path).catch((cause: NodeJS.ErrnoException) => {
    throw cannotRead(path, cause)
  })
  if (!encrypted) {
    throw refused(path, told`it is not encrypted`, told`if that is meant, leave --decrypt-with out`)
  }
}

async function* readingOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* chunksOf(path)
  } catch (cause) {
    throw cannotRead(path, cause as NodeJS.ErrnoException)
  }
}

function decrypterOf(secretKeys: string): Decrypter {
  const wrong = (why: Told) =>
    new IdctlError(told`the file of --decrypt-with ${why}`, {
      exit: 'usage',
      hint: told`name a file with a secret key of age, as age-keygen writes it`,
    })
  const decrypter = new Decrypter()
  let keys = 0
  for (const [index, line] of secretKeys.split('\n').entries()) {
    const key = line.trim()
    if (key === '' || key.startsWith('#')) continue
    try {
      decrypter.addIdentity(key)
      keys += 1
    } catch {
      throw wrong(told`has something else than a secret key of age in line ${index + 1}`)
    }
  }
  if (keys === 0) throw wrong(told`has no key`)
  return decrypter
}

function cannotRead(path: string, cause: NodeJS.ErrnoException): IdctlError {
  return cannot(
    told`read the plan${unlessMasked` ${path}`}`,
    cause,
    told`name a file that idctl plan --out has written`,
  )
}

function cannot(what: Told, cause: NodeJS.ErrnoException, hint: Told): IdctlError {
  return new IdctlError(told`cannot ${what}: ${shown(cause.code ?? 'unknown')}`, { exit: 'error', hint, cause })
}

function refused(path: string, why: Told, hint: Told): IdctlError {
  return new IdctlError(told`the plan${unlessMasked` ${path}`} is refused: ${why}`, { exit: 'refused', hint })
}
