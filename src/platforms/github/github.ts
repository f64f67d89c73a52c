import * as z from 'zod'
import { told } from '../../model/told.ts'
import type { Board, Labels, Platform, Posted } from '../platform.ts'
import { type At, createWeb, pathOf, type Web } from '../web.ts'
import { reviewedPlan } from './reviewed-plan.ts'

export interface GitHubAccess {
  /** `https://api.github.com`, or that of an own server. */
  readonly api: string
  readonly graphql: string
  /** `owner/name`. */
  readonly repository: string
  readonly token: string
  sleep(milliseconds: number): Promise<void>
}

const rights = told`the token of GITHUB_TOKEN needs \`pull-requests: write\` for comments and labels, \`issues: write\` for issues, \`actions: read\` and \`pull-requests: read\` for plans; and the repository must be the one of GITHUB_REPOSITORY`

const user = z.object({ login: z.string() }).nullable()
const comment = z.object({ id: z.number(), body: z.string().nullish(), html_url: z.string(), user })
const issue = z.object({
  number: z.number(),
  body: z.string().nullish(),
  html_url: z.string(),
  user,
  pull_request: z.unknown().optional(),
})
const label = z.object({ name: z.string() })
const viewer = z.object({ data: z.object({ viewer: z.object({ login: z.string() }) }) })

export function createGitHub(access: GitHubAccess): Platform {
  const web = createWeb({
    name: 'GitHub',
    base: access.api,
    headers: {
      Accept: 'application/vnd.github+json',
      Authorization: `Bearer ${access.token}`,
      'X-GitHub-Api-Version': '2022-11-28',
    },
    rights,
    sleep: access.sleep,
  })
  const [owner = '', name = ''] = access.repository.split('/')
  const at: At = (...parts) => pathOf(['repos', owner, name, ...parts])
  let login: Promise<string> | undefined
  const ownLogin = () => {
    login ??= loginOf(web, access)
    return login
  }
  return {
    comments: (request) => commentsOf(web, at, request, ownLogin),
    issues: (title, name) => issuesOf(web, at, { title, name }, ownLogin),
    labels: (request) => labelsOf(web, at, request),
    reviewedPlan: (search) => reviewedPlan(web, at, search),
  }
}

/** The account of the token. Only GraphQL says it to the token that a workflow gets. */
async function loginOf(web: Web, { graphql }: GitHubAccess): Promise<string> {
  const asked = await web.ask({ method: 'POST', path: graphql, body: { query: '{ viewer { login } }' } }, viewer)
  return asked.data.viewer.login
}

function commentsOf(web: Web, at: At, request: number, ownLogin: () => Promise<string>): Board {
  const one = (id: string) => at('issues', 'comments', id)
  return {
    async own() {
      const login = await ownLogin()
      const all = await web.list(at('issues', request, 'comments'), {}, comment)
      return all.filter(({ user }) => user?.login === login).map(postedComment)
    },
    async add(body) {
      return postedComment(
        await web.ask({ method: 'POST', path: at('issues', request, 'comments'), body: { body } }, comment),
      )
    },
    async replace(id, body) {
      return postedComment(await web.ask({ method: 'PATCH', path: one(id), body: { body } }, comment))
    },
    async remove(id) {
      await web.ask({ method: 'DELETE', path: one(id) }, z.unknown())
    },
  }
}

function issuesOf(
  web: Web,
  at: At,
  { title, name }: { readonly title: string; readonly name: string },
  ownLogin: () => Promise<string>,
): Board {
  return {
    async own() {
      const login = await ownLogin()
      const query = { state: 'open', labels: name, sort: 'created', direction: 'asc' }
      const all = await web.list(at('issues'), query, issue)
      return all.filter((one) => one.pull_request === undefined && one.user?.login === login).map(postedIssue)
    },
    async add(body) {
      const path = at('issues')
      return postedIssue(await web.ask({ method: 'POST', path, body: { title, body, labels: [name] } }, issue))
    },
    async replace(id, body) {
      return postedIssue(await web.ask({ method: 'PATCH', path: at('issues', id), body: { title, body } }, issue))
    },
    async remove(id, lastWords) {
      const body = { body: lastWords, state: 'closed', state_reason: 'completed' }
      await web.ask({ method: 'PATCH', path: at('issues', id), body }, issue)
    },
  }
}

function labelsOf(web: Web, at: At, request: number): Labels {
  return {
    async names() {
      return (await web.list(at('issues', request, 'labels'), {}, label)).map(({ name }) => name)
    },
    async change(added, removed) {
      if (added.length > 0) {
        await web.ask({ method: 'POST', path: at('issues', request, 'labels'), body: { labels: added } }, z.unknown())
      }
      for (const name of removed) {
        await web.ask({ method: 'DELETE', path: at('issues', request, 'labels', name) }, z.unknown())
      }
    },
  }
}

function postedComment({ id, body, html_url }: z.infer<typeof comment>): Posted {
  return { id: String(id), body: body ?? '', url: html_url }
}

function postedIssue({ number, body, html_url }: z.infer<typeof issue>): Posted {
  return { id: String(number), body: body ?? '', url: html_url }
}
