import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject } from '../../src/model/json.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import { findKratos, startKratos, type TestServer } from './kratos.ts'

export type Schemas = Readonly<Record<string, JsonObject>>

/** A server that keeps its identities in a folder and comes back with other schemas. */
export interface KeptServer {
  readonly name: string
  readonly available: boolean
  start(schemas: Schemas, folder: string): Promise<TestServer>
}

const kratos = findKratos()

export const keptServers: readonly KeptServer[] = [
  { name: 'sandbox', available: true, start: sandboxIn },
  { name: 'kratos', available: kratos !== undefined && 'command' in kratos, start: kratosIn },
]

async function sandboxIn(schemas: Schemas, folder: string): Promise<TestServer> {
  const settings = { default_schema_id: 'person' }
  const sandbox = await startSandbox({ schemas, settings, file: join(folder, 'sandbox.json') })
  const adminUrl = sandbox.adminUrl.replace(/\/admin$/, '')
  return { adminUrl, publicUrl: sandbox.publicUrl, stop: () => sandbox.stop() }
}

async function kratosIn(schemas: Schemas, folder: string): Promise<TestServer> {
  const file = join(folder, 'db.sqlite')
  const dsn = `sqlite://${file}?_fk=true`
  const env = { ...process.env, DSN: dsn }
  if (!existsSync(file)) execFileSync('kratos', ['migrate', 'sql', 'up', '-e', '--yes'], { env, stdio: 'ignore' })
  return startKratos(schemas, { dsn })
}
