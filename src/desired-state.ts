import type { Config } from './config/types.ts'
import { judgeStrays } from './desired/document/stray-traits.ts'
import type { ReplacedFiles } from './desired/files/read-file.ts'
import { type Identified, identifyDocuments, identifyingDocuments } from './desired/judge/identify.ts'
import { judgePointers } from './desired/judge/judge-pointers.ts'
import { keyPlaces } from './desired/judge/key-places.ts'
import { identityChecks, refusedSchemas } from './desired/judge/validate.ts'
import { type ParsedFolder, type ParseOptions, parseFolder, parsingFolder } from './desired/parse.ts'
import type { FolderMemory } from './desired/same-folder.ts'
import { underBothNames, withServerSchemaIds } from './desired/schemas/schema-aliases.ts'
import { readSchemaFiles } from './desired/schemas/schema-files.ts'
import { judgeSchemaFiles } from './desired/schemas/schema-problems.ts'
import { compileIdentitySchemas } from './identity-schema/compile.ts'
import { endedBy, inPieces, type Pause } from './in-pieces.ts'
import type { LiveSource } from './live/ports.ts'
import type { CalendarDay } from './model/calendar-day.ts'
import type { Diagnostic } from './model/diagnostic.ts'
import type { DesiredDocument, DesiredIdentity } from './model/identity.ts'
import { present } from './model/present.ts'
import { schemaIdOf } from './model/schema-id.ts'
import { atOnce, type Steps } from './model/steps.ts'
import { unawaited } from './model/unawaited.ts'
import type { Variables } from './model/variables.ts'
import { namePointers } from './reconcile/match/name-pointers.ts'
import { unsupportedProblems } from './reconcile/unsupported.ts'
import { judgeServed, readServerFacts, type ServerFacts, servedId } from './server-facts.ts'
import type { Diagnostics, Instead } from './source/diagnostics.ts'

/** The documents of the folder, keyed and checked, and what they were checked against. */
export interface DesiredState {
  readonly identities: readonly DesiredIdentity[]
  /** Those that lack what their schema requires, so they cannot be created. */
  readonly lacking: ReadonlySet<DesiredIdentity>
  readonly folder: ParsedFolder
  readonly server: ServerFacts
}

export interface ReadOptions {
  /** The environment, for `${env:…}` in documents. */
  readonly variables: Variables
  readonly signal: AbortSignal
  /** If given, days that are too far away are mistakes. */
  readonly today?: CalendarDay | undefined
  /** The folder is read as it would be with this text in one file. */
  readonly replaced?: ReplacedFiles | undefined
  /** Notes what the documents depend on besides idctl.yaml and the server. */
  readonly memory?: FolderMemory | undefined
  /** Called for each document that was read, with their number so far. */
  readonly onDocument?: ((documents: number) => void) | undefined
  readonly onFiles?: (folder: ParsedFolder) => void
  /** Called when the server has said what it can do, perhaps while the folder is read. */
  readonly onServer?: () => void
  /** Called for each document that is checked against the server's schemas. */
  readonly onCheck?: Checking | undefined
  /** Between the pieces of the work, so that answers can come in. */
  readonly pause?: Pause | undefined
}

/** `done` of `all` documents are checked. */
type Checking = (done: number, all: number) => void

/**
 * Reads the desired state, and asks the server meanwhile; mistakes go to `diagnostics`. While they contain an error, nobody may act on
 * the result. `undefined`: the files have errors, so nothing that the server says counts, and everything that can be checked without one
 * is reported.
 * @throws IdctlError (exit `unreadable`) if the server cannot be read
 */
export async function readDesiredAndServer(
  config: Config,
  source: LiveSource,
  options: ReadOptions,
  diagnostics: Diagnostics,
): Promise<DesiredState | undefined> {
  const asking = new AbortController()
  const signal = AbortSignal.any([options.signal, asking.signal])
  const asked = unawaited(askServer(config, source, { ...options, signal }))
  try {
    return await readWhile(asked, config, options, diagnostics)
  } finally {
    asking.abort()
  }
}

async function askServer(config: Config, source: LiveSource, { signal, onServer }: ReadOptions) {
  const facts = await readServerFacts(config, source, signal)
  onServer?.()
  return facts
}

/** Reads the folder while the server is asked. */
async function readWhile(
  asked: ReturnType<typeof readServerFacts>,
  config: Config,
  options: ReadOptions,
  diagnostics: Diagnostics,
): Promise<DesiredState | undefined> {
  const { onFiles, onCheck } = options
  const pause = endedBy(options.signal, options.pause)
  const folder = take(await inPieces(parsingFolder(config, parseOptionsOf(options)), pause), diagnostics)
  onFiles?.(folder)
  await pause()
  if (diagnostics.hasErrors) {
    const local = checkLocally(config, folder.documents)
    diagnostics.instead(local.strays)
    // Nobody waits for the server's schemas: a document that names one which no local file has is not a mistake.
    diagnostics.add(local.diagnostics.filter(({ code }) => code !== 'IDC403'))
    return undefined
  }
  const { warnings, problems, ...server } = await asked
  diagnostics.add(warnings)
  const judged = judgeServed(config, folder.documents, problems, server.abilities)
  diagnostics.add(judged.diagnostics)
  const documents = folder.documents.filter((document) => !judged.unusable.has(servedId(document, config)))
  const resolved = await inPieces(resolvingDocuments(config, documents, server, onCheck), pause)
  diagnostics.add(resolved.diagnostics)
  return { identities: resolved.identities, lacking: resolved.lacking, folder, server }
}

/** Reads the folder again, or as it would be with other texts in some files, for a server whose facts are known. */
export function readDesiredAgain(
  config: Config,
  server: ServerFacts,
  { variables, replaced }: { readonly variables: Variables; readonly replaced?: ReplacedFiles },
): {
  readonly identities: readonly DesiredIdentity[]
  readonly documents: readonly DesiredDocument[]
  readonly diagnostics: readonly Diagnostic[]
} {
  const { documents, diagnostics } = parseFolder(config, {
    variables,
    resolveSecrets: false,
    schemas: () => server.schemas,
    ...present({ replaced }),
  })
  const resolved = resolveDocuments(config, documents, server)
  return { documents, identities: resolved.identities, diagnostics: [...diagnostics, ...resolved.diagnostics] }
}

/** Reads the folder and checks everything that can be checked without a server. */
export function readLocally(
  config: Config,
  reading: Pick<ReadOptions, 'variables' | 'today' | 'onDocument'>,
  diagnostics: Diagnostics,
): Pick<DesiredState, 'identities' | 'folder'> {
  const folder = take(parseFolder(config, parseOptionsOf(reading)), diagnostics)
  const { identities, diagnostics: found, strays } = checkLocally(config, folder.documents)
  diagnostics.instead(strays)
  diagnostics.add(found)
  return { identities, folder }
}

function parseOptionsOf({
  variables,
  today,
  replaced,
  memory,
  onDocument,
}: Pick<ReadOptions, 'variables' | 'today' | 'replaced' | 'memory' | 'onDocument'>): ParseOptions {
  return { variables, resolveSecrets: false, today, memory, onDocument, ...present({ replaced }) }
}

function take(folder: ParsedFolder, diagnostics: Diagnostics): ParsedFolder {
  diagnostics.hide(folder.secretLines)
  diagnostics.add(folder.diagnostics)
  return folder
}

/** Checks the documents against local schemas only, as for a creation. */
function checkLocally(
  config: Config,
  documents: readonly DesiredDocument[],
): {
  readonly identities: readonly DesiredIdentity[]
  readonly diagnostics: readonly Diagnostic[]
  readonly strays: readonly Instead[]
} {
  const local = readSchemaFiles(config)
  const compiled = compileIdentitySchemas(underBothNames(local.sources, config.schema_aliases))
  const judged = judgeSchemaFiles(compiled.problems, { ...local, used: new Set(documents.map(schemaIdOf)), lacks: {} })
  const unusable = new Set([...local.unusable, ...judged.unusable])
  const readable = documents.filter((document) => !unusable.has(schemaIdOf(document)))
  const strays = judgeStrays(readable, compiled.schemas)
  const checks = identityChecks(compiled.schemas, {
    complete: true,
    namesOf: namePointers(config.display).of,
    keyPlace: keyPlaces(config),
  })
  const { identities, diagnostics } = identifyDocuments(strays.documents, compiled.schemas, checks.check)
  const misfits = checks.found()
  const refused = refusedSchemas(identities, compiled.schemas, { lacks: {} })
  // A schema that cannot be used may declare what the others do not, so no pointer is judged then.
  const judgeable = unusable.size > 0 ? [] : config.pointers
  const idle = judgePointers(judgeable, documents, compiled.schemas)
  return {
    identities,
    strays: strays.found,
    diagnostics: [...local.diagnostics, ...judged.diagnostics, ...diagnostics, ...misfits, ...refused, ...idle],
  }
}

type Resolved = Identified & Pick<DesiredState, 'lacking'>

/**
 * Keys the documents and checks them against the schemas and abilities of a server. A document may leave out traits
 * that its live identity has.
 */
export function resolveDocuments(config: Config, documents: readonly DesiredDocument[], server: ServerFacts): Resolved {
  return atOnce(resolvingDocuments(config, documents, server))
}

/** As `resolveDocuments`, a document a step. */
function* resolvingDocuments(
  config: Config,
  documents: readonly DesiredDocument[],
  { schemas, abilities }: ServerFacts,
  onCheck?: Checking,
): Steps<Resolved> {
  const served = withServerSchemaIds(documents, config.schema_aliases, schemas.ids)
  const lacking = new Set<DesiredIdentity>()
  const checks = identityChecks(schemas, {
    complete: false,
    onLacking: (identity) => lacking.add(identity),
    namesOf: namePointers(config.display).of,
    keyPlace: keyPlaces(config),
  })
  let done = 0
  const { identities, diagnostics } = yield* identifyingDocuments(served.documents, schemas, (identity) => {
    onCheck?.(done, served.documents.length)
    done += 1
    checks.check(identity)
  })
  const misfits = checks.found()
  const refused = refusedSchemas(identities, schemas, abilities)
  const idle = judgePointers(config.pointers, served.documents, schemas)
  const unsupported = identities.flatMap((identity) => unsupportedProblems(identity, abilities))
  const ofDocuments = [...diagnostics, ...misfits, ...refused, ...unsupported]
  return { identities, lacking, diagnostics: [...served.diagnostics, ...ofDocuments, ...idle] }
}
