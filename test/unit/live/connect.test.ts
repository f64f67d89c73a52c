import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect, connectReadOnly } from '../../../src/live/connect.ts'
import type { WriteRequest } from '../../../src/live/ports.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts'
import { startFaultProxy } from '../../support/fault-proxy.ts'
import { emailTrait, traitSchema } from '../../support/schemas.ts'

const signal = new AbortController().signal

const schemas = { person: traitSchema({ email: emailTrait(), phone: { type: 'string' } }) }

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'idctl-connect-'))
})
afterAll(() => rm(folder, { recursive: true }))

function openFile(file: string) {
  return connect(
    { kind: 'sandbox', file: join(folder, file), target: 'sandbox' },
    { schemas, defaultSchemaId: 'person' },
  )
}

const create = (email: string, more: JsonObject = {}): WriteRequest<'create'> => ({
  kind: 'create',
  body: { schema_id: 'person', traits: { email }, ...more },
})

async function idsOf({ source }: Pick<Connection, 'source'>): Promise<string[]> {
  const ids: string[] = []
  for await (const identities of source.list(signal)) ids.push(...identities.map(({ id }) => id))
  return ids
}

async function createdId(connection: Connection, request: WriteRequest<'create'>): Promise<string> {
  const result = await connection.target.execute(request, signal)
  if (result.kind !== 'done') throw new Error(JSON.stringify(result))
  return result.answer.id
}

describe('the embedded sandbox', () => {
  test('an identity from creation to deletion', async () => {
    const connection = await openFile('life.json')
    const id = await createdId(connection, create('ada@example.org', { external_id: 'emp 1/2' }))
    expect(await connection.source.findByExternalId('emp 1/2', signal)).toMatchObject({ id })
    expect(await connection.source.findByIdentifier('ada@example.org', signal)).toMatchObject([{ id }])
    expect((await connection.source.read([id, randomUUID()], signal)).get(id)).toMatchObject({
      traits: { email: 'ada@example.org' },
      credentials: { password: ['ada@example.org'] },
    })
    const operations = [{ op: 'add', path: '/traits/phone', value: '1' }] as const
    const patched = await connection.target.execute({ kind: 'patch', id, operations }, signal)
    expect(patched).toMatchObject({ kind: 'done', answer: { traits: { email: 'ada@example.org', phone: '1' } } })
    const conflict = await connection.target.execute(create('ada@example.org'), signal)
    expect(conflict).toMatchObject({ kind: 'rejected', rejection: { status: 409 } })
    expect(await connection.target.execute({ kind: 'revoke-sessions', id }, signal)).toEqual({ kind: 'done' })
    expect(await connection.target.execute({ kind: 'delete', id }, signal)).toEqual({ kind: 'done' })
    expect(await connection.target.execute({ kind: 'delete', id }, signal)).toEqual({ kind: 'done' })
    expect(await idsOf(connection)).toEqual([])
    await connection.close()
  })

  test('a batch of many, listed page by page and read back by id', async () => {
    const connection = await openFile('many.json')
    const items = Array.from({ length: 600 }, (_, index) => ({
      patch_id: randomUUID(),
      body: { schema_id: 'person', traits: { email: index === 7 ? 'nobody' : `p${index}@example.org` } },
    }))
    const result = await connection.target.execute({ kind: 'batch', items }, signal)
    if (result.kind !== 'done') throw new Error(JSON.stringify(result))
    expect(result.answer[7]).toMatchObject({
      kind: 'rejected',
      rejection: { status: 400, reason: expect.stringContaining('nobody') },
    })
    const created = result.answer.flatMap((item) => (item.kind === 'created' ? [item.id] : []))
    expect(created).toHaveLength(599)
    expect(await idsOf(connection)).toEqual([...created].sort())
    expect([...(await connection.source.read(created, signal)).keys()].sort()).toEqual([...created].sort())
    await connection.close()
  })

  test('keeps its state in the file, and tells its schemas and version', async () => {
    const first = await openFile('state.json')
    const id = await createdId(first, create('ada@example.org'))
    await first.close()
    const file = join(folder, 'state.json')
    const second = await connectReadOnly({ kind: 'sandbox', file, target: 'sandbox' }, { schemas })
    expect(await idsOf(second)).toEqual([id])
    expect((await second.source.schemas(signal)).map((schema) => schema.id)).toEqual(['person'])
    expect(await second.source.version(signal)).toBe('v26.2.0')
    expect(second).not.toHaveProperty('target')
    await second.close()
  })

  test('a busy file is an error that says so', async () => {
    const first = await openFile('busy.json')
    await expect(openFile('busy.json')).rejects.toMatchObject({
      name: 'IdctlError',
      message: expect.stringContaining('busy.json'),
    })
    await first.close()
  })
})

describe('a server on a port', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox({ schemas, apiKey: 'CANARY-key' })
  })
  afterAll(() => sandbox.stop())

  const server = (adminUrl: string, apiKey = 'CANARY-key') =>
    ({ kind: 'kratos', adminUrl, apiKey, target: 'test' }) as const

  test('schemas are found through the redirect of the admin API', async () => {
    const connection = await connect(server(sandbox.adminUrl))
    expect((await connection.source.schemas(signal)).map(({ id }) => id)).toEqual(['person'])
    await connection.close()
  })

  test('a wrong key ends reading, and is not shown', async () => {
    const connection = await connectReadOnly(server(sandbox.adminUrl, 'CANARY-wrong'))
    const failure = await idsOf(connection).catch((error: unknown) => error)
    expect(failure).toMatchObject({ exit: 'unreadable', hint: expect.stringContaining('kratos.api_key') })
    expect(JSON.stringify(failure) + String(failure)).not.toContain('CANARY')
    await connection.close()
  })

  test('a create whose answer is lost is unknown, and there once', async () => {
    await using proxy = await startFaultProxy(sandbox.adminUrl, [{ method: 'POST', fault: { kind: 'reset-after' } }])
    const connection = await connect(server(proxy.url))
    expect(await connection.target.execute(create('lost@example.org'), signal)).toMatchObject({ kind: 'unknown' })
    expect(await connection.source.findByIdentifier('lost@example.org', signal)).toHaveLength(1)
    expect(proxy.writes()).toHaveLength(1)
    await connection.close()
  })
})
