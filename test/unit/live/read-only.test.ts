import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type * as Ory from '@ory/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, connectReadOnly, type ReadOnlyConnection } from '../../../src/live/connect.ts'
import { createPacer } from '../../../src/live/kratos/pace.ts'
import { createTransport } from '../../../src/live/kratos/transport.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts'
import { startFaultProxy } from '../../support/fault-proxy.ts'
import { project } from '../../support/temp-project.ts'

const signal = new AbortController().signal
const someId = '11111111-1111-4111-8111-111111111111'

const schemas: Record<string, JsonObject> = {
  person: { type: 'object', properties: { traits: { type: 'object', properties: { name: { type: 'string' } } } } },
}

/** Everything that a connection for reading can be asked for. */
async function askEverything({ source }: ReadOnlyConnection): Promise<void> {
  const asked: Record<keyof ReadOnlyConnection['source'], () => Promise<unknown>> = {
    async list() {
      for await (const _ of source.list(signal));
    },
    read: () => source.read([someId], signal),
    findByExternalId: () => source.findByExternalId('emp-1', signal),
    findByIdentifier: () => source.findByIdentifier('ada@example.com', signal),
    count: () => source.count(signal),
    hasPassword: () => source.hasPassword(someId, signal),
    schemas: () => source.schemas(signal),
    version: () => source.version(signal),
    abilities: () => source.abilities(signal),
    serverTime: async () => source.serverTime(),
  }
  // A new way to ask belongs in the list above.
  expect(Object.keys(source).sort()).toEqual(Object.keys(asked).sort())
  for (const ask of Object.values(asked)) await ask()
}

describe('a connection for reading', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox({ schemas })
  })
  afterAll(() => sandbox.stop())

  test('sends nothing but GET, whatever it is asked', async () => {
    await using proxy = await startFaultProxy(sandbox.adminUrl)
    const connection = await connectReadOnly({ kind: 'kratos', adminUrl: proxy.url, target: 'test' })
    await askEverything(connection)
    await connection.close()
    expect(proxy.requests.length).toBeGreaterThan(6)
    expect(new Set(proxy.requests.map(({ method }) => method))).toEqual(new Set(['GET']))
  })

  test('holds no way to write', async () => {
    const connection = await connectReadOnly({ kind: 'kratos', adminUrl: sandbox.adminUrl, target: 'test' })
    // @ts-expect-error: only a connection for writing has a target.
    expect(connection.target).toBeUndefined()
    expect(Object.keys(connection).sort()).toEqual(['close', 'source'])
    await connection.close()
  })

  test('leaves the state file of a sandbox as it was, byte for byte, and makes none', async () => {
    const file = join(project({}), 'sandbox.json')
    const writer = await connect({ kind: 'sandbox', file, target: 'sandbox' }, { schemas })
    await writer.target.execute({ kind: 'create', body: { schema_id: 'person', traits: { name: 'Ada' } } }, signal)
    await writer.close()
    const before = readFileSync(file)
    for (const path of [file, `${file}.none`]) {
      const connection = await connectReadOnly({ kind: 'sandbox', file: path, target: 'sandbox' }, { schemas })
      await askEverything(connection)
      await connection.close()
    }
    expect(readFileSync(file)).toEqual(before)
    expect(existsSync(`${file}.none`)).toBe(false)
  })
})

test('through the transport of such a connection even the writes of the SDK leave as GET', async () => {
  const { Configuration, IdentityApi } = createRequire(import.meta.url)('@ory/client') as typeof Ory
  const sandbox = await startSandbox({ schemas })
  await using proxy = await startFaultProxy(sandbox.adminUrl)
  const transport = createTransport(createPacer({ now: () => 0, sleep: async () => {} }, false), undefined, true)
  const { baseOptions, client } = transport.forSdk({ base: proxy.url })
  const configuration = new Configuration({ basePath: proxy.url, baseOptions })
  const api = new IdentityApi(configuration, undefined, client as never)
  const config = { signal, headers: {} }
  await api.deleteIdentity({ id: someId }, config)
  await api.patchIdentity({ id: someId, jsonPatch: [] }, config)
  await api.createIdentity({ createIdentityBody: { schema_id: 'person', traits: {} } }, config)
  expect(proxy.requests.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET'])
  transport.close()
  await sandbox.stop()
})
