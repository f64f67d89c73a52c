import { pageOf, type RestServer, type Routes, startRestServer } from './rest-server.ts'

export const gitLabToken = 'glpat-token-of-a-project'
export const ownAccount = 42

export interface FakeNote {
  readonly id: number
  body: string
  readonly author: number
}

export interface FakeGitLabIssue {
  readonly iid: number
  title: string
  description: string
  state: 'opened' | 'closed'
  readonly labels: readonly string[]
  readonly author: number
}

export interface FakeMergeRequest {
  readonly iid: number
  readonly state: 'opened' | 'merged'
  readonly sha: string
  readonly merge_commit_sha: string | null
  readonly squash_commit_sha: string | null
  readonly fork?: true
}

export interface FakePipeline {
  readonly id: number
  readonly request: number
  readonly source: string
  readonly jobs: readonly {
    readonly id: number
    readonly name: string
    readonly files: Readonly<Record<string, string | Uint8Array>>
  }[]
}

/** What project 4711 has. */
export interface GitLabState {
  /** Of merge request 7. */
  readonly notes: FakeNote[]
  readonly issues: FakeGitLabIssue[]
  /** Of merge request 7. */
  labels: string[]
  readonly requests: FakeMergeRequest[]
  readonly pipelines: FakePipeline[]
}

export interface FakeGitLab extends RestServer {
  readonly state: GitLabState
  /** The variables of a job for merge request 7. */
  readonly env: Readonly<Record<string, string>>
}

const project = '/api/v4/projects/4711'

/** The few endpoints of GitLab's REST API that idctl uses, by its documentation. */
export async function startFakeGitLab(given: Partial<GitLabState> = {}): Promise<FakeGitLab> {
  const state: GitLabState = { notes: [], issues: [], labels: [], requests: [], pipelines: [], ...given }
  let last = 1000
  const next = () => {
    last += 1
    return last
  }
  let url = ''
  const noteJson = ({ id, body, author }: FakeNote) => ({ id, body, author: { id: author } })
  const issueJson = ({ iid, title, description, state, author }: FakeGitLabIssue) => {
    return {
      iid,
      title,
      description,
      state,
      author: { id: author },
      web_url: `https://gitlab.example/acme/people/-/issues/${iid}`,
    }
  }
  const requestJson = () => ({ labels: state.labels, web_url: 'https://gitlab.example/acme/people/-/merge_requests/7' })
  const splitLabels = (text: unknown) => (typeof text === 'string' && text !== '' ? text.split(',') : [])
  const routes: Routes = {
    'GET /api/v4/user': () => ({ json: { id: ownAccount } }),
    [`GET ${project}/merge_requests/7`]: () => ({ json: requestJson() }),
    [`PUT ${project}/merge_requests/7`]: ({ body }) => {
      const removed = splitLabels(body['remove_labels'])
      const kept = state.labels.filter((name) => !removed.includes(name))
      state.labels = [...new Set([...kept, ...splitLabels(body['add_labels'])])]
      return { json: requestJson() }
    },
    [`GET ${project}/merge_requests/7/notes`]: (request) => pageOf(state.notes.map(noteJson), request),
    [`POST ${project}/merge_requests/7/notes`]: ({ body }) => {
      const note = { id: next(), body: String(body['body']), author: ownAccount }
      state.notes.push(note)
      return { status: 201, json: noteJson(note) }
    },
    [`PUT ${project}/merge_requests/7/notes/:id`]: ({ parts, body }) => {
      const note = state.notes.find(({ id }) => String(id) === parts['id'])
      if (note === undefined) return { status: 404, json: { message: '404 Not found' } }
      note.body = String(body['body'])
      return { json: noteJson(note) }
    },
    [`DELETE ${project}/merge_requests/7/notes/:id`]: ({ parts }) => {
      state.notes.splice(
        state.notes.findIndex(({ id }) => String(id) === parts['id']),
        1,
      )
      return { status: 204 }
    },
    [`GET ${project}/issues`]: (request) => {
      const label = request.query.get('labels') ?? ''
      const found = state.issues
        .filter((one) => one.state === request.query.get('state') && one.labels.includes(label))
        .filter((one) => String(one.author) === request.query.get('author_id'))
      return pageOf(found.map(issueJson), request)
    },
    [`POST ${project}/issues`]: ({ body }) => {
      const issue: FakeGitLabIssue = {
        iid: next(),
        title: String(body['title']),
        description: String(body['description']),
        state: 'opened',
        labels: splitLabels(body['labels']),
        author: ownAccount,
      }
      state.issues.push(issue)
      return { status: 201, json: issueJson(issue) }
    },
    [`PUT ${project}/issues/:iid`]: ({ parts, body }) => {
      const issue = state.issues.find(({ iid }) => String(iid) === parts['iid'])
      if (issue === undefined) return { status: 404, json: { message: '404 Not found' } }
      if (body['title'] !== undefined) issue.title = String(body['title'])
      if (body['description'] !== undefined) issue.description = String(body['description'])
      if (body['state_event'] === 'close') issue.state = 'closed'
      return { json: issueJson(issue) }
    },
    [`GET ${project}/repository/commits/:sha/merge_requests`]: (request) => {
      const found = state.requests.filter(({ sha, merge_commit_sha, squash_commit_sha }) =>
        [sha, merge_commit_sha, squash_commit_sha].includes(request.parts['sha'] ?? ''),
      )
      const json = found.map(({ fork, ...one }) => {
        return { ...one, source_project_id: fork ? 999 : 4711, target_project_id: 4711 }
      })
      return pageOf(json, request)
    },
    [`GET ${project}/merge_requests/:iid/pipelines`]: (request) => {
      const found = state.pipelines.filter((one) => String(one.request) === request.parts['iid'])
      const json = found.map(({ id, source }) => ({ id, source, project_id: 4711 }))
      return pageOf(json, request)
    },
    [`GET ${project}/pipelines/:id/jobs`]: (request) => {
      const jobs = state.pipelines.find(({ id }) => String(id) === request.parts['id'])?.jobs ?? []
      const json = jobs.map(({ id, name }) => {
        return { id, name, web_url: `https://gitlab.example/acme/people/-/jobs/${id}`, artifacts_expire_at: null }
      })
      return pageOf(json, request)
    },
    [`GET ${project}/jobs/:id/artifacts/:file`]: ({ parts }) => {
      const jobs = state.pipelines.flatMap((one) => one.jobs)
      const file = jobs.find(({ id }) => String(id) === parts['id'])?.files[parts['file'] ?? '']
      if (file === undefined) return { status: 404, json: { message: '404 Not Found' } }
      const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file
      return { bytes, headers: { 'content-type': 'application/octet-stream' } }
    },
  }
  const server = await startRestServer(routes, ['private-token', gitLabToken])
  url = server.url
  const env = {
    GITLAB_CI: 'true',
    IDCTL_GITLAB_TOKEN: gitLabToken,
    CI_API_V4_URL: `${url}/api/v4`,
    CI_PROJECT_ID: '4711',
    CI_MERGE_REQUEST_IID: '7',
  }
  return { ...server, state, env }
}
