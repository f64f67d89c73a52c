import { relative, resolve, sep } from 'node:path'
import type { Diagnostic, DiagnosticCode } from '../model/diagnostic.ts'
import { present } from '../model/present.ts'
import { type VariableName, type Variables, variableOf } from '../model/variables.ts'
import type { Located } from '../source/located.ts'
import { quote, type Reporter } from '../source/report.ts'
import { type FileServer, type Given, readFileServer } from './file-server.ts'
import type { DigestKeyTexts, ServerConfig } from './types.ts'
import { parseAdminUrl, parseApiKey } from './url.ts'

/** Everything that may determine the server. */
export interface ServerRequest {
  readonly cwd: string
  readonly root: string
  readonly env: string | undefined
  readonly adminUrl: string | undefined
  readonly sandbox: string | true | undefined
  readonly variables: Variables
  /** `kratos` of idctl.yaml, environment merged, variables replaced. */
  readonly kratos: Located | undefined
  /** Nodes of `kratos` that are broken because a variable is not set. */
  readonly unset: ReadonlyMap<Located, Diagnostic>
  /** No server is needed: an unset variable only leaves it out. */
  readonly offline: boolean
  readonly report: Reporter
}

/**
 * Chooses the server, or `undefined` when nothing names one.
 *
 * Layers, strongest first: `--sandbox`, `--admin-url`, `IDCTL_ADMIN_URL`, idctl.yaml, `ORY_SDK_URL`. With `--env` an
 * `IDCTL_ADMIN_URL` other than the environment's server is an error: an exported variable must not redirect an apply.
 *
 * An API key is sent only to the URL that its own layer names: `IDCTL_API_KEY` to the one of `IDCTL_ADMIN_URL` (or of
 * `--admin-url`, when that variable is not set), `kratos.api_key` to `kratos.admin_url`, `ORY_PROJECT_API_KEY` to
 * `ORY_SDK_URL`. So a key of the file never reaches a URL from outside, nor the other way round. Where two layers name the
 * same URL, the stronger key is taken. A key that stays unused for this reason is a warning.
 *
 * `kratos.target` names whatever server is used (a forwarded port has another URL every day), except `--sandbox`.
 */
export function chooseServer(request: ServerRequest): ServerConfig | undefined {
  const file = readFileServer(request.kratos, request.unset, request.report)
  const server = chooseAmong(request, file)
  return server && { ...server, ...present({ digestKeys: digestKeysOf(file, request) }) }
}

/**
 * Digest keys are sent nowhere, so they apply to whatever server is chosen. With `--sandbox`, an unset variable in them
 * is not an error.
 */
function digestKeysOf(file: FileServer, request: ServerRequest): DigestKeyTexts | undefined {
  const isNeeded = request.sandbox === undefined
  const textOf = (given: Given | undefined) =>
    given !== undefined && isNeeded ? use(given, request) : writtenValue(given)
  const current = textOf(file.digestKey)
  const former = textOf(file.formerDigestKeys)
  if (current === undefined && former === undefined) return undefined
  return { ...present({ current }), former: former === undefined ? [] : former.split(',').map((key) => key.trim()) }
}

function chooseAmong(request: ServerRequest, file: FileServer): ServerConfig | undefined {
  if (request.sandbox !== undefined) {
    if (request.adminUrl === undefined) return sandboxFromFlag(request, request.sandbox, file)
    return fail(request, 'IDC106', '--admin-url and --sandbox exclude each other', 'give one of them')
  }
  const outside = outsideUrl(request)
  if (outside?.url === undefined && outside !== undefined) return undefined
  if (outside?.from === 'IDCTL_ADMIN_URL' && request.env !== undefined && namesOther(file, outside.url)) {
    const summary = `IDCTL_ADMIN_URL is set, but environment ${quote(request.env)} names another server`
    return fail(request, 'IDC108', summary, 'unset IDCTL_ADMIN_URL, or choose with --admin-url')
  }
  if (outside === undefined && file.sandbox !== undefined) {
    const path = use(file.sandbox, request)
    return path === undefined
      ? undefined
      : sandboxServer(request.root, resolve(request.root, path), targetOf(file, request))
  }
  const url = outside?.url ?? (file.url === undefined ? orySdkUrl(request) : use(file.url, request))
  if (url === undefined) return undefined
  const apiKey = chooseKey(url, file, request)
  const publicUrl =
    writtenValue(file.url) === url && file.publicUrl !== undefined ? use(file.publicUrl, request) : undefined
  const target = (file.sandbox === undefined ? targetOf(file, request) : undefined) ?? url
  return { kind: 'kratos', adminUrl: url, ...present({ publicUrl, apiKey }), target }
}

function outsideUrl(request: ServerRequest): { readonly url: string | undefined; readonly from: string } | undefined {
  const from = request.adminUrl === undefined ? 'IDCTL_ADMIN_URL' : '--admin-url'
  const text = request.adminUrl ?? setVariable(request, 'IDCTL_ADMIN_URL')
  return text === undefined ? undefined : { url: usableUrl(request, text, from), from }
}

function orySdkUrl(request: ServerRequest): string | undefined {
  const text = setVariable(request, 'ORY_SDK_URL')
  return text === undefined ? undefined : usableUrl(request, text, 'ORY_SDK_URL')
}

function usableUrl(request: ServerRequest, text: string, from: string): string | undefined {
  const parsed = parseAdminUrl(text)
  return 'url' in parsed ? parsed.url : fail(request, 'IDC107', `${from} ${parsed.problem}`)
}

/** True when idctl.yaml names a server that is not the one at `url`, or may be another one. */
function namesOther(file: FileServer, url: string | undefined): boolean {
  return file.sandbox !== undefined || (file.url !== undefined && writtenValue(file.url) !== url)
}

function chooseKey(url: string, file: FileServer, request: ServerRequest): string | undefined {
  const outside = setVariable(request, 'IDCTL_API_KEY')
  if (outside !== undefined) {
    const named = setVariable(request, 'IDCTL_ADMIN_URL')
    const owner = named === undefined ? request.adminUrl : named
    if (owner !== undefined && isSameUrl(owner, url)) return usableKey(request, outside, 'IDCTL_API_KEY')
    if (writtenValue(file.apiKey) !== outside) {
      const owned =
        named === undefined
          ? 'it is sent only together with IDCTL_ADMIN_URL or --admin-url'
          : 'it belongs to IDCTL_ADMIN_URL'
      warn(
        request,
        `IDCTL_API_KEY is not sent: ${owned}`,
        'write kratos.api_key: ${env:IDCTL_API_KEY} to use it for the server of idctl.yaml',
      )
    }
  }
  if (file.apiKey !== undefined) {
    if (writtenValue(file.url) === url) return use(file.apiKey, request)
    warn(request, 'kratos.api_key is not sent: it belongs to kratos.admin_url', 'set IDCTL_API_KEY for the other URL')
    return undefined
  }
  const ory = setVariable(request, 'ORY_PROJECT_API_KEY')
  const oryUrl = setVariable(request, 'ORY_SDK_URL')
  if (ory === undefined || oryUrl === undefined || !isSameUrl(oryUrl, url)) return undefined
  return usableKey(request, ory, 'ORY_PROJECT_API_KEY')
}

function usableKey(request: ServerRequest, key: string, from: string): string | undefined {
  const parsed = parseApiKey(key)
  return 'key' in parsed ? parsed.key : fail(request, 'IDC111', `${from} ${parsed.problem}`)
}

function isSameUrl(text: string, url: string): boolean {
  const parsed = parseAdminUrl(text)
  return 'url' in parsed && parsed.url === url
}

function sandboxFromFlag(request: ServerRequest, flag: string | true, file: FileServer): ServerConfig | undefined {
  if (flag !== true) return sandboxServer(request.root, resolve(request.cwd, flag))
  // Without a file the flag means the sandbox of idctl.yaml, else the default one: plan must see what apply wrote.
  if (file.sandbox === undefined) return sandboxServer(request.root, resolve(request.root, '.idctl', 'sandbox.json'))
  const path = use(file.sandbox, request)
  return path === undefined
    ? undefined
    : sandboxServer(request.root, resolve(request.root, path), targetOf(file, request))
}

function sandboxServer(root: string, file: string, target?: string): ServerConfig {
  const name = relative(root, file).split(sep).join('/')
  return { kind: 'sandbox', file, target: target ?? `sandbox:${name}` }
}

function targetOf({ target }: FileServer, request: ServerRequest): string | undefined {
  return target === undefined ? undefined : use(target, request)
}

/** The value, now that it is needed: an unset variable is an error, unless nothing connects. */
function use(given: Given, request: ServerRequest): string | undefined {
  if ('value' in given) return given.value
  if ('unset' in given && !request.offline) request.report({ ...given.unset, secret: true })
  return undefined
}

function writtenValue(given: Given | undefined): string | undefined {
  return given !== undefined && 'value' in given ? given.value : undefined
}

/** A variable of the connection. An empty one counts as not set: pipelines pass a missing secret as an empty text. */
function setVariable({ variables }: ServerRequest, name: VariableName): string | undefined {
  const value = variableOf(variables, name)
  return value === '' ? undefined : value
}

function fail({ report }: ServerRequest, code: DiagnosticCode, summary: string, hint?: string): undefined {
  report({ severity: 'error', code, summary, ...present({ hint }) })
}

function warn({ report, offline }: ServerRequest, summary: string, hint: string): void {
  if (!offline) report({ severity: 'warning', code: 'IDC110', summary, hint })
}
