import { readFileSync } from 'node:fs'
import type { JsonObject } from '../../src/model/json.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import { findKratos, startKratos, type TestServer } from './kratos.ts'

const schema = JSON.parse(
  readFileSync(new URL('../contract/person.schema.json', import.meta.url), 'utf8'),
) as JsonObject

/**
 * What the contract suite runs on: the sandbox always, a real Kratos where there is one. A Kratos behind
 * KRATOS_ADMIN_URL must have `test/contract/person.schema.json` as its schema `person`.
 */
export const servers: readonly { name: string; available: boolean; start(): Promise<TestServer> }[] = [
  { name: 'sandbox', available: true, start: startSandboxServer },
  { name: 'kratos', available: findKratos() !== undefined, start: () => startKratos({ person: schema }) },
]

export async function startSandboxServer(): Promise<TestServer> {
  const sandbox = await startSandbox({
    profile: 'v26.2.0',
    schemas: { person: schema },
    settings: { default_schema_id: 'person' },
  })
  return {
    adminUrl: sandbox.adminUrl.replace(/\/admin$/, ''),
    publicUrl: sandbox.publicUrl,
    stop: () => sandbox.stop(),
  }
}
