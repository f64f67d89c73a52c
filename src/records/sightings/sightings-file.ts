import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { noSightings, type Sightings, sightingGroups } from '../../drift/sightings.ts'
import { IdctlError } from '../../errors.ts'
import { compareText } from '../../model/compare-text.ts'
import { pseudonymOf } from '../../model/pseudonym.ts'
import { shown, type Told, told, unlessMasked } from '../../model/told.ts'
import { mebibyte, readRegularFile, whyNotRead } from '../../source/regular-file.ts'
import { makeOwnFolderOf, ownFolder } from '../private-files/private-folder.ts'
import { writeWholeFile } from '../private-files/write-whole.ts'

/** The file of `drift --min-sightings` (docs/guides/drift.md): one JSON document. */
const sightingsFormat = 'idctl-sightings'
const sightingsFormatVersion = 1

/** A million differences fit. */
const largestFile = 64 * mebibyte

/** A result of `pseudonymOf`. */
const pseudonym = z.string().regex(/^[0-9a-hjkmnp-tv-z]{16}$/)

const fileSchema = z.strictObject({
  format: z.literal(sightingsFormat),
  format_version: z.literal(sightingsFormatVersion),
  workspace: z.string().min(1),
  target: z.string(),
  seen: z.record(z.union([pseudonym, z.enum(sightingGroups)]), z.record(pseudonym, z.int().min(1))),
})

/** Just enough to distinguish a file of a newer idctl from any other file. */
const anySchema = z.looseObject({ format: z.literal(sightingsFormat), format_version: z.int() })

export interface SightingsPlace {
  readonly workspace: string
  readonly target: string
}

export interface SightingsFile {
  /** Absolute. */
  readonly path: string
  /** For messages. */
  readonly name: string
}

/** The file that is used when the user names none: one for each workspace and target. */
export function defaultSightingsFile(root: string, { workspace, target }: SightingsPlace): SightingsFile {
  const digest = pseudonymOf(new TextEncoder().encode(workspace), 'sightings', target)
  const name = `${ownFolder}/sightings-${digest}.json`
  return { path: join(root, name), name }
}

/**
 * Nothing was seen yet where there is no file: who loses it reports drift later, and never something wrong.
 * @throws IdctlError (exit `invalid`) for a file that cannot be read, is damaged, or belongs to another workspace or target
 */
export async function readSightings(source: SightingsFile, place: SightingsPlace): Promise<Sightings> {
  const text = readText(source)
  if (text === undefined) return noSightings
  const value = parsed(text)
  const any = anySchema.safeParse(value)
  if (any.success && any.data.format_version > sightingsFormatVersion) {
    throw refused(source, told`a newer idctl wrote it`, told`use that version or a newer one`)
  }
  const file = fileSchema.safeParse(value)
  if (!file.success)
    throw refused(source, any.success ? told`it is damaged` : told`it is no file of sightings`, startAgain)
  for (const what of ['workspace', 'target'] as const) {
    const [theirs, ours] = [file.data[what], place[what]]
    if (theirs === ours) continue
    throw refused(
      source,
      told`it is for the ${what} ${shown(theirs)}, but this run is for ${shown(ours)}`,
      told`every workspace and target has a file of its own`,
    )
  }
  const { seen } = file.data
  return new Map(Object.entries(seen).map(([group, counts]) => [group, new Map(Object.entries(counts))]))
}

/**
 * Writes the file atomically, for its owner only. Of two runs at once the last one wins.
 * @throws IdctlError (exit `error`)
 */
export async function writeSightings(
  { path, name }: SightingsFile,
  place: SightingsPlace,
  sightings: Sightings,
): Promise<void> {
  const { workspace, target } = place
  const seen = sorted(sightings, (counts) => sorted(counts, (count) => count))
  const file = { format: sightingsFormat, format_version: sightingsFormatVersion, workspace, target, seen }
  try {
    await makeOwnFolderOf(path)
    // A rename would replace a link instead of the file that it leads to.
    await writeWholeFile(await realpath(path).catch(() => path), `${JSON.stringify(file, undefined, 2)}\n`)
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new IdctlError(told`cannot write the file of --sightings${unlessMasked` ${name} (${why})`}`, {
      exit: 'error',
      cause: error,
      hint: told`give --sightings a file in a folder that is there and can be written; nothing was counted`,
    })
  }
}

/** Equal sightings give equal files. */
function sorted<From, To>(map: ReadonlyMap<string, From>, of: (from: From) => To): Record<string, To> {
  const entries = [...map].toSorted(([left], [right]) => compareText(left, right))
  return Object.fromEntries(entries.map(([name, from]) => [name, of(from)]))
}

function readText(source: SightingsFile): string | undefined {
  let read: ReturnType<typeof readRegularFile>
  try {
    read = readRegularFile(source.path, largestFile)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw refused(source, told`it cannot be read (${shown(code ?? message)})`, startAgain)
  }
  if (read.kind !== 'bytes') throw refused(source, told`it ${shown(whyNotRead(read, largestFile))}`, startAgain)
  return read.bytes.toString('utf8')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const startAgain = told`name a file that idctl drift --min-sightings has written, or a new one: then counting starts again`

function refused({ name }: SightingsFile, why: Told, hint: Told): IdctlError {
  return new IdctlError(told`the file of --sightings${unlessMasked` ${name}`} is refused: ${why}`, {
    exit: 'invalid',
    hint,
  })
}
