import { basename } from 'node:path'
import { layerSchema } from '../config/schema.ts'
import { workspaceName } from '../config/starter-config.ts'
import type { ServerConfig } from '../config/types.ts'
import { parseAdminUrl, parseApiKey, parseServerUrl } from '../config/url.ts'
import { IdctlError } from '../errors.ts'
import { present } from '../model/present.ts'
import { shown, told } from '../model/told.ts'
import { variableOf } from '../model/variables.ts'
import type { Questions } from './ask.ts'
import type { CliContext } from './context.ts'

/** The parsed flags of `idctl init`. */
export interface InitChoice {
  readonly 'admin-url'?: string | undefined
  readonly 'public-url'?: string | undefined
  /** `''` when the flag has no file. */
  readonly sandbox?: string | undefined
  readonly workspace?: string | undefined
  readonly yes?: boolean | undefined
}

export interface InitAnswers {
  readonly workspace: string
  /** The sandbox is kept in a file beside idctl.yaml, as it is written there. */
  readonly server: Kratos | { readonly kind: 'sandbox'; readonly file: string }
  /** Variable with the API key. */
  readonly keyVariable?: string
}

type Kratos = Extract<ServerConfig, { kind: 'kratos' }>

/** What is wrong with an answer, so that only this one is asked again; `undefined` if nothing is. */
export interface InitChecks {
  /** Tries the server. */
  server(server: Kratos): Promise<string | undefined>
  /** Asked after the server. */
  workspace(name: string): string | undefined
}

const keyVariable = 'IDCTL_API_KEY'
const defaultSandbox = '.idctl/sandbox.json'

/**
 * What to set up: from flags and variables, and from the person at the terminal where those leave something open.
 *
 * @param questions Absent: there is no terminal.
 * @throws IdctlError (exit `usage`) if something stays open, or does not fit
 */
export async function initAnswers(
  choice: InitChoice,
  context: Pick<CliContext, 'cwd' | 'env' | 'random'>,
  questions: Questions | undefined,
  checks: InitChecks,
): Promise<InitAnswers> {
  const asking = choice.yes === true ? undefined : questions
  const server = await serverFor(choice, context, asking, checks)
  const suggestion = workspaceName(basename(context.cwd), context.random)
  const usable = (name: string) => workspaceProblem(name) ?? checks.workspace(name)
  const workspace = choice.workspace ?? (await asking?.text('A name for who manages these people', suggestion, usable))
  if (workspace === undefined && choice.yes !== true)
    throw lacking('--workspace NAME is missing', 'give it, or --yes for a made-up name')
  const problem = workspaceProblem(workspace ?? suggestion)
  if (problem !== undefined) throw lacking(`--workspace ${problem}`, 'for example --workspace acme-7f3k')
  return { workspace: workspace ?? suggestion, ...server }
}

async function serverFor(
  choice: InitChoice,
  { env }: Pick<CliContext, 'env'>,
  asking: Questions | undefined,
  checks: InitChecks,
): Promise<Pick<InitAnswers, 'server' | 'keyVariable'>> {
  if (choice.sandbox !== undefined) return sandboxIn(choice.sandbox)
  const given = choice['admin-url'] ?? (variableOf(env, 'IDCTL_ADMIN_URL') || undefined)
  if (given === undefined && asking === undefined) {
    throw lacking('no server is given', 'give --admin-url URL, or --sandbox to start without a server')
  }
  if (given === undefined && (await asking?.choice('Where are the people?', places)) === 'sandbox') return sandboxIn('')
  const access = accessFor(choice, env)
  const problemOf = async (text: string) => {
    const admin = parseAdminUrl(text)
    return 'problem' in admin ? `It ${admin.problem}` : await checks.server(kratosAt(admin.url, access))
  }
  const url = given ?? (await asking?.text('The admin API', 'http://127.0.0.1:4434', problemOf)) ?? ''
  const admin = parseAdminUrl(url)
  if ('problem' in admin) throw lacking(`the admin URL ${admin.problem}`, 'see `idctl init --help`')
  return { server: kratosAt(admin.url, access), ...(access.apiKey === undefined ? {} : { keyVariable }) }
}

/** The public URL of the flag, and the API key of the variable. */
function accessFor(choice: InitChoice, env: CliContext['env']): Pick<Kratos, 'publicUrl' | 'apiKey'> {
  const publicText = choice['public-url']
  const publicUrl = publicText === undefined ? undefined : parseServerUrl(publicText)
  if (publicUrl !== undefined && 'problem' in publicUrl) {
    throw lacking(`--public-url ${publicUrl.problem}`, 'see `idctl init --help`')
  }
  const key = variableOf(env, keyVariable) || undefined
  const parsedKey = key === undefined ? undefined : parseApiKey(key)
  if (parsedKey !== undefined && 'problem' in parsedKey) {
    throw lacking(`${keyVariable} ${parsedKey.problem}`, 'correct the variable, or unset it')
  }
  return present({ publicUrl: publicUrl?.url, apiKey: parsedKey?.key })
}

function kratosAt(url: string, access: Pick<Kratos, 'publicUrl' | 'apiKey'>): Kratos {
  return { kind: 'kratos', adminUrl: url, target: url, ...access }
}

const places = {
  kratos: 'In an Ory Kratos, or a project of Ory Network',
  sandbox: 'Nowhere yet: try it with the embedded Kratos',
} as const

function sandboxIn(file: string): Pick<InitAnswers, 'server'> {
  return { server: { kind: 'sandbox', file: file === '' ? defaultSandbox : file } }
}

function workspaceProblem(name: string): string | undefined {
  return layerSchema.shape.workspace.safeParse(name).error?.issues[0]?.message
}

function lacking(message: string, hint: string): IdctlError {
  return new IdctlError(told`${shown(message)}`, { exit: 'usage', hint: shown(hint) })
}
