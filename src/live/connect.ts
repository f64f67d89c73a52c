import type { ServerConfig } from '../config/types.ts'
import { IdctlError } from '../errors.ts'
import type { JsonObject } from '../model/json.ts'
import { present } from '../model/present.ts'
import type { Fetch, Sandbox } from '../sandbox/index.ts'
import type { KratosOptions } from './kratos/client.ts'
import { type Clock, defaultRetryPolicy, type OnWait, systemClock } from './kratos/retry.ts'
import { type KratosSettings, kratosSource } from './kratos/source.ts'
import { kratosTarget } from './kratos/write.ts'
import type { LiveSource, LiveTarget } from './ports.ts'
import { keysOf, openingSource, openingTarget } from './sealing.ts'

export interface ConnectOptions {
  /** Identity schemas of the embedded sandbox by id, read from local files. */
  readonly schemas?: Readonly<Record<string, JsonObject>>
  /** Default schema of the embedded sandbox. */
  readonly defaultSchemaId?: string
  readonly clock?: Clock
  /** Called before each wait: for a limited rate, or before a request is repeated. */
  readonly onWait?: OnWait
  /** Called when a request is sent. */
  readonly onRequest?: () => void
  /** The most requests at once; a listing needs no more than four. */
  readonly concurrency?: number | undefined
}

export interface ReadOnlyConnection {
  readonly source: LiveSource
  close(): Promise<void>
}

export interface Connection extends ReadOnlyConnection {
  readonly target: LiveTarget
}

/** Opens a server for reading and writing. Throws `IdctlError` when the sandbox cannot start or the key is unusable. */
export async function connect(server: ServerConfig, options: ConnectOptions = {}): Promise<Connection> {
  const { kratos, settings, release } = await open(server, options)
  const { createKratos } = await importClient()
  const connection = createKratos(kratos)
  const keys = keysOf(server)
  return {
    source: openingSource(kratosSource(connection.reads, settings), keys),
    target: openingTarget(kratosTarget(connection.writes, settings), keys),
    close: closing(connection, release),
  }
}

/** Opens a server for reading only: the connection sends nothing but GET requests. */
export async function connectReadOnly(server: ServerConfig, options: ConnectOptions = {}): Promise<ReadOnlyConnection> {
  const { kratos, settings, release } = await open(server, options)
  const { createReadOnlyKratos } = await importClient()
  const connection = createReadOnlyKratos(kratos)
  const source = openingSource(kratosSource(connection.reads, settings), keysOf(server))
  return { source, close: closing(connection, release) }
}

/** The SDK takes longer to load than the rest of the library. */
const importClient = () => import('./kratos/client.ts')

function closing(connection: { close(): void }, release: () => Promise<void>): () => Promise<void> {
  return async () => {
    connection.close()
    await release()
  }
}

interface Opened {
  readonly kratos: KratosOptions
  readonly settings: KratosSettings
  readonly release: () => Promise<void>
}

async function open(server: ServerConfig, options: ConnectOptions): Promise<Opened> {
  const { clock = systemClock, onWait, onRequest, concurrency } = options
  const basics = { clock, policy: defaultRetryPolicy, onWait, concurrency }
  if (server.kind === 'kratos') {
    const settings = { ...basics, ...present({ publicUrl: server.publicUrl }) }
    return { kratos: { ...server, clock, onWait, onRequest, concurrency }, settings, release: async () => {} }
  }
  if (Object.keys(options.schemas ?? {}).length === 0) {
    const hint =
      'put one below the identities folder, for example identities/person.schema.json, or name one under `schemas` of idctl.yaml'
    throw new IdctlError('the embedded sandbox has no identity schema', { exit: 'invalid', hint })
  }
  const { sandbox, fetch } = await openSandbox(server.file, options)
  return {
    kratos: { adminUrl: sandbox.adminUrl, fetch, clock, onWait, onRequest, concurrency },
    settings: { ...basics, publicUrl: sandbox.publicUrl },
    release: () => sandbox.stop(),
  }
}

/** A message of the sandbox as a message of idctl: with a small first letter, and with the words "embedded sandbox" if it lacks them. */
function ofSandbox(message: string): string {
  const words = message.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())
  return /\bsandbox\b/.test(words) ? words : `the embedded sandbox: ${words}`
}

async function openSandbox(
  file: string | undefined,
  options: ConnectOptions,
): Promise<{ sandbox: Sandbox; fetch: Fetch }> {
  const { createSandbox, SandboxError } = await import('../sandbox/index.ts')
  /** Only the user can repair problems of the sandbox itself (a busy file, a bad schema, a full disk). */
  const orIdctlError = async <T>(promise: Promise<T>): Promise<T> => {
    try {
      return await promise
    } catch (error) {
      if (!(error instanceof SandboxError)) throw error
      throw new IdctlError(ofSandbox(error.message), { exit: 'error', hint: error.hint, cause: error })
    }
  }
  const sandbox = await orIdctlError(
    createSandbox({
      schemas: options.schemas ?? {},
      settings: present({ default_schema_id: options.defaultSchemaId }),
      ...present({ file }),
    }),
  )
  return { sandbox, fetch: (request) => orIdctlError(sandbox.fetch(request)) }
}
