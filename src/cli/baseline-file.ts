import { realpath, stat } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import { parseBaseline } from '../drift/parse-baseline.ts'
import { IdctlError } from '../errors.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { BaselineEntry } from '../model/drift.ts'
import { told, unlessMasked } from '../model/told.ts'
import { writeWholeFile } from '../records/private-files/write-whole.ts'
import { readSource } from '../source/source-text.ts'

export interface BaselineFile {
  /** Name for messages: relative to the folder of idctl.yaml when the file is below it. */
  readonly name: string
  /** Absolute. */
  readonly path: string
  /** Absent when there is no such file yet. */
  readonly text?: string
  readonly entries: readonly BaselineEntry[]
  /** With an error among them, `entries` is empty. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads a baseline.
 *
 * @param mayBeNew `--write-baseline`: treat a missing file as empty.
 * @param whileReading Runs the synchronous work, so that a signal can end it.
 * @throws IdctlError (exit `invalid`) when the file is missing or not a regular file; (exit `usage`) without a path
 */
export async function readBaselineFile(
  given: string,
  place: { readonly cwd: string; readonly root: string },
  mayBeNew: boolean,
  whileReading: <T>(read: () => T) => Promise<T>,
): Promise<BaselineFile> {
  if (given === '')
    throw new IdctlError(told`the path of --baseline is empty`, { exit: 'usage', hint: told`name the file` })
  const path = resolve(place.cwd, given)
  const name = nameOf(path, place.root) ?? given
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw unusable(name, error.code ?? error.message)
  })
  if (found === undefined && mayBeNew) return { name, path, entries: [], diagnostics: [] }
  if (found === undefined) {
    throw new IdctlError(told`the baseline${unlessMasked` ${name}`} does not exist`, {
      exit: 'invalid',
      hint: told`check the path; \`idctl drift --baseline FILE --write-baseline\` makes one`,
    })
  }
  if (!found.isFile()) throw unusable(name, 'it is not a regular file')
  const problems: Diagnostic[] = []
  const source = readSource(path, name, (diagnostic) => problems.push(diagnostic))
  if (source === undefined) return { name, path, entries: [], diagnostics: problems }
  const { entries = [], diagnostics } = await whileReading(() => parseBaseline(source))
  return { name, path, text: source.text, entries, diagnostics }
}

/**
 * Writes a baseline atomically. Only its owner can read a new file, because keys can be addresses; an existing file keeps its
 * mode.
 * @throws IdctlError (exit `error`)
 */
export async function writeBaselineFile({ name, path }: BaselineFile, text: string): Promise<void> {
  try {
    const existing = await stat(path).catch(() => undefined)
    if (existing === undefined) await writeWholeFile(path, text)
    else await writeWholeFile(await realpath(path), text, existing.mode & 0o777)
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new IdctlError(told`cannot write the baseline${unlessMasked` ${name} (${why})`}`, {
      exit: 'error',
      cause: error,
      hint: told`check that its folder exists and may be written; the baseline was not changed`,
    })
  }
}

function nameOf(path: string, root: string): string | undefined {
  const name = relative(root, path).split(sep).join('/')
  return name.startsWith('..') ? undefined : name
}

function unusable(name: string, why: string): IdctlError {
  return new IdctlError(told`the baseline${unlessMasked` ${name}`} cannot be read${unlessMasked`: ${why}`}`, {
    exit: 'invalid',
    hint: told`give the path of a file`,
  })
}
