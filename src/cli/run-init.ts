import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { configName } from '../config/find.ts'
import { loadConfig } from '../config/load.ts'
import type { Config, ServerConfig } from '../config/types.ts'
import { localSchemas } from '../desired/schemas/schema-files.ts'
import { IdctlError } from '../errors.ts'
import { connectReadOnly } from '../live/connect.ts'
import type { LiveSource } from '../live/ports.ts'
import type { FileStep, FilesFound } from '../model/file-step.ts'
import { isInFolder } from '../model/folder-path.ts'
import { type Told, textOf, told } from '../model/told.ts'
import { escapeText } from '../render/escape.ts'
import { starterSchema } from '../sandbox/starter-schema.ts'
import { createQuestions, type Questions } from './ask.ts'
import type { CliContext } from './context.ts'
import { type FoundOnServer, setUpFolder, writeFirstConfig, writeFirstSchema } from './init.ts'
import { type InitChecks, type InitChoice, initAnswers } from './init-answers.ts'
import type { Output } from './output.ts'
import { isLink, pathFrom, schemaIdsIn } from './setup-files.ts'

export interface InitRequest {
  readonly context: CliContext
  readonly output: Output
  readonly choice: InitChoice
  readonly signal: AbortSignal
  /** Reads idctl.yaml; `undefined` after its mistakes were shown. */
  readonly readConfig: (offline: boolean) => Promise<Config | undefined>
}

/**
 * Sets up the working directory; a second run adds what is missing.
 * @returns `undefined` after the mistakes of an idctl.yaml that was there were shown
 * @throws IdctlError before anything is written: without an answer, or if the server cannot be read
 */
export async function runInit(request: InitRequest): Promise<FilesFound | undefined> {
  const { context, choice } = request
  const path = join(context.cwd, configName)
  if (existsSync(path)) return await completeFolder(request)
  if (isLink(path)) {
    const hint = told`remove the link, or put back what it leads to`
    throw new IdctlError(told`idctl.yaml is a link to nothing`, { exit: 'invalid', hint })
  }
  refuseInside(context)
  const questions = context.terminal.canAsk ? createQuestions(request.output.errorStyle, request.signal) : undefined
  const survey = surveyServers(request)
  const answers = await initAnswers(choice, context, questions, survey)
  const { server } = answers
  const asking = choice.yes === true ? undefined : questions
  if (server.kind === 'sandbox') {
    const config = await writeFirstConfig(context.cwd, answers, [], schemaAtHand(context.cwd))
    return await finish(request, [config], undefined)
  }
  const found = survey.found(server) ?? (await lookAt(server, request))
  refuseTaken(answers.workspace, found)
  const ids = found.schemas.map(({ id }) => id)
  const config = await writeFirstConfig(context.cwd, answers, ids, await defaultSchema(ids, asking))
  return await finish(request, [config], found)
}

/** There is an idctl.yaml: it stays, and says where the server is. */
async function completeFolder(request: InitRequest): Promise<FilesFound | undefined> {
  const { choice } = request
  const given = (['admin-url', 'public-url', 'sandbox', 'workspace'] as const).find(
    (flag) => choice[flag] !== undefined,
  )
  if (given !== undefined) {
    throw new IdctlError(told`there is an idctl.yaml already, and --${given} would change nothing in it`, {
      exit: 'usage',
      hint: told`edit idctl.yaml, or leave the flag out: then init adds the other files that are missing`,
    })
  }
  const config = await request.readConfig(false)
  if (config === undefined) return undefined
  const kept: FileStep = { file: configName, kind: 'config', outcome: 'unchanged' }
  const { server } = config
  return await finish(request, [kept], server?.kind === 'kratos' ? await lookAt(server, request) : undefined)
}

async function finish(
  { readConfig }: InitRequest,
  before: readonly FileStep[],
  found: FoundOnServer | undefined,
): Promise<FilesFound | undefined> {
  const config = await readConfig(true)
  if (config === undefined) return undefined
  const [folder = '.'] = config.wholeFolders
  const isBare = found === undefined && config.server?.kind === 'sandbox' && localSchemas(config).size === 0
  const first = isBare ? [await writeFirstSchema(config.root, folder)] : []
  const { steps, ...rest } = await setUpFolder(config, found)
  return { ...rest, steps: [...before, ...first, ...steps] }
}

/** Looks at each server that a person names, and remembers the last one that answered. */
function surveyServers(request: InitRequest): InitChecks & {
  found(server: ServerConfig): FoundOnServer | undefined
} {
  let last: { readonly target: string; readonly found: FoundOnServer } | undefined
  return {
    async server(server) {
      try {
        last = { target: server.target, found: await lookAt(server, request) }
        return undefined
      } catch (error) {
        // What nobody can correct by another answer is thrown again when the server is needed.
        if (!(error instanceof IdctlError) || request.signal.aborted) return undefined
        return escapeText([error.message, error.hint].filter((text) => text !== undefined).join('; '))
      }
    },
    workspace: (name) => (last?.found.workspaces.has(name) ? textOf(taken(name)) : undefined),
    found: ({ target }) => (last?.target === target ? last.found : undefined),
  }
}

async function lookAt(server: ServerConfig, { signal }: InitRequest): Promise<FoundOnServer> {
  const { source, close } = await connectReadOnly(server)
  try {
    return { schemas: await source.schemas(signal), ...(await firstPeople(source, signal)) }
  } finally {
    await close()
  }
}

/** Enough to find out whether a workspace is in use, without reading a large server whole. */
const mostPages = 4

/** Also a proof that the admin API answers. */
async function firstPeople(
  source: LiveSource,
  signal: AbortSignal,
): Promise<Pick<FoundOnServer, 'hasPeople' | 'workspaces'>> {
  const workspaces = new Set<string>()
  let pages = 0
  let hasPeople = false
  for await (const page of source.list(signal)) {
    hasPeople ||= page.length > 0
    for (const { mark } of page) if (mark.kind === 'mark') workspaces.add(mark.mark.workspace)
    pages += 1
    if (pages === mostPages) break
  }
  return { hasPeople, workspaces }
}

/** With a new folder for a workspace that manages people already, the first plan would remove all of them. */
function refuseTaken(workspace: string, { workspaces }: FoundOnServer): void {
  if (!workspaces.has(workspace)) return
  throw new IdctlError(taken(workspace), {
    exit: 'refused',
    hint: told`choose another name with --workspace; or, if you have the folder of that workspace elsewhere, work there`,
  })
}

function taken(workspace: string): Told {
  return told`the workspace ${workspace} manages people on this server already`
}

/** The folder above would take every file of a new one for documents of people. */
function refuseInside({ cwd, env }: CliContext): void {
  const above = dirname(cwd)
  const { config } = loadConfig({ cwd: above, variables: env, offline: true })
  const inside = config?.wholeFolders.find((folder) => isInFolder(pathFrom(config.root, cwd), folder))
  if (config === undefined || inside === undefined) return
  throw new IdctlError(told`this folder belongs to ${config.file}, which reads it as documents`, {
    exit: 'usage',
    hint: told`run init in a folder of its own, or run idctl here: it uses that idctl.yaml`,
  })
}

/** The identity schema that is in the folder already, or the one that is written for a start. */
function schemaAtHand(root: string): string | undefined {
  const ids = schemaIdsIn(join(root, 'identities'))
  return ids.length > 1 ? undefined : (ids[0] ?? starterSchema.id)
}

/** Kratos does not tell which schema is its default. */
async function defaultSchema(ids: readonly string[], asking: Questions | undefined): Promise<string | undefined> {
  const [only] = ids
  if (ids.length === 1 || asking === undefined) return ids.length === 1 ? only : ids.find((id) => id === 'default')
  return await asking.choice('The identity schema of most people', Object.fromEntries(ids.map((id) => [id, id])))
}
