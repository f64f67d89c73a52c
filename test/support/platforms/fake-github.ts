import { zipSync } from 'fflate'
import { pageOf, type RestServer, type Routes, startRestServer } from './rest-server.ts'

export const gitHubToken = 'ghs_token-of-a-job'
export const ownLogin = 'github-actions[bot]'

export interface FakeComment {
  readonly id: number
  body: string
  readonly login: string
}

export interface FakeIssue {
  readonly number: number
  title: string
  body: string
  state: 'open' | 'closed'
  readonly labels: readonly string[]
  readonly login: string
  readonly isPull?: true
}

export interface FakeRun {
  readonly id: number
  readonly workflow: string
  readonly event: string
  readonly head_sha: string
  readonly fork?: true
  readonly artifacts: readonly {
    readonly name: string
    readonly expired?: true
    readonly files: Readonly<Record<string, string | Uint8Array>>
  }[]
}

export interface FakePull {
  readonly number: number
  readonly merged: boolean
  readonly merge_commit_sha: string
  readonly head: string
}

/** What the repository acme/people has. Tests change it as people would. */
export interface GitHubState {
  readonly comments: FakeComment[]
  readonly issues: FakeIssue[]
  /** Of pull request 7. */
  labels: string[]
  readonly pulls: FakePull[]
  readonly runs: FakeRun[]
}

export interface FakeGitHub extends RestServer {
  readonly state: GitHubState
  /** The variables of a job for pull request 7. */
  readonly env: Readonly<Record<string, string>>
}

const repository = '/repos/acme/people'

/** The few endpoints of GitHub's REST API that idctl uses, by its documentation. */
export async function startFakeGitHub(given: Partial<GitHubState> = {}): Promise<FakeGitHub> {
  const state: GitHubState = { comments: [], issues: [], labels: [], pulls: [], runs: [], ...given }
  let last = 1000
  const next = () => {
    last += 1
    return last
  }
  let url = ''
  const commentJson = ({ id, body, login }: FakeComment) => {
    return { id, body, html_url: `https://github.example/acme/people/pull/7#issuecomment-${id}`, user: { login } }
  }
  const issueJson = ({ number, title, body, state, login, isPull }: FakeIssue) => ({
    number,
    title,
    body,
    state,
    user: { login },
    html_url: `https://github.example/acme/people/issues/${number}`,
    ...(isPull && { pull_request: {} }),
  })
  const routes: Routes = {
    'POST /graphql': () => ({ json: { data: { viewer: { login: ownLogin } } } }),
    [`GET ${repository}/issues/7/comments`]: (request) => pageOf(state.comments.map(commentJson), request),
    [`POST ${repository}/issues/7/comments`]: ({ body }) => {
      const comment = { id: next(), body: String(body['body']), login: ownLogin }
      state.comments.push(comment)
      return { status: 201, json: commentJson(comment) }
    },
    [`PATCH ${repository}/issues/comments/:id`]: ({ parts, body }) => {
      const comment = state.comments.find(({ id }) => String(id) === parts['id'])
      if (comment === undefined) return { status: 404, json: { message: 'Not Found' } }
      comment.body = String(body['body'])
      return { json: commentJson(comment) }
    },
    [`DELETE ${repository}/issues/comments/:id`]: ({ parts }) => {
      state.comments.splice(
        state.comments.findIndex(({ id }) => String(id) === parts['id']),
        1,
      )
      return { status: 204 }
    },
    [`GET ${repository}/issues`]: (request) => {
      const wanted = request.query.get('labels') ?? ''
      const found = state.issues.filter(
        (one) => one.state === request.query.get('state') && one.labels.includes(wanted),
      )
      return pageOf(found.map(issueJson), request)
    },
    [`POST ${repository}/issues`]: ({ body }) => {
      const issue: FakeIssue = {
        number: next(),
        title: String(body['title']),
        body: String(body['body']),
        state: 'open',
        labels: body['labels'] as string[],
        login: ownLogin,
      }
      state.issues.push(issue)
      return { status: 201, json: issueJson(issue) }
    },
    [`PATCH ${repository}/issues/:number`]: ({ parts, body }) => {
      const issue = state.issues.find(({ number }) => String(number) === parts['number'])
      if (issue === undefined) return { status: 404, json: { message: 'Not Found' } }
      Object.assign(issue, body)
      return { json: issueJson(issue) }
    },
    [`GET ${repository}/issues/7/labels`]: (request) =>
      pageOf(
        state.labels.map((name) => ({ name })),
        request,
      ),
    [`POST ${repository}/issues/7/labels`]: ({ body }) => {
      state.labels = [...new Set([...state.labels, ...(body['labels'] as string[])])]
      return { json: state.labels.map((name) => ({ name })) }
    },
    [`DELETE ${repository}/issues/7/labels/:name`]: ({ parts }) => {
      state.labels = state.labels.filter((name) => name !== parts['name'])
      return { json: state.labels.map((name) => ({ name })) }
    },
    [`GET ${repository}/commits/:sha/pulls`]: (request) => {
      const found = state.pulls.filter((one) => [one.merge_commit_sha, one.head].includes(request.parts['sha'] ?? ''))
      const json = found.map(({ number, merged, merge_commit_sha, head }) => {
        return { number, merged_at: merged ? '2026-11-28T10:00:00Z' : null, merge_commit_sha, head: { sha: head } }
      })
      return pageOf(json, request)
    },
    [`GET ${repository}/actions/workflows/:file/runs`]: ({ parts, query }) => {
      const found = state.runs.filter((one) => one.workflow === parts['file'] && one.head_sha === query.get('head_sha'))
      const json = found.map(({ id, event, head_sha, fork }) => ({
        id,
        event,
        head_sha,
        html_url: `https://github.example/acme/people/actions/runs/${id}`,
        repository: { id: 1 },
        head_repository: { id: fork ? 2 : 1 },
      }))
      return { json: { total_count: json.length, workflow_runs: json } }
    },
    [`GET ${repository}/actions/runs/:id/artifacts`]: ({ parts }) => {
      const artifacts = state.runs.find(({ id }) => String(id) === parts['id'])?.artifacts ?? []
      const json = artifacts.map(({ name, expired }, index) => {
        return { id: Number(parts['id']) * 10 + index, name, expired: expired === true }
      })
      return { json: { total_count: json.length, artifacts: json } }
    },
    // GitHub leads to a place of another server, which wants no token.
    [`GET ${repository}/actions/artifacts/:id/zip`]: ({ parts }) => {
      return { status: 302, headers: { location: `${url.replace('127.0.0.1', 'localhost')}/storage/${parts['id']}` } }
    },
    'GET /storage/:id': ({ parts }) => {
      const id = Number(parts['id'])
      const artifact = state.runs.find((one) => one.id === Math.floor(id / 10))?.artifacts[id % 10]
      const files = Object.entries(artifact?.files ?? {}).map(([name, text]) => [
        name,
        typeof text === 'string' ? new TextEncoder().encode(text) : text,
      ])
      return { bytes: zipSync(Object.fromEntries(files)), headers: { 'content-type': 'application/zip' } }
    },
  }
  const server = await startRestServer(routes, ['authorization', `Bearer ${gitHubToken}`], /^\/storage\//)
  url = server.url
  const env = {
    GITHUB_ACTIONS: 'true',
    GITHUB_TOKEN: gitHubToken,
    GITHUB_API_URL: url,
    GITHUB_GRAPHQL_URL: `${url}/graphql`,
    GITHUB_REPOSITORY: 'acme/people',
    GITHUB_REF: 'refs/pull/7/merge',
  }
  return { ...server, state, env }
}
