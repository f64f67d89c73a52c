import type * as Ory from '@ory/client'
import { Configuration, IdentityApi, MetadataApi } from '@ory/client'
import { IdctlError } from '../../errors.ts'
import { present } from '../../model/present.ts'
import { told } from '../../model/told.ts'
import { readTimeouts, writeTimeouts } from './answer-timeouts.ts'
import type { Fetch } from './fetch-client.ts'
import {
  type KratosConnection,
  type KratosReads,
  type KratosWrites,
  type ListQuery,
  versionProbe,
} from './kratos-api.ts'
import { isNetworkProject } from './ory-network.ts'
import { type Call, createPacer, type Pacer } from './pace.ts'
import { type Clock, type OnWait, systemClock } from './retry.ts'
import { createServerClock, type ServerClock } from './server-clock.ts'
import { createTransport, type Endpoint, type Transport } from './transport.ts'

export interface KratosOptions {
  /** With or without `/admin`. */
  readonly adminUrl: string
  /** Bearer token, sent only to the origin of `adminUrl`. */
  readonly apiKey?: string
  /** Answers requests in-process, without a port. */
  readonly fetch?: Fetch
  /** For pauses after a rate limit, for timeouts, and for comparing with the server's clock. */
  readonly clock?: Pick<Clock, 'now' | 'sleep' | 'alarm'>
  readonly onWait?: OnWait | undefined
  /** The most requests at once; absent: any number. */
  readonly concurrency?: number | undefined
  /** Called when a request is sent. */
  readonly onRequest?: (() => void) | undefined
}

/**
 * A connection to one Kratos server through Ory's SDK. Nothing is sent yet.
 * Throws `IdctlError` (exit `invalid`) when the API key has characters that HTTP headers do not allow.
 */
export function createKratos(options: KratosOptions): KratosConnection {
  const { transport, admin, serverClock, pacer } = open(options, false)
  return {
    reads: createReads(transport, admin, serverClock),
    writes: { ...createWrites(transport, admin), isLimited: pacer.isLimited },
    close: transport.close,
  }
}

/** A connection without writes, whose transport sends only GET. */
export function createReadOnlyKratos(options: KratosOptions): Omit<KratosConnection, 'writes'> {
  const { transport, admin, serverClock } = open(options, true)
  return { reads: createReads(transport, admin, serverClock), close: transport.close }
}

function open(
  { adminUrl, apiKey, fetch, clock = systemClock, onWait, onRequest, concurrency }: KratosOptions,
  onlyGet: boolean,
): { transport: Transport; admin: Endpoint; serverClock: ServerClock; pacer: Pacer } {
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new IdctlError(told`the API key contains characters that an HTTP header cannot have`, {
      exit: 'invalid',
      hint: told`check kratos.api_key for spaces and line breaks`,
    })
  }
  const base = normaliseBase(adminUrl).replace(/\/admin$/, '')
  const serverClock = createServerClock(base, clock)
  const pacer = createPacer(clock, isNetworkProject(base), onWait, concurrency)
  const transport = createTransport(pacer, fetch, onlyGet, { onAnswer: serverClock.note, onRequest, clock, onWait })
  return { transport, admin: { base, ...present({ apiKey }) }, serverClock, pacer }
}

/** Schemas in one request: the server's maximum. */
const schemaPage = 250

type IncludedCredentials = NonNullable<Ory.IdentityApiListIdentitiesRequest['includeCredential']>

function createReads(transport: Transport, admin: Endpoint, serverClock: ServerClock): KratosReads {
  const apiOf = apisOver(transport)
  const api = apiOf(IdentityApi, admin)
  // Every version answers these under /admin. Without that prefix some versions answer with a redirect (API reference §1.1).
  const belowAdmin = { ...admin, base: `${admin.base}/admin` }
  const adminSchemaApi = apiOf(IdentityApi, belowAdmin)
  const metadataApi = apiOf(MetadataApi, belowAdmin)
  const list = { to: admin, timeouts: readTimeouts(), bucket: 'list' } as const
  const schemas = { timeouts: readTimeouts(schemaPage), bucket: 'schemas' } as const
  return {
    adminBase: admin.base,
    serverTime: serverClock.latest,
    listIdentities(query, signal) {
      const { pageSize, pageToken, ids, credentialsIdentifier, isWithoutIdentifiers = false } = query
      const parameters: Ory.IdentityApiListIdentitiesRequest = {
        pageSize,
        consistency: 'strong',
        ...(isWithoutIdentifiers ? {} : { includeCredential: ['code'] }),
        ...present({ pageToken, ids: ids && [...ids], credentialsIdentifier }),
      }
      const sending = {
        ...list,
        timeouts: readTimeouts(credentialsIdentifier === undefined ? (ids?.length ?? pageSize) : 0),
        label: `GET /admin/identities${describeQuery(query)}`,
      }
      return transport.send(sending, signal, (config) => api.listIdentities(parameters, config))
    },
    listNobody(includeCredential, signal) {
      const types = [includeCredential] as IncludedCredentials
      const parameters = { pageSize: 1, ids: ['00000000-0000-0000-0000-000000000000'], includeCredential: types }
      return transport.send({ ...list, label: `GET /admin/identities (with ${types})` }, signal, (config) =>
        api.listIdentities(parameters, config),
      )
    },
    countIdentities: (signal) =>
      transport.send({ ...list, label: 'GET /admin/identities (their number)' }, signal, (config) =>
        api.listIdentities({ page: 0, perPage: 1, consistency: 'strong' }, config),
      ),
    identityById: (id, signal) =>
      transport.send({ ...list, bucket: 'read', label: `GET /admin/identities/${id}` }, signal, (config) =>
        api.getIdentity({ id }, config),
      ),
    identityByExternalId: (externalID, signal) =>
      transport.send({ ...list, label: 'GET /admin/identities/by/external/…' }, signal, (config) =>
        api.getIdentityByExternalID({ externalID }, config),
      ),
    identityWithPassword: (id, signal) =>
      transport.send({ ...list, bucket: 'read', label: `GET /admin/identities/${id}` }, signal, (config) =>
        api.getIdentity({ id, includeCredential: ['password'] }, config),
      ),
    publicSchemas(baseUrl, pageToken, signal) {
      const base = normaliseBase(baseUrl)
      const to = new URL(base).origin === new URL(admin.base).origin ? { ...admin, base } : { base }
      const parameters = { pageSize: schemaPage, ...present({ pageToken }) }
      return transport.send({ ...schemas, to, label: 'GET /schemas' }, signal, (config) =>
        apiOf(IdentityApi, to).listIdentitySchemas(parameters, config),
      )
    },
    adminSchemas: (signal) =>
      transport.send({ ...schemas, to: admin, label: 'GET /admin/schemas' }, signal, (config) =>
        adminSchemaApi.listIdentitySchemas({}, config),
      ),
    version: (signal) =>
      transport.send({ ...list, label: 'GET /admin/version' }, signal, (config) => metadataApi.getVersion(config)),
  }
}

function createWrites(transport: Transport, admin: Endpoint): Omit<KratosWrites, 'isLimited'> {
  const api = apisOver(transport)(IdentityApi, admin)
  const write = { to: admin, timeouts: writeTimeouts, bucket: 'write' } as const
  /** Writes to the collection: Ory Network takes only one at a time. */
  const create = { ...write, alone: true } satisfies Call
  return {
    createIdentity: (body, signal, stop) =>
      transport.send({ ...create, stop, label: 'POST /admin/identities' }, signal, (config) =>
        api.createIdentity({ createIdentityBody: body as unknown as Ory.CreateIdentityBody }, config),
      ),
    batchCreate(items, signal, stop) {
      const identities = items.map(({ patch_id, body }) => ({
        patch_id,
        create: body as unknown as Ory.CreateIdentityBody,
      }))
      const label = `PATCH /admin/identities (${items.length} creates)`
      return transport.send({ ...create, stop, label }, signal, (config) =>
        api.batchPatchIdentities({ patchIdentitiesBody: { identities } }, config),
      )
    },
    patchIdentity: (id, operations, signal, stop) =>
      transport.send({ ...write, stop, label: `PATCH /admin/identities/${id}` }, signal, (config) =>
        api.patchIdentity({ id, jsonPatch: operations as Ory.JsonPatch[] }, config),
      ),
    putIdentity: (id, body, signal, stop) =>
      transport.send({ ...write, stop, label: `PUT /admin/identities/${id}` }, signal, (config) =>
        api.updateIdentity({ id, updateIdentityBody: body as unknown as Ory.UpdateIdentityBody }, config),
      ),
    // The identifier is personal data: it stays out of the label.
    deleteCredential: (id, type, identifier, signal, stop) =>
      transport.send(
        { ...write, stop, label: `DELETE /admin/identities/${id}/credentials/${type}` },
        signal,
        (config) =>
          api.deleteIdentityCredentials(
            {
              id,
              type: type as Ory.DeleteIdentityCredentialsTypeEnum,
              ...present({ identifier }),
            },
            config,
          ),
      ),
    deleteIdentity: (id, signal, stop) =>
      transport.send({ ...write, stop, label: `DELETE /admin/identities/${id}` }, signal, (config) =>
        api.deleteIdentity({ id }, config),
      ),
    deleteSessions: (id, signal, stop) =>
      transport.send({ ...write, stop, label: `DELETE /admin/identities/${id}/sessions` }, signal, (config) =>
        api.deleteIdentitySessions({ id }, config),
      ),
    makeRecovery(identity_id, { send, lifetime }, signal, stop) {
      const body = { identity_id, ...present({ expires_in: lifetime }) }
      return send === 'recovery_code'
        ? transport.send({ ...write, stop, label: 'POST /admin/recovery/code' }, signal, (config) =>
            api.createRecoveryCodeForIdentity({ createRecoveryCodeForIdentityBody: body }, config),
          )
        : transport.send({ ...write, stop, label: 'POST /admin/recovery/link' }, signal, (config) =>
            api.createRecoveryLinkForIdentity({ createRecoveryLinkForIdentityBody: body }, config),
          )
    },
  }
}

type Api<T> = new (configuration: Configuration, basePath: undefined, axios: never) => T

/** Makes APIs of the SDK for endpoints. Each needs a base URL, because the SDK's default is Ory's playground project. */
function apisOver(transport: Transport): <T>(Api: Api<T>, endpoint: Endpoint) => T {
  return (Api, endpoint) => {
    const { baseOptions, client } = transport.forSdk(endpoint)
    const configuration = new Configuration({ basePath: endpoint.base, baseOptions })
    // Of a whole axios the SDK uses what `HttpClient` has, as a test makes sure.
    return new Api(configuration, undefined, client as never)
  }
}

function normaliseBase(url: string): string {
  return url.replace(/\/+$/, '')
}

/** Describes a list request without personal data. */
function describeQuery(query: ListQuery): string {
  if (query.ids !== undefined) return ` (${query.ids.length} ids)`
  if (query.credentialsIdentifier !== undefined) return ' (by identifier)'
  if (query.pageToken === undefined) return ''
  return query.pageToken === versionProbe ? ' (asking for its version)' : ` (page after ${query.pageToken})`
}
