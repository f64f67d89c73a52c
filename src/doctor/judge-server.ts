import type { ServerConfig } from '../config/types.ts'
import { isNetworkProject, keyHint, keyKindOf } from '../live/kratos/ory-network.ts'
import type { Abilities } from '../model/abilities.ts'
import type { Judgement } from '../model/finding.ts'

export function judgeServer(server: ServerConfig | undefined): Judgement {
  if (server === undefined) {
    const hint = 'set kratos.admin_url in idctl.yaml, give --admin-url URL, or try it with --sandbox'
    return { verdict: 'wrong', text: 'no server is given', hint }
  }
  if (server.kind === 'sandbox') return { verdict: 'fine', text: 'the embedded sandbox' }
  const name = server.target === server.adminUrl ? '' : `${server.target}, `
  return { verdict: 'fine', text: `${name}${server.adminUrl}` }
}

/** By the look of the key; whether the server takes it, the next check tells. */
export function judgeKey(server: ServerConfig | undefined): Judgement {
  if (server?.kind !== 'kratos') return { verdict: 'fine', text: 'none is needed' }
  const { adminUrl, apiKey } = server
  const kind = keyKindOf(apiKey)
  const isNetwork = isNetworkProject(adminUrl)
  const wrong = (text: string): Judgement => ({ verdict: 'wrong', text, hint: keyHint(401, kind, adminUrl) })
  if (kind === 'workspace') return wrong('it is a key of a workspace, not of a project')
  if (isNetwork && kind === 'none') return wrong('there is none')
  if (isNetwork && kind === 'other') return wrong('it is no key of Ory Network')
  if (kind === 'none') return { verdict: 'fine', text: 'none' }
  if (!isEncrypted(adminUrl)) {
    const hint = 'use https, or a tunnel that ends on this machine'
    return { verdict: 'advice', text: 'it is sent without encryption', hint }
  }
  return { verdict: 'fine', text: kind === 'project' ? 'a key of a project (ory_pat_…)' : 'there is one' }
}

function isEncrypted(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(hostname)
}

export function judgeVersion(version: string | undefined, { server, lacks }: Abilities): Judgement {
  const missing = Object.keys(lacks).toSorted()
  const name = version === undefined || server.includes(version) ? server : `${server} (${version})`
  return { verdict: 'fine', text: missing.length === 0 ? name : `${name}, without ${missing.join(', ')}` }
}

/** The first page of a listing. */
export interface FirstPage {
  readonly rows: number
  readonly milliseconds: number
}

/** Pages of fewer rows say nothing about the speed. */
const fewRows = 100
/** Rows a second. Kratos lists ten thousand and more from a database nearby. */
const slow = 2000

export function judgeSpeed(
  { rows, milliseconds }: FirstPage,
  people: number | undefined,
  isNetwork: boolean,
): Judgement {
  const there = people === undefined ? '' : ` of ${people}`
  if (rows < fewRows) return { verdict: 'fine', text: `${rows}${there} identities: too few to tell` }
  const rate = Math.max(1, Math.round((rows * 1000) / Math.max(1, milliseconds)))
  const whole = people === undefined ? '' : `, the whole listing about ${Math.ceil(people / rate)} s`
  const text = `a page of ${rows}${there} identities in ${Math.round(milliseconds)} ms${whole}`
  if (rate >= slow || isNetwork) return { verdict: 'fine', text }
  return {
    verdict: 'advice',
    text: `slow: ${text}`,
    hint: 'Kratos may open a new database connection for every query: add max_conns=16&max_idle_conns=16 to its dsn, and run it near the database',
  }
}
