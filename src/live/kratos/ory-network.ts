import { assertNever } from '../../model/assert-never.ts'

/** Recognises `https://<slug>.projects.oryapis.com`. A project with a custom domain cannot be recognised by its host. */
export function isNetworkProject(url: string): boolean {
  return new URL(url).hostname.endsWith('.projects.oryapis.com')
}

/** Kinds of API keys, recognised by their prefix (https://www.ory.com/docs/concepts/personal-access-token). */
export type KeyKind = 'none' | 'project' | 'workspace' | 'other'

export function keyKindOf(apiKey: string | undefined): KeyKind {
  if (apiKey === undefined) return 'none'
  if (/^ory_(pat|apikey)_/.test(apiKey)) return 'project'
  return apiKey.startsWith('ory_wak_') ? 'workspace' : 'other'
}

const project = 'a project API key (ory_pat_…, in Ory Console: Project settings, API keys)'

/** What to do about a 401 or 403 of `origin`. */
export function keyHint(status: number, kind: KeyKind, origin: string): string {
  switch (kind) {
    case 'workspace':
      return `kratos.api_key is a key of a workspace (ory_wak_…), which manages projects: identities need ${project}`
    case 'project':
      return status === 401
        ? 'the server does not know the project API key: it has expired, was revoked, or belongs to another project'
        : 'the project API key may not do this: does it belong to this project, and may this network use it?'
    case 'none':
      return isNetworkProject(origin)
        ? `Ory Network needs ${project}: set kratos.api_key (or IDCTL_API_KEY)`
        : 'set kratos.api_key (or IDCTL_API_KEY) to a key of this server'
    case 'other':
      return isNetworkProject(origin)
        ? `kratos.api_key does not look like a key of Ory Network: it needs ${project}`
        : 'check kratos.api_key (or IDCTL_API_KEY), and that it belongs to this server or project'
    default:
      return assertNever(kind)
  }
}
