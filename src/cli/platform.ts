import type { IdctlError } from '../errors.ts'
import { shown, told } from '../model/told.ts'
import { type VariableName, variableOf } from '../model/variables.ts'
import type { Platform } from '../platforms/platform.ts'
import type { CliContext } from './context.ts'
import { usage } from './named-ids.ts'

const never = new AbortController().signal

/** The platform that this job runs on. @throws IdctlError (exit `usage`) elsewhere */
export async function platformOf(context: CliContext): Promise<Platform> {
  const { env } = context
  const needed = (name: VariableName) => neededVariable(context, name)
  const sleep = (milliseconds: number) => context.sleep(milliseconds, never)
  if (variableOf(env, 'GITHUB_ACTIONS') === 'true') {
    const { createGitHub } = await import('../platforms/github/github.ts')
    const [api, graphql] = [urlOf(context, 'GITHUB_API_URL'), urlOf(context, 'GITHUB_GRAPHQL_URL')]
    if (new URL(api).origin !== new URL(graphql).origin) {
      throw wrongVariable('GITHUB_GRAPHQL_URL', 'names another server than GITHUB_API_URL')
    }
    return createGitHub({ api, graphql, repository: repositoryOf(context), token: needed('GITHUB_TOKEN'), sleep })
  }
  if (variableOf(env, 'GITLAB_CI') === 'true') {
    const { createGitLab } = await import('../platforms/gitlab/gitlab.ts')
    const api = urlOf(context, 'CI_API_V4_URL')
    return createGitLab({ api, project: needed('CI_PROJECT_ID'), token: needed('IDCTL_GITLAB_TOKEN'), sleep })
  }
  throw usage(
    told`this is no job of GitHub Actions or GitLab CI`,
    told`those set GITHUB_ACTIONS or GITLAB_CI; elsewhere, set the variables of docs/reference/environment.md`,
  )
}

/** The pull request or merge request that this job is for. @throws IdctlError (exit `usage`) */
export function requestOf({ env }: CliContext, given: number | undefined): number {
  if (given !== undefined) return given
  const [, ofGitHub] = /^refs\/pull\/(\d+)\//.exec(variableOf(env, 'GITHUB_REF') ?? '') ?? []
  const number = Number(ofGitHub ?? variableOf(env, 'CI_MERGE_REQUEST_IID') ?? '')
  if (Number.isSafeInteger(number) && number > 0) return number
  throw usage(told`this job is for no pull request or merge request`, told`name one: --request N`)
}

function neededVariable({ env }: CliContext, name: VariableName): string {
  const value = variableOf(env, name)
  if (value !== undefined && value.trim() !== '') return value
  const hint =
    name === 'GITHUB_TOKEN'
      ? told`give the step \`env: GITHUB_TOKEN: \${{ github.token }}\``
      : told`see docs/reference/environment.md`
  throw usage(told`the variable ${shown(name)} is not set`, hint)
}

function urlOf(context: CliContext, name: VariableName): string {
  const value = neededVariable(context, name)
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw wrongVariable(name, 'is no URL with http or https, without user name and password')
  }
  return value.replace(/\/+$/, '')
}

function repositoryOf(context: CliContext): string {
  const value = neededVariable(context, 'GITHUB_REPOSITORY')
  if (/^[^/\s]+\/[^/\s]+$/.test(value)) return value
  throw wrongVariable('GITHUB_REPOSITORY', 'is no `owner/name`')
}

function wrongVariable(name: VariableName, why: string): IdctlError {
  return usage(told`the variable ${shown(name)} ${shown(why)}`, told`see docs/reference/environment.md`)
}
