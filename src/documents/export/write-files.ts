import { lstat, mkdir, readFile, realpath } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { IdctlError } from '../../errors.ts'
import type { ExportedDocument, LeftOut } from '../../model/exported.ts'
import { shown, type Told, told, unlessMasked } from '../../model/told.ts'
import { writeNewFile } from '../../records/private-files/write-new.ts'
import { type ExportFile, exportedAs } from './candidate.ts'

export interface Written {
  readonly documents: readonly ExportedDocument[]
  readonly left: readonly LeftOut[]
  readonly interrupted: boolean
}

/**
 * Writes the files that are not there yet (mode 0600, in folders of mode 0700) and changes no other. A stop ends it between
 * two files.
 *
 * @param goesOn what goes on where one cannot be written after others were
 * @param top the folder that nothing may be written outside of, relative to `root`
 * @throws IdctlError (exit `error`, or `incomplete` when some are written) if a file cannot be written
 */
export async function writeFiles(
  root: string,
  top: string,
  files: readonly ExportFile[],
  stop: AbortSignal,
  goesOn: Told = told`the same command goes on${unlessMasked` with the others`}`,
): Promise<Written> {
  const documents: ExportedDocument[] = []
  const left: LeftOut[] = []
  const known = new Set<string>()
  for (const one of files) {
    if (stop.aborted) return { documents, left, interrupted: true }
    try {
      await makeFolder(root, top, dirname(join(root, one.file)), known)
      const outcome = await writeOne(join(root, one.file), one.text)
      if (outcome === 'taken') left.push(...one.documents.map(({ id, key }) => ({ id, key, ...taken(one.file) })))
      else {
        const told = one.documents.map((document) => exportedAs(outcome, one.file, document))
        documents.push(...told)
      }
    } catch (error) {
      if (error instanceof IdctlError) throw error
      throw cannotWrite(one.file, error, documents.length, goesOn)
    }
  }
  return { documents, left, interrupted: false }
}

function taken(file: string): Omit<LeftOut, 'id' | 'key'> {
  return {
    file,
    code: 'IDC242',
    why: 'another file is in its place',
    hint: 'move that file away, or choose another --out or --path',
  }
}

async function writeOne(path: string, text: string): Promise<'written' | 'same' | 'taken'> {
  try {
    await writeNewFile(path, text)
    return 'written'
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const isFile = (await lstat(path)).isFile()
  return isFile && (await readFile(path, 'utf8')) === text ? 'same' : 'taken'
}

/** A link on the way could lead anywhere. */
async function makeFolder(root: string, top: string, folder: string, known: Set<string>): Promise<void> {
  if (known.has(folder)) return
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const [real, realTop] = await Promise.all([realpath(folder), realpath(join(root, top))])
  if (real !== realTop && !real.startsWith(realTop.endsWith(sep) ? realTop : `${realTop}${sep}`)) {
    throw new IdctlError(told`a link below the folder leads out of it: ${folder}`, {
      exit: 'error',
      hint: told`remove the link, or choose another --path`,
    })
  }
  known.add(folder)
}

function cannotWrite(file: string, error: unknown, count: number, goesOn: Told): IdctlError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
  return new IdctlError(told`cannot write ${file} (${shown(code)})`, {
    exit: count === 0 ? 'error' : 'incomplete',
    hint: count === 0 ? told`nothing was written` : told`${count} documents were written before; ${goesOn}`,
    cause: error,
  })
}
