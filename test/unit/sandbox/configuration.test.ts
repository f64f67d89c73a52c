import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SandboxError } from '../../../src/sandbox/index.ts'
import { call, createPerson, openSandbox, personSchema } from './support.ts'

const noTraits = { type: 'object', properties: { traits: { type: 'object', properties: {} } } }
const newDraft = { ...personSchema, $schema: 'https://json-schema.org/draft/2020-12/schema' }

test('a schema with which Kratos would not start is refused by name', async () => {
  await expect(openSandbox({ schemas: { bad: noTraits } })).rejects.toThrow(SandboxError)
  await expect(openSandbox({ schemas: { bad: noTraits } })).rejects.toThrow('Identity schema "bad" is not valid')
})

test('a draft that Kratos does not know lets it start and fails every write', async () => {
  const sandbox = await openSandbox({ schemas: { person: newDraft } })
  const answer = await call(sandbox, 'POST', '/admin/identities', { traits: { email: 'ann@example.org' } })
  expect([answer.status, await answer.json()]).toMatchObject([500, { error: { id: 'invalid_configuration' } }])
  await sandbox.stop()
})

test('the only schema is the default one; of several it is the one with the id "default"', async () => {
  const one = await openSandbox()
  expect((await call(one, 'POST', '/admin/identities', { traits: { email: 'a@example.org' } })).status).toBe(201)
  const two = await openSandbox({ schemas: { person: personSchema, other: personSchema } })
  const answer = await call(two, 'POST', '/admin/identities', { traits: { email: 'a@example.org' } })
  expect(await answer.text()).toContain('Unable to find JSON Schema ID: default')
})

test('an identity whose schema has left the configuration breaks its pages and can only be deleted', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'idctl-sandbox-'))
  const file = join(folder, 'state.json')
  const before = await openSandbox({ file, schemas: { old: personSchema, person: personSchema } })
  const id = await createPerson(before, 'ann@example.org', { schema_id: 'old' })
  await before.stop()

  const after = await openSandbox({ file })
  const put = { schema_id: 'person', traits: { email: 'ann@example.org' } }
  expect((await call(after, 'GET', '/admin/identities')).status).toBe(500)
  expect((await call(after, 'GET', `/admin/identities/${id}`)).status).toBe(500)
  expect((await call(after, 'PUT', `/admin/identities/${id}`, put)).status).toBe(500)
  expect((await call(after, 'PATCH', `/admin/identities/${id}`, [])).status).toBe(500)
  expect((await call(after, 'DELETE', `/admin/identities/${id}`)).status).toBe(204)
  expect((await call(after, 'GET', '/admin/identities')).status).toBe(200)
  await after.stop()
  await rm(folder, { recursive: true })
})

test('the wall clock may stand still: every write still moves updated_at', async () => {
  const sandbox = await openSandbox({ now: () => new Date('2024-05-06T07:08:09Z') })
  const id = await createPerson(sandbox, 'ann@example.org')
  const times: string[] = []
  for (let count = 0; count < 3; count++) {
    const answer = await call(sandbox, 'PATCH', `/admin/identities/${id}`, [])
    times.push(((await answer.json()) as { updated_at: string }).updated_at)
  }
  expect(new Set(times).size).toBe(3)
  expect(times.every((time) => time.startsWith('2024-05-06T07:08:09.'))).toBe(true)
})
