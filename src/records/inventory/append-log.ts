import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { type InventoryLine, toText } from './format.ts'
import { stampOf, statOf } from './read-inventory.ts'
import { changedMeanwhile } from './refusals.ts'

/** A file that lines are appended to: a text is on the disk once `append` has resolved. */
export interface AppendTarget {
  append(text: string): Promise<void>
  /** Whether the file still contains exactly what this run has read and written. */
  isUntouched(): Promise<boolean>
  close(): Promise<void>
}

/**
 * Opens a file for appending if it is still the one that was read (`stamp`).
 * @throws IdctlError (exit `refused`) if it is not, and the errors of the system
 */
export async function openForAppending(path: string, stamp: string): Promise<AppendTarget> {
  const handle = await open(path, constants.O_WRONLY | constants.O_APPEND)
  let size = 0n
  const own = () => handle.stat({ bigint: true })
  try {
    const start = await own()
    if (stampOf(start) !== stamp) throw changedMeanwhile(path)
    size = start.size
  } catch (error) {
    await handle.close()
    throw error
  }
  return {
    async append(text) {
      await handle.writeFile(text)
      await handle.sync()
      size += BigInt(Buffer.byteLength(text))
      const [ours, there] = await Promise.all([own(), statOf(path)])
      if (there?.ino !== ours.ino || there.dev !== ours.dev) throw changedMeanwhile(path)
    },
    async isUntouched() {
      const there = await statOf(path)
      const { dev, ino } = await own()
      return there !== undefined && stampOf(there) === stampOf({ dev, ino, size })
    },
    close: () => handle.close(),
  }
}

/**
 * Appends lines in order. Lines that arrive while the disk is busy are written together. After a failure nothing more
 * is appended, because it would follow half a line.
 */
export class AppendLog {
  readonly #target: AppendTarget
  #waiting: InventoryLine[] = []
  #writing: Promise<void> | undefined
  #failure: { readonly cause: unknown } | undefined
  #lost = 0

  constructor(target: AppendTarget) {
    this.#target = target
  }

  /** The error of the first append that failed. */
  get failure(): { readonly cause: unknown } | undefined {
    return this.#failure
  }

  /** How many lines are not in the file, or may not be. */
  get lost(): number {
    return this.#lost
  }

  add(line: InventoryLine): void {
    if (this.#failure !== undefined) {
      this.#lost += 1
      return
    }
    this.#waiting.push(line)
    this.#writing ??= this.#write()
  }

  /** Resolves once all lines so far are on the disk, or have failed. Never throws. */
  async settled(): Promise<void> {
    await this.#writing
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const lines = this.#waiting
      this.#waiting = []
      try {
        await this.#target.append(toText(lines))
      } catch (cause) {
        this.#failure = { cause }
        this.#lost += lines.length + this.#waiting.length
        this.#waiting = []
      }
    }
    this.#writing = undefined
  }
}
