import { constants } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { SandboxError } from './errors.ts'
import { parseWhole } from './go/scan-json.ts'
import type { JsonObject } from './json.ts'
import type { Store, StoreContent } from './store.ts'
import { writeJson } from './write-json.ts'

const formatVersion = 1

/** Only the envelope is checked: the rest has been written by `saveState`, whole or not at all. */
const envelope = z.object({
  format: z.literal('idctl-sandbox'),
  format_version: z.literal(formatVersion),
  identities: z.array(z.object({ id: z.string() }).loose()),
  sessions: z.array(z.object({ id: z.string() }).loose()),
})

/** `undefined` when there is no such file. Throws `SandboxError` for a file that is no state of ours. */
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
    throw new SandboxError(`${file} is not a sandbox file of this version`, { cause: error })
  }
  return parsed as StoreContent
}

/** Without waiting for somebody to write: a pipe would be waited for for ever. */
async function readWhole(file: string): Promise<string> {
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    if (!(await handle.stat()).isFile()) throw new Error('it is no regular file')
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
      // The running write has taken its picture of the store already; failures of it are told to those who wait for it.
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

/** A new file beside the old one, on disk, then in its place: whoever looks finds one of the two, whole. */
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

/** Records of the store never change: each is written once, and its text is used again in every later file. */
function textOf(record: object): string {
  const known = texts.get(record)
  if (known !== undefined) return known
  const text = writeJson(record as JsonObject)
  texts.set(record, text)
  return text
}

const texts = new WeakMap<object, string>()

/** Makes the rename itself last. Windows cannot open folders, and does not need to. */
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
