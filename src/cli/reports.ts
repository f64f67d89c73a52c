import { existsSync } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { findConfig } from '../config/find.ts'
import { IdctlError } from '../errors.ts'
import type { ExitName } from '../model/exit-codes.ts'
import { shown, told, unlessMasked } from '../model/told.ts'
import type { FailureFound } from '../render/format.ts'
import type { ReportContent, ReportSheet, ReportSubject } from '../render/reports/report-format.ts'
import { type ReportName, reportNames } from '../render/reports/report-names.ts'
import type { CliContext } from './context.ts'
import { usage } from './named-ids.ts'

export interface ReportRequest {
  readonly format: ReportName
  /** `-`: stderr. */
  readonly file: string
}

/** What `--report` asks for, and what a command has found until now. */
export interface Reports {
  readonly requests: readonly ReportRequest[]
  take(subject: ReportSubject): void
  fail(failure: FailureFound): void
  readonly content: ReportContent
}

/** The last subject is that of the report: an apply shows its plan first. @throws IdctlError (exit `usage`) */
export function collectReports(requests: readonly string[] = []): Reports {
  let subject: ReportSubject | undefined
  let failure: FailureFound | undefined
  return {
    requests: requests.map(requestOf),
    take(found) {
      subject = found
    },
    fail(why) {
      failure = why
    },
    get content() {
      return { ...(subject && { subject }), ...(failure && { failure }) }
    },
  }
}

function requestOf(text: string): ReportRequest {
  const [, name, file] = /^([a-z-]+)=(.+)$/.exec(text) ?? []
  const format = reportNames.find((known) => known === name)
  if (format !== undefined && file !== undefined) return { format, file }
  throw usage(
    told`a value of --report is not FORMAT=FILE`,
    told`the formats are ${shown(reportNames.join(', '))}; for example --report junit=idctl.xml`,
  )
}

export interface ReportEnd extends Pick<ReportSheet, 'command' | 'idctlVersion' | 'masked'> {
  readonly exit: ExitName
  /** As given with `--config`. */
  readonly config: string | undefined
}

/** Writes all reports, for their owner only. @throws IdctlError (exit `error`) for the first that cannot be written */
export async function writeReports({ requests, content }: Reports, end: ReportEnd, context: CliContext): Promise<void> {
  const [{ reportFormats }, { fillWholeFile }] = await Promise.all([
    import('../render/reports/report-formats.ts'),
    import('../records/private-files/write-whole.ts'),
  ])
  const { command, idctlVersion, masked, exit, config } = end
  const sheet: ReportSheet = { command, idctlVersion, masked, exit, ...placesOf(context.cwd, config) }
  for (const { format, file } of requests) {
    const parts = reportFormats[format](content, sheet)
    if (file === '-') {
      for (const part of parts) context.stderr.write(part)
      continue
    }
    try {
      await fillWholeFile(await targetOf(resolve(context.cwd, file)), async (handle) => {
        for (const part of parts) await handle.writeFile(part)
      })
    } catch (cause) {
      if (cause instanceof IdctlError || !(cause instanceof Error && 'code' in cause)) throw cause
      throw cannotWrite(file, String(cause.code), cause)
    }
  }
}

/** Where a link leads; a device or a folder must not be replaced. */
async function targetOf(path: string): Promise<string> {
  const existing = await stat(path).catch(() => undefined)
  if (existing === undefined) return path
  if (!existing.isFile()) throw cannotWrite(path, 'it is not a regular file')
  return realpath(path)
}

function cannotWrite(file: string, why: string, cause?: Error): IdctlError {
  return new IdctlError(told`a report cannot be written${unlessMasked` to ${file} (${why})`}`, {
    exit: 'error',
    hint: told`give --report the path of a file in a folder that exists; \`-\` is stderr`,
    cause,
  })
}

/** Files in reports are named from the root of the repository, if there is one: platforms look for them there. */
function placesOf(cwd: string, config: string | undefined): Pick<ReportSheet, 'prefix' | 'configFile'> {
  const found = findConfig(cwd, config)
  const root = found === undefined ? cwd : dirname(found)
  const below = relative(repositoryOf(root) ?? root, root)
    .split(sep)
    .join('/')
  return {
    prefix: below === '' ? '' : `${below}/`,
    configFile: found === undefined ? 'idctl.yaml' : basename(found),
  }
}

function repositoryOf(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder
  const parent = dirname(folder)
  return parent === folder ? undefined : repositoryOf(parent)
}
