import { constants } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as z from 'zod'
import { SandboxError } from './errors.ts'
import { parseWhole } from './go/scan-json.ts'
import type { JsonObject } from './json.ts'
import type { Store, StoreContent } from './store.ts'
import { writeJson } from './write-json.ts'

const formatVersion = 1

/** Only the envelope is validated: `StateWriter` writes the rest atomically. */
const envelope = z.object({
  format: z.literal('idctl-sandbox'),
  format_version: z.literal(formatVersion),
  identities: z.array(z.object({ id: z.string() }).loose()),
  sessions: z.array(z.object({ id: z.string() }).loose()),
})

/** `undefined` when the file does not exist. Throws `SandboxError` for a file that is not a sandbox state. */
export async function readState(file: string): Promise<StoreContent | undefined> {
  let text: string
  try {
    text = await readWhole(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new SandboxError(`Cannot read the sandbox file ${file} (${codeOf(error)})`, { cause: error })
  }
  let parsed: unknown
  try {
    parsed = envelope.parse(parseWhole(text))
  } catch (error) {
    throw new SandboxError(`${file} is not a sandbox file of this version`, {
      cause: error,
      hint: 'name another file; without a file there, the sandbox starts empty',
    })
  }
  return parsed as StoreContent
}

/** Opens with `O_NONBLOCK`, because opening a pipe without a writer would block forever. */
async function readWhole(file: string): Promise<string> {
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    if (!(await handle.stat()).isFile()) throw new Error('it is not a regular file')
    return await handle.readFile('utf8')
  } finally {
    await handle.close()
  }
}

/** Saves the store into its file, one write at a time; changes made during a write share the next one. */
export interface StateWriter {
  /** Resolves when everything that is in the store now is on disk. */
  save(): Promise<void>
}

export function createStateWriter(file: string, store: Store): StateWriter {
  let running: Promise<void> | undefined
  let waiting: Promise<void> | undefined
  const start = (): Promise<void> => {
    running = writeWhole(file, store).finally(() => {
      running = undefined
    })
    return running
  }
  return {
    save() {
      if (running === undefined) return start()
      // The running write has already copied the store, so start another one after it. Its errors go to its own callers.
      waiting ??= running
        .catch(() => undefined)
        .then(() => {
          waiting = undefined
          return start()
        })
      return waiting
    },
  }
}

/** Writes and syncs a new file, then renames it over the old one, so that a reader always finds a complete file. */
async function writeWhole(file: string, store: Store): Promise<void> {
  const { identities, sessions } = store.content()
  const lines = [
    `{"format":"idctl-sandbox","format_version":${formatVersion},"identities":[`,
    identities.map(textOf).join(',\n'),
    '],"sessions":[',
    sessions.map(textOf).join(',\n'),
    ']}\n',
  ]
  const next = `${file}.new`
  try {
    const handle = await open(next, 'w', 0o600)
    try {
      await handle.writeFile(lines.join('\n'))
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(next, file)
    await syncFolder(dirname(file))
  } catch (error) {
    throw new SandboxError(`Cannot write the sandbox file ${file} (${codeOf(error)})`, { cause: error })
  }
}

/** The JSON text of a record, cached: records of the store never change. */
function textOf(record: object): string {
  const known = texts.get(record)
  if (known !== undefined) return known
  const text = writeJson(record as JsonObject)
  texts.set(record, text)
  return text
}

const texts = new WeakMap<object, string>()

/** Syncs the folder so that the rename survives a crash. Windows cannot open folders and does not need this. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error)
}
