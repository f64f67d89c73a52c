import { createHash } from 'node:crypto'
import { type FileHandle, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { IdctlError } from '../../errors.ts'
import type { Change } from '../../model/change.ts'
import type { Plan } from '../../model/plan.ts'
import { present } from '../../model/present.ts'
import { type Told, told, unlessMasked } from '../../model/told.ts'
import { fillWholeFile } from '../private-files/write-whole.ts'
import { changeSchema } from './change-schema.ts'
import type { Cipher } from './encryption.ts'
import { digestMember, planFormat, planFormatVersion } from './format.ts'

/**
 * A plan whose changes may still be computed while they are written: summary, guards and diagnostics are read after the
 * last change.
 */
export type PlanToWrite = Omit<Plan, 'changes'> & { readonly changes: Iterable<Change> | AsyncIterable<Change> }

/** Who made a plan file, and when. */
export interface PlanMaking {
  readonly idctl_version: string
  readonly made_at: Date
  /** Random: journals and outputs show the digest of a plan, and nobody must be able to guess the plan's content from it. */
  readonly nonce?: string
  /** What encrypts the whole file; absent: it is plain text. */
  readonly cipher?: Cipher
}

/** In characters. */
const bufferSize = 256 * 1024

/**
 * Writes a plan file, readable by its owner only. It appears at `path` whole or not at all: a temporary file beside it
 * is written, synced and renamed.
 * @throws IdctlError if the folder is missing or cannot be written, or `path` is not a regular file (exit 1)
 */
export async function writePlanFile(path: string, plan: PlanToWrite, made: PlanMaking): Promise<void> {
  await refuseSpecialFile(path)
  try {
    await fillWholeFile(path, async (handle) => {
      await writeRecords(handle, plan, made)
    })
  } catch (error) {
    if (!isSystemError(error)) throw error
    const missing = error.code === 'ENOENT' ? told`the folder ${dirname(path)} does not exist: create it` : undefined
    throw cannotWrite(path, error, missing)
  }
}

/**
 * Like `writePlanFile`, into an empty file that is open already and may have no name any more.
 * @param place Its path, or former path, for messages.
 * @returns the digest of the file
 */
export async function fillPlanFile(
  handle: FileHandle,
  place: string,
  plan: PlanToWrite,
  made: PlanMaking,
): Promise<string> {
  try {
    return await writeRecords(handle, plan, made)
  } catch (error) {
    throw isSystemError(error) ? cannotWrite(place, error, undefined) : error
  }
}

/** @returns the digest of the file */
async function writeRecords(handle: FileHandle, plan: PlanToWrite, made: PlanMaking): Promise<string> {
  let digest = ''
  const text = textOf(plan, made, (whole) => {
    digest = whole
  })
  for await (const part of made.cipher?.(text) ?? text) await handle.writeFile(part)
  return digest
}

/**
 * The file in parts of about `bufferSize`, so that many small records take one system call.
 * @param tell Gets the digest.
 */
async function* textOf(plan: PlanToWrite, made: PlanMaking, tell: (digest: string) => void): AsyncGenerator<string> {
  const hash = createHash('sha256')
  let pending = ''
  for await (const line of linesOf(plan, made)) {
    hash.update(line)
    pending += line
    if (pending.length < bufferSize) continue
    yield pending
    pending = ''
  }
  const digest = hash.digest('hex')
  tell(digest)
  yield `${pending}${digestMember}${digest}"}\n`
}

/** All that the digest is of: the last line is cut where that stands. */
async function* linesOf(plan: PlanToWrite, made: PlanMaking): AsyncGenerator<string> {
  const line = (record: object) => `${JSON.stringify(record)}\n`
  yield line({
    record: 'header',
    format: planFormat,
    format_version: planFormatVersion,
    idctl_version: made.idctl_version,
    target: plan.target,
    workspace: plan.workspace,
    made_at: made.made_at.toISOString(),
    ...present({ nonce: made.nonce, selection: plan.selection, write_credentials: plan.write_credentials }),
    consents: plan.consents,
    made_from: plan.made_from,
    witness: plan.witness,
  })
  for await (const change of plan.changes) yield line({ record: 'change', ...changeSchema.parse(change) })
  const { summary, guards, rules, managed, diagnostics, declared } = plan
  const footer = { record: 'footer', summary, guards, rules, managed, diagnostics, declared }
  yield JSON.stringify(footer).slice(0, -1)
}

/** Renaming onto a device or a folder would replace it. */
async function refuseSpecialFile(path: string): Promise<void> {
  const existing = await stat(path).catch(() => undefined)
  if (existing === undefined || existing.isFile()) return
  throw new IdctlError(told`cannot write the plan${unlessMasked` to ${path}`}: it is not a regular file`, {
    exit: 'error',
    hint: told`give --out the path of a file`,
  })
}

function cannotWrite(path: string, cause: NodeJS.ErrnoException, hint: Told | undefined): IdctlError {
  const why = cause.code
  const full = isFull(why) ? told`free some space there: nothing of the plan was kept` : undefined
  return new IdctlError(told`cannot write the plan${unlessMasked` to ${path} (${String(why)})`}`, {
    exit: 'error',
    cause,
    hint: hint ?? full,
  })
}

/** Whether the disk or a quota is full, or the file would exceed the largest size that this process may write. */
function isFull(code: string | undefined): boolean {
  return code !== undefined && ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code)
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error
}
