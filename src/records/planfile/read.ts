import { createHash, type Hash, hash as hashOf } from 'node:crypto'
import { stat } from 'node:fs/promises'
import type { z } from 'zod'
import { IdctlError } from '../../errors.ts'
import type { Change } from '../../model/change.ts'
import { makesInvite } from '../../model/change-parts.ts'
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts'
import type { Plan } from '../../model/plan.ts'
import { present } from '../../model/present.ts'
import { shown, type Told, told, unlessMasked } from '../../model/told.ts'
import { changeSchema } from './change-schema.ts'
import {
  digestMember,
  firstLineOfAge,
  footerSchema,
  headerSchema,
  type PlanFileFooter,
  type PlanFileHeader,
  planFormat,
  planFormatVersion,
} from './format.ts'
import { LineTooLong, linesOf, type PlanPlace } from './lines.ts'

/** A plan file that was read to its end once: every record has its shape, and the digest is right. */
export interface PlanFile {
  readonly header: PlanFileHeader
  readonly footer: PlanFileFooter
  /** Digest over everything else in the file. */
  readonly digest: string
  /** How many recovery links and codes the plan creates. */
  readonly invites: number
  /**
   * The changes in order of execution, read from the file again.
   * @throws IdctlError when the file is no longer the one that was checked (exit 4), before it gives a change that was not
   */
  changes(): AsyncIterable<Change>
}

export interface PlanFileChecks {
  /** Gets each change while the file is checked; what it learns is valid only if `openPlanFile` does not throw. */
  readonly look?: (change: Change) => void
  /** The digest that the file must have: that of a file whose changes this process has checked and written. */
  readonly written?: string | undefined
}

/**
 * Checks a whole plan file (format, version, shape of each record, digest) before it returns any of it.
 * @throws IdctlError if the file cannot be read (exit 1), or is foreign, newer, cut, damaged or edited (exit 4)
 */
export async function openPlanFile(place: PlanPlace, checks: PlanFileChecks = {}): Promise<PlanFile> {
  const seen = await fingerprintOf(place)
  const chunks: string[] = []
  const checked = await checkWhole(place, checks, (chunk) => chunks.push(digestOfChunk(chunk)))
  return {
    ...checked,
    async *changes() {
      const changed = () => refused(place, told`it changed after it was checked`, again)
      if ((await fingerprintOf(place)) !== seen) throw changed()
      // What is the same was checked. Whoever writes to the file meanwhile changes a chunk.
      let index = 0
      const compare = (chunk: Buffer): void => {
        if (digestOfChunk(chunk) !== chunks[index++]) throw changed()
      }
      for await (const { value } of recordsOf(place, compare)) {
        if (value['record'] === 'change') yield toChange(place, value, asChecked)
      }
      if (index !== chunks.length) throw changed()
    },
  }
}

function digestOfChunk(chunk: Buffer): string {
  return hashOf('sha256', chunk, 'base64')
}

/**
 * Reads a plan file into one value, for `show`.
 * @throws as `openPlanFile`
 */
export async function readPlan(place: PlanPlace): Promise<Plan> {
  const file = await openPlanFile(place)
  const { target, workspace, selection, write_credentials, consents, made_from, witness } = file.header
  const changes: Change[] = []
  for await (const change of file.changes()) changes.push(change)
  return {
    target,
    workspace,
    ...present({ selection, write_credentials }),
    consents,
    ...present({ made_from, witness }),
    ...file.footer,
    changes,
  }
}

const rerun = 'make the plan again: idctl plan --out FILE'
const again = shown(rerun)

async function checkWhole(
  place: PlanPlace,
  { look, written }: PlanFileChecks,
  see: (chunk: Buffer) => void,
): Promise<Omit<PlanFile, 'changes'>> {
  const check = written === undefined ? checkChange : asChecked
  const hash = createHash('sha256')
  let header: PlanFileHeader | undefined
  let end: Pick<PlanFile, 'footer' | 'digest'> | undefined
  let invites = 0
  for await (const { line, value } of recordsOf(place, see)) {
    if (header === undefined) {
      header = toHeader(place, value)
      hash.update(line)
    } else if (end !== undefined) {
      throw refused(place, told`something follows its last record`, again)
    } else if (value['record'] === 'footer') {
      end = toEnd(place, line, value, hash)
    } else {
      const change = toChange(place, value, check)
      if (makesInvite(change)) invites += 1
      look?.(change)
      hash.update(line)
    }
  }
  if (header === undefined) throw foreign(place)
  if (end === undefined) throw refused(place, told`its end is missing`, again)
  if (written !== undefined && end.digest !== written) throw refused(place, told`another process wrote to it`, again)
  return { header, ...end, invites }
}

async function* recordsOf(
  place: PlanPlace,
  see: (chunk: Buffer) => void,
): AsyncGenerator<{ line: Buffer; value: JsonObject }> {
  let first = true
  try {
    for await (const line of linesOf(place, see)) {
      const value = parseLine(line)
      if (value === undefined || !isJsonObject(value)) {
        if (first) throw line.toString('latin1') === firstLineOfAge ? encrypted(place) : foreign(place)
        throw refused(place, line.at(-1) === 0x0a ? told`a record is damaged` : told`its end is missing`, again)
      }
      first = false
      yield { line, value }
    }
  } catch (error) {
    if (error instanceof LineTooLong) throw foreign(place)
    throw error instanceof Error && 'syscall' in error ? cannotRead(place, error) : error
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** `undefined` for a line that is cut, not UTF-8 or not JSON. */
function parseLine(line: Buffer): Json | undefined {
  if (line.at(-1) !== 0x0a) return undefined
  try {
    return JSON.parse(decoder.decode(line)) as Json
  } catch {
    return undefined
  }
}

function toHeader(place: PlanPlace, value: JsonObject): PlanFileHeader {
  if (value['record'] !== 'header' || value['format'] !== planFormat) throw foreign(place)
  const version = value['format_version']
  if (typeof version === 'number' && version > planFormatVersion) {
    throw refused(
      place,
      told`its format version ${version} is newer than this idctl (${planFormatVersion})`,
      told`use the idctl version that made it, or make the plan again with this one`,
    )
  }
  const { record: _, format: __, format_version: ___, ...header } = parsed(place, headerSchema, value)
  return header
}

function toEnd(place: PlanPlace, line: Buffer, value: JsonObject, hash: Hash): Pick<PlanFile, 'footer' | 'digest'> {
  const { record: _, digest, ...footer } = parsed(place, footerSchema, value)
  hash.update(line.subarray(0, line.lastIndexOf(digestMember)))
  if (hash.digest('hex') === digest) return { footer, digest }
  throw refused(place, told`its digest does not match: it was edited or damaged`, again)
}

/** The change of a record without its member `record`. */
type ChangeCheck = (place: PlanPlace, change: JsonObject) => Change

const checkChange: ChangeCheck = (place, change) => parsed(place, changeSchema, change)

/** For a change that is the same, byte for byte, as one that `changeSchema` has accepted. */
const asChecked: ChangeCheck = (_place, change) => change as unknown as Change

function toChange(place: PlanPlace, value: JsonObject, check: ChangeCheck): Change {
  const { record, ...change } = value
  if (record !== 'change') throw refused(place, told`a record has an unknown kind`, again)
  return blockedWithoutDue(check(place, change))
}

/**
 * Blocks removals by time of plans of earlier versions: those trusted one clock, and do not record when a removal was
 * due.
 */
function blockedWithoutDue(change: Change): Change {
  const isByTime = change.reason === 'expired' || change.reason === 'grace-over'
  const isRemoval = change.action === 'delete' || change.action === 'disable' || change.action === 'release'
  if (!isByTime || !isRemoval || change.blocked || change.due) return change
  const reason = 'the plan is of an earlier version, which trusted only the clock of its machine'
  return { ...change, consequences: [], blocked: { code: 'clock', reason, hint: rerun } }
}

function parsed<T>(place: PlanPlace, schema: z.ZodType<T>, value: Json): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  // Names the place only, never the value: the record may contain personal data.
  const where = result.error.issues[0]?.path.join('.') ?? ''
  const at = where === '' ? shown('') : told` (at ${where})`
  throw refused(place, told`a record does not have the shape of a plan${at}`, again)
}

/** Changes whenever the file is replaced or written to. */
async function fingerprintOf(place: PlanPlace): Promise<string> {
  const bigint = { bigint: true } as const
  const seen = await (typeof place === 'string' ? stat(place, bigint) : place.stat(bigint)).catch((cause: unknown) => {
    throw cannotRead(place, cause)
  })
  // The file is read twice, which is not possible with a pipe.
  if (!seen.isFile()) throw cannotRead(place, new Error('it is not a regular file'))
  return [seen.dev, seen.ino, seen.size, seen.mtimeNs].join(':')
}

function cannotRead(place: PlanPlace, cause: unknown): IdctlError {
  const why = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message
  return new IdctlError(told`cannot read the plan${unlessMasked` ${nameOf(place)}: ${why}`}`, {
    exit: 'error',
    hint: told`give the path of a file that idctl plan --out has written`,
    cause,
  })
}

function foreign(place: PlanPlace): IdctlError {
  return refused(place, told`it is not a plan of idctl`, told`give a file that idctl plan --out has written`)
}

function encrypted(place: PlanPlace): IdctlError {
  return refused(place, told`it is encrypted`, told`name the file of your secret key with --decrypt-with`)
}

function refused(place: PlanPlace, why: Told, hint: Told): IdctlError {
  return new IdctlError(told`the plan${unlessMasked` ${nameOf(place)}`} is refused: ${why}`, { exit: 'refused', hint })
}

function nameOf(place: PlanPlace): string {
  return typeof place === 'string' ? place : 'of this run'
}
