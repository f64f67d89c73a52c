import type { Abilities } from '../../model/abilities.ts'
import { abilitiesOf, networkAbilities, type Release, rangeOf, refuseTooOld, releaseOf } from './abilities.ts'
import { decodeList, decodeVersion } from './decode.ts'
import { kratosErrorOf } from './errors.ts'
import { type KratosReads, versionProbe } from './kratos-api.ts'
import { isNetworkProject } from './ory-network.ts'
import { printable } from './printable.ts'
import { decodeAnswer, readWithRetries } from './read-with-retries.ts'
import type { Reply } from './reply.ts'
import type { RetryContext } from './retry.ts'

/**
 * What the server can do. Its host tells (Ory Network), or its version; otherwise idctl sends requests that only some releases
 * accept. Nothing is written, and no identity is read. Throws `IdctlError` when the server is too old or does not answer.
 */
export async function findAbilities(reads: KratosReads, context: RetryContext): Promise<Abilities> {
  if (isNetworkProject(reads.adminBase)) return networkAbilities
  const version = await readVersion(reads, context)
  const release = version === undefined ? undefined : releaseOf(version)
  if (release !== undefined) return abilitiesOf(release, `Kratos ${version}`)
  const self = version === undefined ? 'a Kratos that does not tell its version' : `Kratos "${printable(version)}"`
  const probed = await probeRelease(reads, self, context)
  return abilitiesOf(probed, `${self}, which behaves like ${rangeOf(probed)}`)
}

/** `undefined` if a gateway in front of Kratos refuses `/version`; a wrong API key shows with the next request. */
export async function readVersion(reads: KratosReads, context: RetryContext): Promise<string | undefined> {
  const reply = await readWithRetries(() => reads.version(context.signal), context)
  const isAsked = reply.kind === 'answer' && reply.request.proxy?.answered !== true
  if (isAsked && [401, 403, 404, 405].includes(reply.status)) return undefined
  return decodeAnswer(reply, decodeVersion)
}

/**
 * Sends its requests to the one endpoint that every run needs. A gateway that blocks other endpoints can thus not make Kratos look
 * older than it is:
 * - a page token that is no UUID is refused since v1.3 (API reference §2.3);
 * - `include_credential` refuses types that the release does not know (API reference §2.6): saml came with v25.4,
 *   deviceauthn on 20 April 2026, after the import of all types (2 April) and after v26.2.
 */
async function probeRelease(reads: KratosReads, server: string, context: RetryContext): Promise<Release> {
  const { signal } = context
  const ask = async (send: () => Promise<Reply>) => isRefused(await readWithRetries(send, context))
  const checksTokens = await ask(() => reads.listIdentities({ pageSize: 1, pageToken: versionProbe }, signal))
  if (!checksTokens) refuseTooOld(server)
  if (await ask(() => reads.listNobody('saml', signal))) return 'v1.3'
  return (await ask(() => reads.listNobody('deviceauthn', signal))) ? 'v25.4' : 'newer'
}

/** `true` for Kratos' own 400, `false` for a list. Throws on any other reply, such as a proxy's page. */
function isRefused(reply: Reply): boolean {
  if (reply.kind === 'answer' && reply.status === 400 && kratosErrorOf(reply)?.code === 400) return true
  decodeAnswer(reply, decodeList)
  return false
}
