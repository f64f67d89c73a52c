import { createServer } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { type Sandbox, SandboxError, startSandbox } from '../../../src/sandbox/index.ts'
import { call, createPerson, openSandbox, personSchema } from './support.ts'

let sandbox: Sandbox | undefined

afterEach(async () => {
  await sandbox?.stop()
  sandbox = undefined
})

const schemas = { person: personSchema }

describe('on ports', () => {
  test('it listens on loopback unless it is told otherwise', async () => {
    sandbox = await startSandbox({ schemas })
    expect(new URL(sandbox.adminUrl).hostname).toBe('127.0.0.1')
    expect(new URL(sandbox.publicUrl).hostname).toBe('127.0.0.1')
    expect(sandbox.publicUrl).not.toBe(sandbox.adminUrl)
  })

  test('the admin port leads to the schemas on the public one', async () => {
    sandbox = await startSandbox({ schemas })
    const answer = await fetch(`${sandbox.adminUrl}/admin/schemas/person`)
    expect([answer.url, await answer.json()]).toEqual([`${sandbox.publicUrl}/schemas/person`, personSchema])
  })

  test('a taken port is an error, and nothing stays open', async () => {
    const holder = createServer()
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve))
    const { port } = holder.address() as { port: number }
    await expect(startSandbox({ schemas, publicPort: port })).rejects.toThrow(SandboxError)
    await expect(startSandbox({ schemas, port })).rejects.toThrow(`Cannot listen on 127.0.0.1:${port} (EADDRINUSE)`)
    await new Promise((resolve) => holder.close(resolve))
    sandbox = await startSandbox({ schemas, port })
    expect(sandbox.adminUrl).toBe(`http://127.0.0.1:${port}`)
  })

  test('stop closes the ports', async () => {
    const stopped = await startSandbox({ schemas })
    await stopped.stop()
    await expect(fetch(`${stopped.adminUrl}/admin/version`)).rejects.toThrow('fetch failed')
  })

  test('ports and fetch share one state', async () => {
    sandbox = await startSandbox({ schemas })
    const id = await createPerson(sandbox, 'ann@example.org')
    expect((await fetch(`${sandbox.adminUrl}/admin/identities/${id}`)).status).toBe(200)
  })
})

describe('without ports', () => {
  test('fetch is called like the real one', async () => {
    const { adminUrl, fetch: ask } = await openSandbox()
    const url = new URL(`${adminUrl}/admin/identities`)
    const body = JSON.stringify({ traits: { email: 'ann@example.org' } })
    expect((await ask(url, { method: 'POST', body })).status).toBe(201)
    expect((await ask(new Request(url, { method: 'PUT' }), { method: 'POST', body })).status).toBe(409)
    expect(await (await ask(url.href)).json()).toHaveLength(1)
  })

  test('the URL says which port a request is for', async () => {
    const { adminUrl, publicUrl, fetch: ask } = await openSandbox()
    const read = async (url: string): Promise<number> => (await ask(new Request(url))).status
    expect(await read(`${adminUrl}/admin/version`)).toBe(200)
    expect(await read(`${publicUrl}/admin/version`)).toBe(404)
    expect(await read(`${publicUrl}/schemas/person`)).toBe(200)
    expect(await read(`${adminUrl}/schemas/person`)).toBe(307)
  })

  test('a dropped connection rejects as the real fetch does', async () => {
    sandbox = await openSandbox()
    await expect(call(sandbox, 'PATCH', '/admin/identities', { identities: [null] })).rejects.toThrow(TypeError)
  })

  test('HEAD has the headers of GET and no body', async () => {
    sandbox = await openSandbox()
    const answer = await call(sandbox, 'HEAD', '/admin/identities')
    expect([answer.headers.get('Link'), await answer.text()]).toEqual([expect.stringContaining('rel="first"'), ''])
  })
})

describe('with an API key', () => {
  const ask = async (headers: Record<string, string>, path = '/admin/identities'): Promise<number> => {
    sandbox ??= await openSandbox({ apiKey: 'CANARY-key' })
    return (await sandbox.fetch(new Request(sandbox.adminUrl + path, { headers }))).status
  }

  test('only its bearer reaches the admin port', async () => {
    expect(await ask({})).toBe(401)
    expect(await ask({ Authorization: 'Bearer wrong' })).toBe(401)
    expect(await ask({ Authorization: 'Bearer CANARY-key' })).toBe(200)
  })

  test('the answer does not tell the key, and schemas need none', async () => {
    sandbox = await openSandbox({ apiKey: 'CANARY-key' })
    expect(await (await call(sandbox, 'GET', '/admin/identities')).text()).not.toContain('CANARY')
    expect((await sandbox.fetch(new Request(`${sandbox.publicUrl}/schemas`))).status).toBe(200)
  })
})
