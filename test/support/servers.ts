import { readFileSync } from 'node:fs'
import type { JsonObject } from '../../src/model/json.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import { findKratos, startKratos, type TestServer } from './kratos.ts'

const schema = JSON.parse(
  readFileSync(new URL('../contract/person.schema.json', import.meta.url), 'utf8'),
) as JsonObject

interface ServerChoice {
  readonly name: string
  readonly available: boolean
  start(): Promise<TestServer>
}

/**
 * What the contract suite runs on: the sandbox always, a real Kratos where there is one. A Kratos behind
 * KRATOS_ADMIN_URL must have `test/contract/person.schema.json` as its schema `person`.
 */
export const servers: readonly ServerChoice[] = [
  { name: 'sandbox', available: true, start: startSandboxServer },
  { name: 'kratos', available: findKratos() !== undefined, start: () => startKratos({ person: schema }) },
]

/** The same with other identity schemas. A Kratos that runs already cannot be given any: it is left out. */
export function serversWith(schemas: Readonly<Record<string, JsonObject>>): readonly ServerChoice[] {
  const kratos = findKratos()
  return [
    { name: 'sandbox', available: true, start: () => sandboxWith(schemas) },
    { name: 'kratos', available: kratos !== undefined && 'command' in kratos, start: () => startKratos(schemas) },
  ]
}

export function startSandboxServer(): Promise<TestServer> {
  return sandboxWith({ person: schema })
}

async function sandboxWith(schemas: Readonly<Record<string, JsonObject>>): Promise<TestServer> {
  const [default_schema_id = ''] = Object.keys(schemas)
  const sandbox = await startSandbox({ profile: 'v26.2.0', schemas, settings: { default_schema_id } })
  return {
    adminUrl: sandbox.adminUrl.replace(/\/admin$/, ''),
    publicUrl: sandbox.publicUrl,
    stop: () => sandbox.stop(),
  }
}
