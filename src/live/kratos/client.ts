import { randomUUID } from 'node:crypto'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { createRequire } from 'node:module'
import type * as Ory from '@ory/client'
import { IdctlError } from '../../errors.ts'
import { type Fetch, fetchAdapter } from './fetch-adapter.ts'
import type { KratosConnection, KratosReads, KratosWrites, ListQuery } from './kratos-api.ts'
import { isTransportFailure, noAnswer } from './network.ts'
import type { Answer, Reply, RequestLine } from './reply.ts'

export interface KratosOptions {
  /** With or without `/admin`. */
  readonly adminUrl: string
  /** Bearer; sent to `adminUrl` only. */
  readonly apiKey?: string
  /** Answers requests in-process, without a port. */
  readonly fetch?: Fetch
}

/** One page of 500 large identities; more is not what the API promises. */
const maxAnswerBytes = 256 * 1024 * 1024
const readTimeout = 60_000
/** Above Kratos' own write timeout of 120 s (API reference §1.1), so that the server gives up first. */
const writeTimeout = 130_000
/** Idle connections go before the proxies in front of Kratos drop them. */
const idleTimeout = 15_000

/**
 * A connection to one Kratos server through Ory's SDK. Nothing is sent yet.
 * Throws `IdctlError` (exit `invalid`) when the API key cannot stand in an HTTP header.
 */
export function createKratos(options: KratosOptions): KratosConnection {
  if (options.apiKey !== undefined && !/^[\x21-\x7e]+$/.test(options.apiKey)) {
    throw new IdctlError('the API key holds characters that no HTTP header can carry', {
      exit: 'invalid',
      hint: 'check kratos.api_key for spaces and line breaks',
    })
  }
  const transport = createTransport(options.fetch)
  const adminBase = normaliseBase(options.adminUrl).replace(/\/admin$/, '')
  return {
    reads: createReads(transport, adminBase, options.apiKey),
    writes: createWrites(transport, adminBase, options.apiKey),
    close: transport.close,
  }
}

function createReads(transport: Transport, adminBase: string, apiKey?: string): KratosReads {
  const api = transport.identityApi(adminBase, apiKey)
  // Below /admin every version answers these at once; unprefixed, some redirect there first (§1.1).
  const adminSchemaApi = transport.identityApi(`${adminBase}/admin`, apiKey)
  const metadataApi = transport.metadataApi(`${adminBase}/admin`, apiKey)
  return {
    adminBase,
    listIdentities(query, signal) {
      const { pageSize, pageToken, ids, credentialsIdentifier } = query
      const parameters: Ory.IdentityApiListIdentitiesRequest = {
        pageSize,
        consistency: 'strong',
        includeCredential: ['code'],
        ...(pageToken === undefined ? {} : { pageToken }),
        ...(ids === undefined ? {} : { ids: [...ids] }),
        ...(credentialsIdentifier === undefined ? {} : { credentialsIdentifier }),
      }
      return transport.send(adminBase, `GET /admin/identities${describeQuery(query)}`, readTimeout, signal, (config) =>
        api.listIdentities(parameters, config),
      )
    },
    identityByExternalId: (externalID, signal) =>
      transport.send(adminBase, 'GET /admin/identities/by/external/…', readTimeout, signal, (config) =>
        api.getIdentityByExternalID({ externalID }, config),
      ),
    publicSchemas(baseUrl, pageToken, signal) {
      const base = normaliseBase(baseUrl)
      const parameters = { pageSize: 250, ...(pageToken === undefined ? {} : { pageToken }) }
      return transport.send(base, 'GET /schemas', readTimeout, signal, (config) =>
        transport.identityApi(base).listIdentitySchemas(parameters, config),
      )
    },
    adminSchemas: (signal) =>
      transport.send(adminBase, 'GET /admin/schemas', readTimeout, signal, (config) =>
        adminSchemaApi.listIdentitySchemas({}, config),
      ),
    version: (signal) =>
      transport.send(adminBase, 'GET /admin/version', readTimeout, signal, (config) => metadataApi.getVersion(config)),
  }
}

function createWrites(transport: Transport, adminBase: string, apiKey?: string): KratosWrites {
  const api = transport.identityApi(adminBase, apiKey)
  const send = (label: string, signal: AbortSignal, call: Call) =>
    transport.send(adminBase, label, writeTimeout, signal, call)
  return {
    createIdentity: (body, signal) =>
      send('POST /admin/identities', signal, (config) =>
        api.createIdentity({ createIdentityBody: body as unknown as Ory.CreateIdentityBody }, config),
      ),
    batchCreate(items, signal) {
      const identities = items.map(({ patch_id, body }) => ({
        patch_id,
        create: body as unknown as Ory.CreateIdentityBody,
      }))
      return send(`PATCH /admin/identities (${items.length} creates)`, signal, (config) =>
        api.batchPatchIdentities({ patchIdentitiesBody: { identities } }, config),
      )
    },
    patchIdentity: (id, operations, signal) =>
      send(`PATCH /admin/identities/${id}`, signal, (config) =>
        api.patchIdentity({ id, jsonPatch: operations as Ory.JsonPatch[] }, config),
      ),
    deleteIdentity: (id, signal) =>
      send(`DELETE /admin/identities/${id}`, signal, (config) => api.deleteIdentity({ id }, config)),
    deleteSessions: (id, signal) =>
      send(`DELETE /admin/identities/${id}/sessions`, signal, (config) => api.deleteIdentitySessions({ id }, config)),
  }
}

type RequestConfig = NonNullable<Parameters<Ory.IdentityApi['listIdentities']>[1]>
type Call = (config: RequestConfig) => Promise<{ status: number; data: unknown; headers: object }>

interface Transport {
  /** With `apiKey`, every request of the API carries it; without, none does. */
  identityApi(basePath: string, apiKey?: string): Ory.IdentityApi
  metadataApi(basePath: string, apiKey?: string): Ory.MetadataApi
  send(base: string, label: string, timeout: number, signal: AbortSignal, call: Call): Promise<Reply>
  close(): void
}

/** The one place that every request passes: what limits and paces all of them belongs here. */
function createTransport(fetch: Fetch | undefined): Transport {
  const sdk = loadSdk()
  const httpAgent = new HttpAgent({ keepAlive: true, timeout: idleTimeout })
  const httpsAgent = new HttpsAgent({ keepAlive: true, timeout: idleTimeout })
  const common = { httpAgent, httpsAgent, ...(fetch === undefined ? {} : { adapter: fetchAdapter(fetch) }) }
  const configure = (basePath: string, apiKey?: string) =>
    new sdk.Configuration({ basePath, baseOptions: { ...common, ...httpOptions(basePath, apiKey) } })
  const answered = new Set<string>()
  return {
    identityApi: (basePath, apiKey) => new sdk.IdentityApi(configure(basePath, apiKey)),
    metadataApi: (basePath, apiKey) => new sdk.MetadataApi(configure(basePath, apiKey)),
    async send(base, label, timeout, signal, call) {
      const request: RequestLine = { label, origin: new URL(base).origin, id: randomUUID() }
      const headers = { Accept: 'application/json', 'User-Agent': 'idctl', 'X-Request-ID': request.id }
      try {
        const answer = await call({ signal, timeout, headers })
        answered.add(request.origin)
        return toAnswer(answer, request)
      } catch (error) {
        signal.throwIfAborted()
        if (!isTransportFailure(error)) throw error
        const failure = noAnswer(error, request)
        // A host that was never reached is a wrong address rather than a restart: say so at once.
        return { ...failure, passing: failure.passing && (answered.has(request.origin) || !failure.neverSent) }
      }
    },
    close() {
      httpAgent.destroy()
      httpsAgent.destroy()
    },
  }
}

/** Redirects are never followed, every status is an answer, bodies stay text. */
function httpOptions(basePath: string, apiKey: string | undefined): object {
  return {
    ...(apiKey === undefined ? {} : { headers: { Authorization: `Bearer ${apiKey}` } }),
    ...(isLoopback(basePath) ? { proxy: false } : {}),
    maxRedirects: 0,
    maxContentLength: maxAnswerBytes,
    responseType: 'text',
    transformRequest: (data: unknown) => data,
    transformResponse: (data: unknown) => data,
    validateStatus: () => true,
    transitional: { clarifyTimeoutError: true },
  }
}

function toAnswer(answer: Awaited<ReturnType<Call>>, request: RequestLine): Answer {
  return {
    kind: 'answer',
    request,
    status: answer.status,
    text: typeof answer.data === 'string' ? answer.data : '',
    header: (name) => headerOf(answer.headers, name),
  }
}

/** Through `require`: the SDK's CommonJS build loads in two thirds of the time of its ES modules. */
function loadSdk(): typeof Ory {
  return createRequire(import.meta.url)('@ory/client') as typeof Ory
}

function headerOf(headers: object, name: string): string | undefined {
  const value = (headers as Record<string, unknown>)[name]
  return typeof value === 'string' ? value : undefined
}

function normaliseBase(url: string): string {
  return url.replace(/\/+$/, '')
}

function isLoopback(base: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(base).hostname)
}

/** What a list request was about, without anything personal. */
function describeQuery(query: ListQuery): string {
  if (query.ids !== undefined) return ` (${query.ids.length} ids)`
  if (query.credentialsIdentifier !== undefined) return ' (by identifier)'
  return query.pageToken === undefined ? '' : ` (page after ${query.pageToken})`
}
