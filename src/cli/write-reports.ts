import { realpath, stat } from 'node:fs/promises'
import { basename, dirname, relative, resolve, sep } from 'node:path'
import { folderOfGit } from '../checkout/folder-of-git.ts'
import { configName, findConfig } from '../config/find.ts'
import { IdctlError } from '../errors.ts'
import type { ExitName } from '../model/exit-codes.ts'
import { present } from '../model/present.ts'
import { fillWholeFile } from '../records/private-files/write-whole.ts'
import type { ReportSheet } from '../render/reports/report-format.ts'
import { reportFormats } from '../render/reports/report-formats.ts'
import type { CliContext } from './context.ts'
import { cannotWriteReport, notRegular } from './report-errors.ts'
import type { Reports } from './reports.ts'
import { inChunks } from './writer.ts'

export interface ReportEnd extends Pick<ReportSheet, 'command' | 'idctlVersion' | 'masked'> {
  readonly exit: ExitName
  /** As given with `--config`. */
  readonly config: string | undefined
}

/** Writes all reports, for their owner only. @throws IdctlError (exit `error`) for the first that cannot be written */
export async function writeReports(reports: Reports, end: ReportEnd, context: CliContext): Promise<void> {
  const { command, idctlVersion, masked, exit, config } = end
  const { requests, content, linkBase, place } = reports
  const sheet: ReportSheet = {
    command,
    idctlVersion,
    masked,
    exit,
    ...placesOf(context.cwd, config),
    ...present({ linkBase, place }),
  }
  for (const { format, file } of requests) {
    const parts = reportFormats[format](content, sheet)
    if (file === '-') {
      for (const part of parts) context.stderr.write(part)
      continue
    }
    try {
      await fillWholeFile(await targetOf(resolve(context.cwd, file)), async (handle) => {
        for (const chunk of inChunks(parts)) await handle.writeFile(chunk)
      })
    } catch (cause) {
      if (cause instanceof IdctlError || !(cause instanceof Error && 'code' in cause)) throw cause
      throw cannotWriteReport(file, String(cause.code), cause)
    }
  }
}

/** Where a link leads; a device or a folder must not be replaced. */
async function targetOf(path: string): Promise<string> {
  const existing = await stat(path).catch(() => undefined)
  if (existing === undefined) return path
  if (!existing.isFile()) throw notRegular(path)
  return realpath(path)
}

/** Files in reports are named from the root of the repository, if there is one: platforms look for them there. */
function placesOf(cwd: string, config: string | undefined): Pick<ReportSheet, 'prefix' | 'configFile'> {
  const found = findConfig(cwd, config)
  const root = found === undefined ? cwd : dirname(found)
  const below = relative(folderOfGit(root) ?? root, root)
    .split(sep)
    .join('/')
  return {
    prefix: below === '' ? '' : `${below}/`,
    configFile: found === undefined ? configName : basename(found),
  }
}
