import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { keptServers } from '../support/kept-servers.ts'
import { createWorld } from '../support/world.ts'
import { attributeSchemas } from './attribute-schemas.ts'

describe.each(keptServers)('a schema that leaves the $name', ({ available, start }) => {
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
      hint: expect.stringMatching(
        /put the schema back, move these identities to another schema_id, .* can only be deleted by id/,
      ),
    })
  })
})
