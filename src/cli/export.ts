import { existsSync } from 'node:fs'
import { extname, posix, relative, resolve, sep } from 'node:path'
import type { Config } from '../config/types.ts'
import { folderReading } from '../desired/new-files.ts'
import type { ExportFile } from '../documents/export/candidate.ts'
import type { Scope } from '../documents/export/choose.ts'
import { type Destination, touchesFolder } from '../documents/export/destination.ts'
import { parsePathTemplate } from '../documents/export/path-template.ts'
import { type DocumentFormat, documentFormats } from '../documents/export/render-documents.ts'
import type { ToExport } from '../documents/export/work-out.ts'
import { IdctlError } from '../errors.ts'
import type { ExportOptions } from '../export-live.ts'
import { hasErrors } from '../model/diagnostic.ts'
import type { ExitName } from '../model/exit-codes.ts'
import type { Exported } from '../model/exported.ts'
import type { IdentityKey } from '../model/identity.ts'
import { present } from '../model/present.ts'
import { shown, textOf, told } from '../model/told.ts'
import { refuseUnconsented } from './export-consent.ts'
import type { ExportChoice, ExportRequest } from './export-request.ts'
import { askUpdate, writeExport } from './export-update.ts'
import { failureOf, renderFailure } from './failure.ts'
import { listeningWhileWaiting } from './listening-source.ts'
import { listingProgress } from './listing-progress.ts'
import { usage } from './named-ids.ts'
import { renderExportedAs, renderExportedForTalk } from './render.ts'
import { withSchemaLines } from './schema-lines.ts'
import { createSnippetReader } from './snippet.ts'
import { tellDone } from './writer.ts'

/** Where and how the flags say that documents are written. @throws IdctlError (exit `usage`) */
function destinationOf(
  { out, path, file, as }: ExportChoice,
  { root, identities: [first = '.'] }: Pick<Config, 'root' | 'identities'>,
  cwd: string,
): { readonly destination: Destination; readonly format: DocumentFormat } {
  const fromRoot = (given: string) => relative(root, resolve(cwd, given)).split(sep).join('/') || '.'
  if (file !== undefined) {
    const format = formatOf(file, as, 'file')
    return { destination: { kind: 'list', file: fromRoot(file) }, format }
  }
  if (out === '') throw usage(told`the folder of --out is empty`, told`name a folder, like --out people`)
  const format = path === undefined ? (as ?? 'yaml') : formatOf(path, as, 'path')
  const template = parsePathTemplate(path ?? `{key}.${format}`, extname(path ?? `.${format}`) || `.${format}`)
  return { destination: { kind: 'files', folder: out === undefined ? first : fromRoot(out), template }, format }
}

/** The format that the ending of a file means; `--as` must not contradict it. */
function formatOf(name: string, as: DocumentFormat | undefined, flag: 'file' | 'path'): DocumentFormat {
  const ending = extname(name).slice(1).toLowerCase()
  const meant = ending === 'yml' ? 'yaml' : documentFormats.find((format) => format === ending)
  if (meant === undefined) {
    throw usage(
      told`what --${shown(flag)} names does not end like a document`,
      told`let it end in .yaml, .json or .ndjson`,
    )
  }
  if (as === undefined || as === meant) return meant
  throw usage(
    told`--as ${shown(as)} does not fit the ending of --${shown(flag)}`,
    told`leave --as out, or let it end in .${shown(as)}`,
  )
}

/**
 * Reads live identities, writes their documents, and shows what became of each.
 *
 * @returns keys: whom to adopt, with `choice.adopt`
 */
export async function runExport(
  request: ExportRequest,
): Promise<{ readonly exit: ExitName; readonly keys: readonly IdentityKey[] }> {
  const { context, output, config, source, signal, choice } = request
  const { destination, format } = destinationOf(choice, config, context.cwd)
  if (choice.update === true) refuseUnreadable(destination, config)
  else if (destination.kind === 'list') refuseExisting(config.root, destination.file)
  const { exportLive } = await import('../index.ts')
  const listing = listingProgress(output, source, signal)
  const options: ExportOptions = {
    scope: scopeOf(choice),
    patterns: request.patterns,
    ...present({ schema: choice.schema, update: choice.update }),
    destination,
    format,
    variables: context.env,
    now: context.now(),
    signal,
    onRead: listing.onRead,
  }
  const found = await listeningWhileWaiting(context.signals, signal, source, (heard, pause) => {
    return exportLive(config, heard, { ...options, pause })
  }).finally(listing.stop)
  output.progress.end()
  const isAdopting = choice.adopt === true
  if (isAdopting) {
    refuseUnread(found.files, config)
    const documents = [...found.files, ...found.edits].flatMap((one) => [...one.documents])
    refuseUnconsented({ count: documents.length, managed: found.managed }, config, context.terminal, choice)
  }
  const about = { target: config.server?.target ?? '', workspace: config.workspace }
  const asked = await askUpdate(request, { ...about, found })
  if (asked === 'no') return { exit: 'refused', keys: [] }
  const top = destination.kind === 'list' ? posix.dirname(destination.file) : destination.folder
  const files = withSchemaLines(config.root, found.files, format)
  const { failure, ...written } = await writeExport(
    { ...config, top },
    { ...found, files },
    signal,
    isAdopting ? nobodyAdopted : undefined,
  )
  const exported: Exported = {
    ...about,
    ...written,
    left: [...found.left, ...written.left],
    passed: found.passed,
    ...present({ update: found.update, part: asked === 'yes' ? ('after' as const) : undefined }),
    declared: found.declared,
    diagnostics: found.diagnostics,
  }
  const isStopped = isAdopting && signal.aborted
  if (isStopped) output.talk(`Interrupted: ${textOf(nobodyAdopted)}.`)
  const exit = isStopped ? 'interrupted' : (failure?.exit ?? exitOf(found, exported))
  const goesOn = isAdopting && !isStopped && failure === undefined && exported.documents.length > 0
  const readSnippet = createSnippetReader(config.root)
  // A machine gets one document, which is then about the adoption.
  if (goesOn && output.oneDocument) output.talk(renderExportedForTalk(exported, output, readSnippet))
  else {
    const next = found.isRead && !goesOn ? nextOf(exported) : undefined
    const text = renderExportedAs({ ...exported, ...present({ next }) }, output, readSnippet)
    const done = { exit: 'incomplete', hint: told`the documents were written` } as const
    await tellDone(output.result(goesOn ? `${text}\n` : text), done)
  }
  if (failure !== undefined) {
    const shownFailure = failureOf(failure, { command: 'export', masked: output.masked })
    await output.complain(renderFailure(shownFailure, output.errorStyle))
  }
  return { exit, keys: goesOn ? exported.documents.map(({ key }) => key) : [] }
}

/** Only who is not managed can be adopted. */
function nextOf({ documents }: Exported): Exported['next'] {
  return documents.every(({ managed }) => managed === true) ? 'plan' : 'adopt'
}

/** The same command passes over who has a document by now. */
const nobodyAdopted = told`nobody was adopted: ${shown("`idctl adopt '**'`")} adopts who has a document, and the same command goes on with the others`

function scopeOf({ managed, all }: ExportChoice): Scope {
  return all ? 'all' : managed ? 'managed' : 'unmanaged'
}

function exitOf({ diagnostics }: ToExport, { interrupted, left }: Exported): ExitName {
  if (hasErrors(diagnostics)) return 'invalid'
  if (interrupted) return 'interrupted'
  return left.length > 0 ? 'incomplete' : 'ok'
}

/** An adoption is for a document that plans read. */
function refuseUnread(files: readonly ExportFile[], config: Config): void {
  if (files.every(({ file }) => folderReading(config, file) !== undefined)) return
  throw usage(
    told`--adopt needs the documents in a folder that idctl reads`,
    told`leave --out and --file out, or name a folder below \`identities\` of idctl.yaml`,
  )
}

/** Documents are updated where idctl reads them. */
function refuseUnreadable(destination: Destination, config: Config): void {
  if (touchesFolder(destination, config)) return
  throw usage(
    told`--update needs documents in a folder that idctl reads`,
    told`leave --out and --file out, or name a folder below \`identities\` of idctl.yaml`,
  )
}

function refuseExisting(root: string, file: string): void {
  if (!existsSync(resolve(root, file))) return
  throw new IdctlError(told`the file of --file is there already: ${file}`, {
    exit: 'refused',
    hint: told`name a file that does not exist; with --update new documents come to the end of a list that idctl reads`,
  })
}
