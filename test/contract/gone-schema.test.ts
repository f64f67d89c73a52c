import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import { findKratos, startKratos, type TestServer } from '../support/kratos.ts'
import { createWorld } from '../support/world.ts'
import { attributeSchemas } from './attribute-schemas.ts'

type Schemas = Readonly<Record<string, JsonObject>>

const kratos = findKratos()

/** Servers that keep their identities in a folder and come back with other schemas. */
const servers: readonly {
  name: string
  available: boolean
  start(schemas: Schemas, folder: string): Promise<TestServer>
}[] = [
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

describe.each(servers)('a schema that leaves the $name', ({ available, start }) => {
  test.skipIf(!available)('makes the listing unreadable, and the error names the way out', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'idctl-gone-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const { person, robot } = attributeSchemas
    const before = await start({ person, robot }, folder)
    const body = JSON.stringify({ schema_id: 'robot', traits: { name: 'R2' } })
    const created = await fetch(`${before.adminUrl}/admin/identities`, { method: 'POST', body }).finally(before.stop)
    expect(created.status).toBe(201)

    const after = await start({ person }, folder)
    onTestFinished(after.stop)
    const world = await createWorld(after)
    onTestFinished(() => world.close())
    world.write('ada.yaml', `traits: { email: ${world.email('ada')} }\n`)
    await expect(world.plan()).rejects.toMatchObject({
      exit: 'unreadable',
      message: expect.stringContaining('The JSON Schema "robot" for this identity\'s traits could not be found'),
      hint: expect.stringMatching(/put it back, move them to another schema_id, .* can only be deleted by id/),
    })
  })
})
