import type { BigIntStats } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { IdctlError } from '../../errors.ts'
import { LineTooLong, linesOf } from '../planfile/lines.ts'
import { Entries } from './entries.ts'
import { anyHeaderSchema, type InventoryPlace, inventoryFormatVersion, inventorySchemas } from './format.ts'
import { cannotRead, damaged, foreign, newer, otherKey, otherPlace } from './refusals.ts'

export interface ReadInventory {
  readonly entries: Entries
  /** How many lines follow the header, a cut last one included. */
  readonly lines: number
  /** A run was killed while it wrote: the last line is cut. */
  readonly torn: boolean
  /** Identifies the file and its size (`stampOf`). */
  readonly stamp: string
}

/**
 * Reads a whole inventory; `undefined` if there is none. A cut last line is left by a killed process, and ignored; any
 * other damage is refused.
 * @throws IdctlError for a file that cannot be read (exit `error`), and for one that is damaged, for another workspace
 * or target, or written with another privacy key (exit `refused`)
 */
export async function readInventory(path: string, place: InventoryPlace): Promise<ReadInventory | undefined> {
  const seen = await statOf(path)
  if (seen === undefined) return undefined
  if (!seen.isFile()) throw cannotRead(path, 'it is not a regular file')
  const entries = new Entries()
  let number = 0
  let torn = false
  for await (const line of linesIn(path)) {
    number += 1
    const value = parseLine(line)
    torn = line.at(-1) !== 0x0a
    if (number === 1) {
      refuseForeign(path, value, place)
      continue
    }
    const record = inventorySchemas.line.safeParse(value)
    if (record.success) entries.take(record.data)
    else if (!torn) throw damaged(path, number)
  }
  if (number === 0) throw foreign(path)
  return { entries, lines: number - 1, torn, stamp: stampOf(seen) }
}

/** Differs once the file was replaced, or something was appended. */
export function stampOf({ dev, ino, size }: Pick<BigIntStats, 'dev' | 'ino' | 'size'>): string {
  return [dev, ino, size].join(':')
}

/**
 * `undefined` if there is no file.
 * @throws IdctlError (exit `error`)
 */
export async function statOf(path: string): Promise<BigIntStats | undefined> {
  return stat(path, { bigint: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw cannotRead(path, error)
  })
}

async function* linesIn(path: string): AsyncGenerator<Buffer> {
  try {
    yield* linesOf(path)
  } catch (error) {
    if (error instanceof LineTooLong) throw foreign(path)
    throw error instanceof Error && 'syscall' in error ? cannotRead(path, error) : error
  }
}

function parseLine(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'))
  } catch {
    return undefined
  }
}

function refuseForeign(path: string, value: unknown, ours: InventoryPlace): void {
  const any = anyHeaderSchema.safeParse(value)
  if (!any.success) throw foreign(path)
  if (any.data.format_version > inventoryFormatVersion) throw newer(path)
  const header = inventorySchemas.header.safeParse(value)
  if (!header.success) throw damaged(path, 1)
  throwFirst(
    header.data.workspace === ours.workspace
      ? undefined
      : otherPlace(path, 'workspace', header.data.workspace, ours.workspace),
    header.data.target === ours.target ? undefined : otherPlace(path, 'target', header.data.target, ours.target),
    header.data.key_id === ours.key_id ? undefined : otherKey(path),
  )
}

function throwFirst(...errors: readonly (IdctlError | undefined)[]): void {
  for (const error of errors) if (error !== undefined) throw error
}
