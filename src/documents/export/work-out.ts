import type { Config } from '../../config/types.ts'
import { serverSchemaId } from '../../desired/schemas/schema-aliases.ts'
import { readDesiredAndServer } from '../../desired-state.ts'
import { IdctlError } from '../../errors.ts'
import type { Pause } from '../../in-pieces.ts'
import type { LiveSource } from '../../live/ports.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import { didYouMean } from '../../model/did-you-mean.ts'
import type { Exported, LeftOut, UpdateNotes } from '../../model/exported.ts'
import { isInFolder } from '../../model/folder-path.ts'
import type { JsonPointer } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import { someOf } from '../../model/some-of.ts'
import { told } from '../../model/told.ts'
import type { Variables } from '../../model/variables.ts'
import { declaredNames } from '../../reconcile/diff/declared-names.ts'
import { readServerFacts, type ServerFacts } from '../../server-facts.ts'
import { collectDiagnostics, type Diagnostics } from '../../source/diagnostics.ts'
import type { PlanOf } from '../accept/next-plan.ts'
import type { ExportFile } from './candidate.ts'
import type { Scope } from './choose.ts'
import { type Destination, touchesFolder } from './destination.ts'
import { placeNew } from './place-new.ts'
import type { DocumentFormat } from './render-documents.ts'
import { withoutRivals, withoutStrangers } from './settle-candidates.ts'
import { type State, surveyLive } from './survey-live.ts'
import { type ExportEdit, settleUpdates } from './update/settle-updates.ts'

export interface MakeOptions {
  readonly scope: Scope
  /** Keys, or globs on keys and on the files that marks name; empty: everybody. */
  readonly patterns: readonly string[]
  /** As documents name it. */
  readonly schema?: string
  /** Also change documents that there are. */
  readonly update?: boolean
  readonly destination: Destination
  readonly format: DocumentFormat
  /** The environment, for `${env:…}` in documents that are there already. */
  readonly variables: Variables
  readonly signal: AbortSignal
  /** Between the pieces of long work. */
  readonly pause?: Pause | undefined
  readonly onRead?: (identities: number) => void
}

export interface ToExport {
  readonly files: readonly ExportFile[]
  /** Of files that are there; with `update` only. */
  readonly edits: readonly ExportEdit[]
  readonly left: readonly LeftOut[]
  readonly passed: Exported['passed']
  /** With `update` only. */
  readonly update?: UpdateNotes
  readonly declared: readonly JsonPointer[]
  /** Marks of this workspace in the whole listing. */
  readonly managed: number
  /** They are where idctl reads them. */
  readonly isRead: boolean
  /** With an error among them there are no files and no edits. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Makes documents of live identities; writes nothing. Each document says what live has and finds the identity that it was
 * made from: that is proved with what reads, matches and compares for a plan. Who cannot have such a document is left out. With
 * `update`, documents that there are get what moved live.
 *
 * @param planIn makes plans of a folder, to prove that nobody is worse off after an update
 * @throws IdctlError (exit 6) if something cannot be read completely; (exit `usage`) for an option that fits nothing; the errors
 *   of the system
 */
export async function workOutExport(
  given: Config,
  source: LiveSource,
  options: MakeOptions,
  planIn: (config: Config) => PlanOf,
): Promise<ToExport> {
  const { destination } = options
  const config = withWholeFolder(given)
  const diagnostics = collectDiagnostics()
  const state = await readState(config, source, options, diagnostics)
  if (state === undefined || diagnostics.hasErrors) return nothing(diagnostics.arranged())

  const schemaId = servedSchemaId(options.schema, config, state.server)
  const list = () => source.list(options.signal)
  const survey = await surveyLive({ ...options, config, state, ...present({ schemaId }) }, list)
  diagnostics.add(survey.diagnostics)
  if (diagnostics.hasErrors) return nothing(diagnostics.arranged())
  const { candidates, accounts, match, toUpdate, context } = survey
  const { policy } = context
  const folder = { ...state, config, variables: options.variables, policy, match, accounts, list, plan: planIn(config) }
  const settled = await settleUpdates(folder, toUpdate?.outdated ?? [])
  diagnostics.add(settled.diagnostics)
  if (diagnostics.hasErrors) return nothing(diagnostics.arranged())

  const alone = withoutRivals(candidates, settled.identities)
  const proven = await withoutStrangers(alone.candidates, settled.identities, list, match)
  const made = await placeNew(proven.candidates, { ...context, destination, match, list, settled })
  return {
    ...made,
    left: [...(toUpdate?.left ?? []), ...settled.left, ...survey.left, ...alone.left, ...proven.left, ...made.left],
    passed: survey.passed,
    ...present({ update: toUpdate?.notes }),
    declared: declaredIn(made.edits, toUpdate?.notes, state.server),
    managed: survey.managed,
    isRead: touchesFolder(destination, config),
    diagnostics: diagnostics.arranged(),
  }
}

function declaredIn(edits: readonly ExportEdit[], notes: UpdateNotes | undefined, server: ServerFacts): JsonPointer[] {
  const changed = edits.flatMap(({ documents }) =>
    documents.flatMap(({ fields = [] }) => fields.map(({ path }) => path)),
  )
  return declaredNames([...changed, ...(notes?.values ?? []).map(({ path }) => path)], server.schemas)
}

/** `--identities` says where new documents go. Documents anywhere else count nevertheless: nobody may get a second one. */
function withWholeFolder(config: Config): Config {
  const { identities, wholeFolders } = config
  const others = identities.filter((folder) => !wholeFolders.some((whole) => isInFolder(folder, whole)))
  return { ...config, identities: [...wholeFolders, ...others], partialFolder: false }
}

async function readState(
  config: Config,
  source: LiveSource,
  { destination, variables, signal, pause }: MakeOptions,
  diagnostics: Diagnostics,
): Promise<State | undefined> {
  if (touchesFolder(destination, config)) {
    const state = await readDesiredAndServer(config, source, { variables, signal, pause }, diagnostics)
    return state && { server: state.server, documents: state.folder.documents, identities: state.identities }
  }
  const { warnings, schemas, abilities } = await readServerFacts(config, source, signal)
  diagnostics.add(warnings)
  return { server: { schemas, abilities }, documents: [], identities: [] }
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

function nothing(diagnostics: readonly Diagnostic[]): ToExport {
  return {
    files: [],
    edits: [],
    left: [],
    passed: { documented: 0, foreign: 0, disabled: 0, managed: 0, undocumented: 0 },
    declared: [],
    managed: 0,
    isRead: false,
    diagnostics,
  }
}
