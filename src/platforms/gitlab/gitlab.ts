import * as z from 'zod'
import { told } from '../../model/told.ts'
import type { Board, Labels, Platform, Posted } from '../platform.ts'
import { type At, createWeb, pathOf, type Web } from '../web.ts'
import { reviewedPlan } from './reviewed-plan.ts'

export interface GitLabAccess {
  /** `https://gitlab.com/api/v4`, or that of an own server. */
  readonly api: string
  /** Number of the project. */
  readonly project: string
  readonly token: string
  sleep(milliseconds: number): Promise<void>
}

const rights = told`the token of IDCTL_GITLAB_TOKEN needs the scope \`api\` in this project, and the role Developer; for comments and issues alone, Reporter is enough`

const author = z.object({ id: z.number() })
const note = z.object({ id: z.number(), body: z.string(), author })
const issue = z.object({ iid: z.number(), description: z.string().nullable(), web_url: z.string(), author })
const mergeRequest = z.object({ labels: z.string().array(), web_url: z.string() })

export function createGitLab(access: GitLabAccess): Platform {
  const web = createWeb({
    name: 'GitLab',
    base: access.api,
    headers: { Accept: 'application/json', 'PRIVATE-TOKEN': access.token },
    rights,
    sleep: access.sleep,
  })
  const at: At = (...parts) => pathOf(['projects', access.project, ...parts])
  let account: Promise<number> | undefined
  const ownAccount = () => {
    account ??= web.ask({ method: 'GET', path: '/user' }, author).then(({ id }) => id)
    return account
  }
  return {
    comments: (request) => notesOf(web, at, request, ownAccount),
    issues: (title, label) => issuesOf(web, at, { title, label }, ownAccount),
    labels: (request) => labelsOf(web, at, request),
    reviewedPlan: (search) => reviewedPlan(web, at, search),
  }
}

function notesOf(web: Web, at: At, request: number, ownAccount: () => Promise<number>): Board {
  const notes = at('merge_requests', request, 'notes')
  const one = (id: string) => at('merge_requests', request, 'notes', id)
  const page = async () => (await web.ask({ method: 'GET', path: at('merge_requests', request) }, mergeRequest)).web_url
  const posted = async (given: z.infer<typeof note>): Promise<Posted> => {
    return { id: String(given.id), body: given.body, url: `${await page()}#note_${given.id}` }
  }
  return {
    async own() {
      const id = await ownAccount()
      const all = await web.list(notes, { sort: 'asc', order_by: 'created_at' }, note)
      return Promise.all(all.filter(({ author }) => author.id === id).map(posted))
    },
    async add(body) {
      return posted(await web.ask({ method: 'POST', path: notes, body: { body } }, note))
    },
    async replace(id, body) {
      return posted(await web.ask({ method: 'PUT', path: one(id), body: { body } }, note))
    },
    async remove(id) {
      await web.ask({ method: 'DELETE', path: one(id) }, z.unknown())
    },
  }
}

function issuesOf(
  web: Web,
  at: At,
  { title, label }: { readonly title: string; readonly label: string },
  ownAccount: () => Promise<number>,
): Board {
  return {
    async own() {
      const author_id = await ownAccount()
      const query = { state: 'opened', labels: label, author_id, sort: 'asc', order_by: 'created_at' }
      return (await web.list(at('issues'), query, issue)).map(postedIssue)
    },
    async add(description) {
      const body = { title, description, labels: label }
      return postedIssue(await web.ask({ method: 'POST', path: at('issues'), body }, issue))
    },
    async replace(id, description) {
      const body = { title, description }
      return postedIssue(await web.ask({ method: 'PUT', path: at('issues', id), body }, issue))
    },
    async remove(id, description) {
      const body = { description, state_event: 'close' }
      await web.ask({ method: 'PUT', path: at('issues', id), body }, issue)
    },
  }
}

function labelsOf(web: Web, at: At, request: number): Labels {
  const path = at('merge_requests', request)
  return {
    async names() {
      return (await web.ask({ method: 'GET', path }, mergeRequest)).labels
    },
    async change(added, removed) {
      const body = { add_labels: added.join(','), remove_labels: removed.join(',') }
      await web.ask({ method: 'PUT', path, body }, mergeRequest)
    },
  }
}

function postedIssue({ iid, description, web_url }: z.infer<typeof issue>): Posted {
  return { id: String(iid), body: description ?? '', url: web_url }
}
