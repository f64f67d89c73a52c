import { randomUUID } from 'node:crypto'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { createRequire } from 'node:module'
import type * as Ory from '@ory/client'
import { IdctlError } from '../../errors.ts'
import type { JsonObject } from '../../model/json.ts'
import type { PatchOperation } from '../ports.ts'
import { type Fetch, fetchAdapter } from './fetch-adapter.ts'
import { noAnswer } from './network.ts'
import type { Reply, RequestLine } from './reply.ts'

export interface KratosOptions {
  /** With or without `/admin`. */
  readonly adminUrl: string
  /** Where identity schemas are read; found through the admin API's redirect when absent. */
  readonly publicUrl?: string
  /** Bearer; sent to `adminUrl` only. */
  readonly apiKey?: string
  /** Answers requests in-process, without a port. */
  readonly fetch?: Fetch
}

export interface ListQuery {
  readonly pageSize: number
  readonly pageToken?: string
  /** UUIDs. */
  readonly ids?: readonly string[]
  readonly credentialsIdentifier?: string
}

/** Kratos' reads, each one request. None rejects but with the signal's reason: failures are replies. */
export interface KratosReads {
  /** Strongly consistent, with credential identifiers of all types and secrets of none (API reference §2.6, trap 14). */
  listIdentities(query: ListQuery, signal: AbortSignal): Promise<Reply>
  identityByExternalId(externalId: string, signal: AbortSignal): Promise<Reply>
  /** One page of schemas from a public base URL, without credentials. */
  publicSchemas(baseUrl: string, pageToken: string | undefined, signal: AbortSignal): Promise<Reply>
  /** The admin API's redirect to the public base URL (API reference §12). */
  adminSchemas(signal: AbortSignal): Promise<Reply>
  version(signal: AbortSignal): Promise<Reply>
}

/** Kratos' writes, each one request, sent once. None rejects but with the signal's reason. */
export interface KratosWrites {
  createIdentity(body: JsonObject, signal: AbortSignal): Promise<Reply>
  batchCreate(items: readonly BatchItem[], signal: AbortSignal): Promise<Reply>
  patchIdentity(id: string, operations: readonly PatchOperation[], signal: AbortSignal): Promise<Reply>
  deleteIdentity(id: string, signal: AbortSignal): Promise<Reply>
  deleteSessions(id: string, signal: AbortSignal): Promise<Reply>
}

export interface BatchItem {
  readonly patch_id: string
  readonly body: JsonObject
}

export interface KratosConnection {
  readonly reads: KratosReads
  readonly writes: KratosWrites
  /** Closes idle connections. */
  close(): void
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
  const api = transport.identityApi(adminBase, options.apiKey)
  return {
    reads: createReads(transport, api, adminBase, options.apiKey),
    writes: createWrites(transport, api, adminBase),
    close: transport.close,
  }
}

function createReads(transport: Transport, api: Ory.IdentityApi, adminBase: string, apiKey?: string): KratosReads {
  return {
    listIdentities({ pageSize, pageToken, ids, credentialsIdentifier }, signal) {
      const parameters: Ory.IdentityApiListIdentitiesRequest = {
        pageSize,
        consistency: 'strong',
        includeCredential: ['code'],
        ...(pageToken === undefined ? {} : { pageToken }),
        ...(ids === undefined ? {} : { ids: [...ids] }),
        ...(credentialsIdentifier === undefined ? {} : { credentialsIdentifier }),
      }
      const about = describeQuery({ pageToken, ids, credentialsIdentifier })
      return transport.send(adminBase, `GET /admin/identities${about}`, readTimeout, signal, (config) =>
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
    // Below /admin every version answers at once; unprefixed paths are redirected to it first by some (§1.1).
    adminSchemas: (signal) =>
      transport.send(adminBase, 'GET /admin/schemas', readTimeout, signal, (config) =>
        transport
          .identityApi(`${adminBase}/admin`)
          .listIdentitySchemas({}, { ...config, headers: { ...config.headers, ...bearer(apiKey) } }),
      ),
    version: (signal) =>
      transport.send(adminBase, 'GET /admin/version', readTimeout, signal, (config) =>
        transport
          .metadataApi(`${adminBase}/admin`)
          .getVersion({ ...config, headers: { ...config.headers, ...bearer(apiKey) } }),
      ),
  }
}

function createWrites(transport: Transport, api: Ory.IdentityApi, adminBase: string): KratosWrites {
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
  identityApi(basePath: string, apiKey?: string): Ory.IdentityApi
  metadataApi(basePath: string): Ory.MetadataApi
  send(base: string, label: string, timeout: number, signal: AbortSignal, call: Call): Promise<Reply>
  close(): void
}

/** The one place that every request passes: what limits and paces all of them belongs here. */
function createTransport(fetch: Fetch | undefined): Transport {
  const sdk = loadSdk()
  const agents = {
    httpAgent: new HttpAgent({ keepAlive: true, timeout: idleTimeout }),
    httpsAgent: new HttpsAgent({ keepAlive: true, timeout: idleTimeout }),
  }
  const configuration = (basePath: string, apiKey?: string) =>
    new sdk.Configuration({
      basePath,
      ...(apiKey === undefined ? {} : { accessToken: apiKey }),
      baseOptions: {
        ...agents,
        ...(fetch === undefined ? {} : { adapter: fetchAdapter(fetch) }),
        ...(isLoopback(basePath) ? { proxy: false } : {}),
        maxRedirects: 0,
        maxContentLength: maxAnswerBytes,
        responseType: 'text',
        transformRequest: (data: unknown) => data,
        transformResponse: (data: unknown) => data,
        validateStatus: () => true,
        transitional: { clarifyTimeoutError: true },
      },
    })
  return {
    identityApi: (basePath, apiKey) => new sdk.IdentityApi(configuration(basePath, apiKey)),
    metadataApi: (basePath) => new sdk.MetadataApi(configuration(basePath)),
    async send(base, label, timeout, signal, call) {
      const request: RequestLine = { label, origin: new URL(base).origin, id: randomUUID() }
      const headers = { Accept: 'application/json', 'User-Agent': 'idctl', 'X-Request-ID': request.id }
      try {
        const answer = await call({ signal, timeout, headers })
        return {
          kind: 'answer',
          request,
          status: answer.status,
          text: typeof answer.data === 'string' ? answer.data : '',
          header: (name) => headerOf(answer.headers, name),
        }
      } catch (error) {
        signal.throwIfAborted()
        return noAnswer(error, request)
      }
    },
    close() {
      agents.httpAgent.destroy()
      agents.httpsAgent.destroy()
    },
  }
}

/** Through `require`: the SDK's CommonJS build loads in two thirds of the time of its ES modules. */
function loadSdk(): typeof Ory {
  return createRequire(import.meta.url)('@ory/client') as typeof Ory
}

function bearer(apiKey: string | undefined): Record<string, string> {
  return apiKey === undefined ? {} : { Authorization: `Bearer ${apiKey}` }
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

function describeQuery(query: {
  pageToken?: string | undefined
  ids?: readonly string[] | undefined
  credentialsIdentifier?: string | undefined
}): string {
  if (query.ids !== undefined) return ` (${query.ids.length} ids)`
  if (query.credentialsIdentifier !== undefined) return ' (by identifier)'
  return query.pageToken === undefined ? '' : ` (page after ${query.pageToken})`
}
