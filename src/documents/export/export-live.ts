import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../config/types.ts'
import { folderReading, newFileReader } from '../../desired/new-files.ts'
import { serverSchemaId } from '../../desired/schemas/schema-aliases.ts'
import { readDesiredAndServer } from '../../desired-state.ts'
import { IdctlError } from '../../errors.ts'
import { ownMark } from '../../identity/live-document.ts'
import type { LiveSource } from '../../live/ports.ts'
import { reportProgress } from '../../live/report-progress.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import { didYouMean } from '../../model/did-you-mean.ts'
import type { Exported, LeftOut } from '../../model/exported.ts'
import { isInFolder } from '../../model/folder-path.ts'
import type { DesiredIdentity } from '../../model/identity.ts'
import { jsonEqual } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import { sensitivePaths } from '../../model/sensitive.ts'
import { someOf } from '../../model/some-of.ts'
import { told } from '../../model/told.ts'
import type { Variables } from '../../model/variables.ts'
import { readServerFacts, type ServerFacts } from '../../server-facts.ts'
import { collectDiagnostics, type Diagnostics } from '../../source/diagnostics.ts'
import { matchPolicyOf } from '../accept/find-pair.ts'
import type { Candidate } from './candidate.ts'
import { keyPatterns, type Scope } from './choose.ts'
import { candidateCollector } from './collect-candidates.ts'
import { type Destination, refuseLargeList, touchesFolder } from './destination.ts'
import { judgePlaceholders } from './path-template.ts'
import { inOrder, placeCandidates } from './place-candidates.ts'
import { type DocumentFormat, joinDocuments } from './render-documents.ts'
import { findAccounts, withoutRivals, withoutStrangers } from './settle-candidates.ts'

export interface ExportOptions {
  readonly scope: Scope
  /** Keys, or globs on keys and on the files that marks name; empty: everybody. */
  readonly patterns: readonly string[]
  /** As documents name it. */
  readonly schema?: string
  readonly destination: Destination
  readonly format: DocumentFormat
  /** The environment, for `${env:…}` in documents that are there already. */
  readonly variables: Variables
  readonly signal: AbortSignal
  readonly onRead?: (identities: number) => void
}

/** A file to write, and whose documents are in it. */
export interface ExportFile {
  readonly file: string
  readonly text: string
  readonly documents: readonly Pick<Candidate, 'id' | 'key' | 'unsaid'>[]
}

export interface ToExport {
  readonly files: readonly ExportFile[]
  readonly left: readonly LeftOut[]
  readonly passed: Exported['passed']
  /** Marks of this workspace in the whole listing. */
  readonly managed: number
  /** They are where idctl reads them. */
  readonly isRead: boolean
  /** With an error among them there are no files. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Makes documents of live identities; writes nothing. Each document says what live has and finds the identity that it was
 * made from: that is proved with what reads, matches and compares for a plan. Who cannot have such a document is left out.
 * @throws IdctlError (exit 6) if something cannot be read completely; (exit `usage`) for an option that fits nothing
 */
export async function exportLive(given: Config, source: LiveSource, options: ExportOptions): Promise<ToExport> {
  const { destination, format, signal, variables } = options
  const config = withWholeFolder(given)
  const diagnostics = collectDiagnostics()
  const state = await readState(config, source, options, diagnostics)
  if (state === undefined || diagnostics.hasErrors) return nothing(diagnostics.arranged())

  const { server, folder } = state
  const sensitive = sensitivePaths(config.sensitive)
  const schemaId = servedSchemaId(options.schema, config, server)
  const schemas = server.schemas.ids.flatMap((id) => server.schemas.get(id) ?? [])
  if (destination.kind === 'files') judgePlaceholders(destination.template, schemas, sensitive)
  const patterns = keyPatterns(options.patterns, config.identities)
  const read = newFileReader(config, { variables, schemas: server.schemas })
  const policy = { schemas: server.schemas, sensitive }
  const choice = { scope: options.scope, ...present({ schemaId }), patterns }
  const collector = candidateCollector(config, choice, destination, { config, server, policy, format, read })

  const match = matchPolicyOf(config, server)
  const list = () => source.list(signal)
  let managed = 0
  const accounts = await findAccounts(folder, reportProgress(list(), options.onRead), match, (live) => {
    if (ownMark(live, config.workspace) !== undefined) managed += 1
    collector.take(live)
  })
  diagnostics.add(unknownPatterns(patterns.idle(), options.scope))
  if (diagnostics.hasErrors) return nothing(diagnostics.arranged())

  const { candidates, left, passed } = collector.found()
  const documented = new Set(accounts.values())
  const fresh = candidates.filter(({ id }) => !documented.has(id))
  const alone = withoutRivals(fresh, folder)
  const settled = await withoutStrangers(alone.candidates, folder, list, match)
  const isTaken = (file: string) => folderReading(config, file) !== undefined && existsSync(join(config.root, file))
  return {
    files: filesOf(settled.candidates, destination, format, isTaken),
    left: [...left, ...alone.left, ...settled.left],
    passed: { ...passed, documented: candidates.length - fresh.length },
    managed,
    isRead: touchesFolder(destination, config),
    diagnostics: diagnostics.arranged(),
  }

  function filesOf(
    all: readonly Candidate[],
    to: Destination,
    as: DocumentFormat,
    taken: (file: string) => boolean,
  ): ExportFile[] {
    if (to.kind === 'files') {
      return placeCandidates(all, taken).map((one) => ({ file: one.file, text: one.text, documents: [one] }))
    }
    if (all.length === 0) return []
    const documents = inOrder(all)
    const text = joinDocuments(
      documents.map((one) => one.text),
      as,
    )
    if (folderReading(config, to.file) !== undefined) refuseLargeList(Buffer.byteLength(text))
    proveList(read(to.file, text), documents)
    return [{ file: to.file, text, documents }]
  }
}

/** `--identities` says where new documents go. Documents anywhere else count nevertheless: nobody may get a second one. */
function withWholeFolder(config: Config): Config {
  const { identities, wholeFolders } = config
  const others = identities.filter((folder) => !wholeFolders.some((whole) => isInFolder(folder, whole)))
  return { ...config, identities: [...wholeFolders, ...others], partialFolder: false }
}

interface State {
  readonly server: ServerFacts
  /** The documents beside which the new ones will stand. */
  readonly folder: readonly DesiredIdentity[]
}

async function readState(
  config: Config,
  source: LiveSource,
  { destination, variables, signal }: ExportOptions,
  diagnostics: Diagnostics,
): Promise<State | undefined> {
  if (touchesFolder(destination, config)) {
    const state = await readDesiredAndServer(config, source, { variables, signal }, diagnostics)
    return state && { server: state.server, folder: state.identities }
  }
  const { warnings, schemas, abilities } = await readServerFacts(config, source, signal)
  diagnostics.add(warnings)
  return { server: { schemas, abilities }, folder: [] }
}

function servedSchemaId(name: string | undefined, config: Config, { schemas }: ServerFacts): string | undefined {
  if (name === undefined) return undefined
  const id = serverSchemaId(name, config.schema_aliases)
  if (schemas.ids.includes(id)) return id
  const meant = didYouMean(name, schemas.ids)
  throw new IdctlError(told`the server has no identity schema ${name}`, {
    exit: 'usage',
    hint: meant === undefined ? told`it has ${someOf(schemas.ids)}` : told`did you mean ${meant}?`,
  })
}

function unknownPatterns(idle: readonly string[], scope: Scope): Diagnostic[] {
  const whose = scope === 'all' ? '' : `${scope} `
  return idle.map((pattern) => ({
    severity: 'error',
    code: 'IDC540',
    summary: `no ${whose}live identity has the key "${pattern}", or one that this pattern fits`,
    hint: 'the key is the external_id, else the first login identifier; --managed and --all mean others, too',
  }))
}

function nothing(diagnostics: readonly Diagnostic[]): ToExport {
  return {
    files: [],
    left: [],
    passed: { documented: 0, foreign: 0, disabled: 0 },
    managed: 0,
    isRead: false,
    diagnostics,
  }
}

/** Each document was proved alone; together they must be the same documents. */
function proveList(found: ReturnType<ReturnType<typeof newFileReader>>, documents: readonly Candidate[]): void {
  const isSame = documents.every(({ document }, index) => {
    const read = found.documents[index]
    const values = (fields: typeof document.fields) =>
      Object.fromEntries(Object.entries(fields).map(([path, { value }]) => [path, value]))
    return read !== undefined && jsonEqual(values(read.fields), values(document.fields))
  })
  if (found.documents.length === documents.length && isSame) return
  throw new TypeError('documents that were right alone are not right in one file')
}
