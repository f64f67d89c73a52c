import { IdctlError } from '../../errors.ts'
import type { IdentitySchemaSource } from '../../model/identity.ts'
import { shown } from '../../model/told.ts'
import { decodeSchemas } from './decode.ts'
import { readFailure, SchemasUnavailable, unreadable } from './errors.ts'
import type { KratosReads } from './kratos-api.ts'
import { linksOf, pageTokenOf } from './link-header.ts'
import { isNetworkProject } from './ory-network.ts'
import { decodeAnswer, expectSuccess, readWithRetries } from './read-with-retries.ts'
import type { ProxySeen, Reply } from './reply.ts'
import type { RetryContext } from './retry.ts'

const publicHint = 'set kratos.public_url to an address of the public API that is reachable from here'
const wrongPublicHint =
  "kratos.public_url is set: it must be an address of Kratos' public API (port 4433 by default) that is reachable from here"

/**
 * All identity schemas, from the public API (API reference §12): at `publicUrl`, or where the admin API redirects to.
 * idctl follows that redirect to any host, but sends the API key only to the origin of the admin API. Throws `SchemasUnavailable`.
 */
export async function readSchemas(
  reads: KratosReads,
  publicUrl: string | undefined,
  context: RetryContext,
): Promise<readonly IdentitySchemaSource[]> {
  const last: { status?: number; proxy?: ProxySeen | undefined; isDown?: boolean } = {}
  const note = (reply: Reply): Reply => {
    if (reply.kind === 'answer') last.status = reply.status
    last.proxy = reply.request.proxy
    last.isDown = reply.request.label === 'GET /admin/schemas' && (reply.kind === 'no-answer' || reply.status >= 500)
    return reply
  }
  try {
    return await readPages(reads, publicUrl ?? (await findPublicUrl(reads, note, context)), note, context)
  } catch (error) {
    if (!(error instanceof IdctlError)) throw error
    // A refused key, a rate limit, a proxy or an admin API that does not answer does not mean that the address is wrong.
    const isAddressed =
      last.proxy === undefined &&
      last.isDown !== true &&
      (last.status === undefined || ![401, 403, 429].includes(last.status))
    const hint = isAddressed ? shown(publicUrl === undefined ? publicHint : wrongPublicHint) : error.given.hint
    throw new SchemasUnavailable(error.given.message, hint)
  }
}

async function readPages(
  reads: KratosReads,
  baseUrl: string,
  note: (reply: Reply) => Reply,
  context: RetryContext,
): Promise<readonly IdentitySchemaSource[]> {
  const schemas = new Map<string, IdentitySchemaSource>()
  const tokens = new Set<string>()
  let token: string | undefined
  do {
    const current = token
    const reply = note(await readWithRetries(() => reads.publicSchemas(baseUrl, current, context.signal), context))
    const answer = expectSuccess(reply)
    const page = decodeAnswer(answer, decodeSchemas)
    // Kratos does not start without schemas, so an empty list is wrong; and without schemas idctl could check no identity.
    if (page.length === 0 && schemas.size === 0) throw unreadable(answer.request, 'the list of schemas is empty')
    for (const schema of page) {
      if (schemas.has(schema.id))
        throw unreadable(answer.request, `schema ${JSON.stringify(schema.id)} is listed twice`)
      schemas.set(schema.id, schema)
    }
    const next = linksOf(answer).get('next')
    token = next === undefined ? undefined : pageTokenOf(next)
    if (next !== undefined && (token === undefined || tokens.has(token))) {
      throw unreadable(answer.request, 'the list of schemas names a next page that was read already, or none at all')
    }
    if (token !== undefined) tokens.add(token)
  } while (token !== undefined)
  return [...schemas.values()]
}

async function findPublicUrl(
  reads: KratosReads,
  note: (reply: Reply) => Reply,
  context: RetryContext,
): Promise<string> {
  // One host serves both APIs of a project.
  if (isNetworkProject(reads.adminBase)) return reads.adminBase
  const reply = note(await readWithRetries(() => reads.adminSchemas(context.signal), context))
  // If one address serves both APIs, the answer is the list itself instead of a redirect.
  if (reply.kind === 'answer' && reply.status === 200) return reads.adminBase
  const location =
    reply.kind === 'answer' && reply.status >= 300 && reply.status < 400 ? reply.header('location') : undefined
  if (location === undefined) throw readFailure(reply)
  const target = URL.canParse(location, reply.request.origin) ? new URL(location, reply.request.origin) : undefined
  if (target === undefined || !/^https?:$/.test(target.protocol) || !target.pathname.endsWith('/schemas')) {
    throw unreadable(reply.request, 'the redirect to the public API leads nowhere')
  }
  return target.origin + target.pathname.slice(0, -'/schemas'.length)
}
