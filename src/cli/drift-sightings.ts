import { resolve } from 'node:path'
import type { Config } from '../config/types.ts'
import { createSightingCounter, looksAtGroups, type SightingCounter } from '../drift/sightings.ts'
import { IdctlError } from '../errors.ts'
import type { Plan } from '../model/plan.ts'
import { told } from '../model/told.ts'
import { defaultSightingsFile, readSightings, writeSightings } from '../records/sightings/sightings-file.ts'

/** The parsed flags of `--min-sightings`. */
export interface SightingsChoice {
  readonly 'min-sightings'?: number | undefined
  readonly sightings?: string | undefined
  readonly inventory?: string | undefined
}

/** The sightings of earlier runs, and those of this one. */
export interface RunSightings {
  readonly needed: number
  readonly counter: SightingCounter
  /**
   * Keeps what was counted for the next run.
   * @throws IdctlError (exit `error`)
   */
  keep(plan: Plan): Promise<void>
}

/**
 * Reads how often drift was seen before; `undefined` without the flag, or without a server, which is reported elsewhere.
 * @throws IdctlError (exit `invalid`) for a file that cannot be used; (exit `usage`) without a path
 */
export async function openSightings(
  flags: SightingsChoice,
  { server, workspace, root, partialFolder }: Config,
  cwd: string,
): Promise<RunSightings | undefined> {
  const { 'min-sightings': needed, sightings: given, inventory } = flags
  if (needed === undefined || server === undefined) return undefined
  if (given === '') {
    throw new IdctlError(told`the path of --sightings is empty`, { exit: 'usage', hint: told`name the file` })
  }
  const place = { workspace, target: server.target }
  const file = given === undefined ? defaultSightingsFile(root, place) : { path: resolve(cwd, given), name: given }
  const counter = createSightingCounter(await readSightings(file, place))
  return {
    needed,
    counter,
    keep: ({ drift, selection }) => {
      const isWhole = selection === undefined && !partialFolder
      const scope = { isWhole, hasInventory: inventory !== undefined }
      return writeSightings(file, place, counter.after(looksAtGroups(drift ?? {}, scope)))
    },
  }
}
