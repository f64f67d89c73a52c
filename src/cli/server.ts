import type { Config, ServerConfig } from '../config/types.ts'
import { serverSchemaId, underServerIds } from '../desired/schemas/schema-aliases.ts'
import { readSchemaFiles } from '../desired/schemas/schema-files.ts'
import { IdctlError } from '../errors.ts'
import {
  type Connection,
  type ConnectOptions,
  connect,
  connectReadOnly,
  type ReadOnlyConnection,
} from '../live/connect.ts'
import { told } from '../model/told.ts'
import { makeOwnFolderOf } from '../records/private-files/private-folder.ts'
import type { Output } from './output.ts'

/** Hears why nothing happens for a while. */
type Waiting = Pick<Output, 'progress' | 'events' | 'timings'>

/** The parsed flags for a connection. */
interface ConnectionChoice {
  readonly concurrency?: number | undefined
}

export const defaultConcurrency = 4

/** Opens the configured server with a connection that cannot write. Throws `IdctlError`. */
export async function readOnlyServer(
  config: Config,
  waiting: Waiting,
  { concurrency = defaultConcurrency }: ConnectionChoice = {},
): Promise<ReadOnlyConnection> {
  const server = serverOf(config)
  return connectReadOnly(server, { ...optionsFor(server, config, waiting), concurrency })
}

/** Opens the configured server for reading and writing. Throws `IdctlError`. */
export async function openServer(
  config: Config,
  waiting: Waiting,
  { concurrency = defaultConcurrency }: ConnectionChoice,
): Promise<Connection> {
  const server = serverOf(config)
  if (server.kind === 'sandbox' && server.file !== undefined) await makeOwnFolderOf(server.file)
  return connect(server, { ...optionsFor(server, config, waiting), concurrency })
}

/** The configured server. There is no default. */
function serverOf(config: Config): ServerConfig {
  if (config.server !== undefined) return config.server
  throw new IdctlError(told`no server is given`, {
    exit: 'invalid',
    hint: told`set kratos.admin_url in idctl.yaml, give --admin-url URL, or try it with --sandbox`,
  })
}

/** The embedded sandbox serves the folder's identity schemas under the ids of the server that it replaces. */
function optionsFor(server: ServerConfig, config: Config, { progress, events, timings }: Waiting): ConnectOptions {
  const onRequest = timings.request
  if (server.kind !== 'sandbox') {
    return {
      onRequest,
      onWait(wait) {
        progress.wait(wait)
        const { milliseconds, why } = wait
        if (milliseconds >= 1000) {
          events.tell([{ type: 'wait', ...events.now(), why, milliseconds: Math.ceil(milliseconds) }])
        }
      },
    }
  }
  const { schema_aliases: aliases, schema_id } = config
  const schemas = underServerIds(readSchemaFiles(config).sources, aliases)
  return {
    onRequest,
    schemas: Object.fromEntries(schemas.map(({ id, schema }) => [id, schema])),
    ...(schema_id !== undefined && { defaultSchemaId: serverSchemaId(schema_id, aliases) }),
  }
}
