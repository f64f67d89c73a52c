import { afterEach, describe, expect, test } from 'vitest'
import { createSandbox, type Sandbox, type SandboxOptions, startSandbox } from '../../../src/sandbox/index.ts'

const key = 'ory_pat_sandbox'
let sandbox: Sandbox | undefined

afterEach(async () => {
  await sandbox?.stop()
  sandbox = undefined
})

async function open(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  sandbox = await createSandbox({ profile: 'network', schemas: {}, ...options })
  return sandbox
}

function ask({ adminUrl, fetch }: Sandbox, path: string, init: RequestInit & { key?: string } = {}): Promise<Response> {
  const headers = { Authorization: `Bearer ${init.key ?? key}`, 'Content-Type': 'application/json' }
  return fetch(new Request(`${adminUrl}${path}`, { ...init, headers }))
}

function create(box: Sandbox, email: string): Promise<Response> {
  return ask(box, '/admin/identities', { method: 'POST', body: JSON.stringify({ traits: { email } }) })
}

const ample = { perSecond: 1000, perMinute: 1000 }

describe('the key', () => {
  test('the admin API answers a missing or wrong one as the gateway does', async () => {
    const box = await open()
    const answer = await ask(box, '/admin/identities', { key: 'ory_pat_other' })
    expect([answer.status, await answer.json()]).toEqual([
      401,
      { error: { code: 401, status: 'Unauthorized', message: 'Access credentials are invalid' } },
    ])
    expect(box.apiKey).toBe(key)
  })

  test('one that is given counts instead', async () => {
    const box = await open({ apiKey: 'ory_pat_mine' })
    expect((await ask(box, '/admin/identities')).status).toBe(401)
    expect((await ask(box, '/admin/identities', { key: 'ory_pat_mine' })).status).toBe(200)
  })

  test('nobody needs one for identity schemas, which every URL of the project serves', async () => {
    sandbox = await startSandbox({ profile: 'network', schemas: {} })
    const answer = await fetch(`${sandbox.adminUrl}/schemas/preset%3A%2F%2Femail`)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toHaveProperty('properties.traits.properties.email')
  })
})

test('a project without schemas of its own has the preset', async () => {
  const box = await open()
  const answer = await create(box, 'ann@example.org')
  expect(answer.status).toBe(201)
  expect(await answer.json()).toMatchObject({ schema_id: 'preset://email' })
})

describe('rate buckets', () => {
  const at = (seconds: number) => () => new Date(Date.UTC(2026, 0, 1, 0, 0, 0, seconds * 1000))

  test('headers tell all ceilings and the scarcer window', async () => {
    const box = await open({ rateLimits: { list: { perSecond: 3, perMinute: 50 } }, now: at(0.25) })
    const { headers } = await ask(box, '/admin/identities')
    expect(headers.get('x-ratelimit-limit')).toBe('3, 3;w=1, 50;w=60')
    expect(headers.get('x-ratelimit-remaining')).toBe('2')
    expect(headers.get('x-ratelimit-reset')).toBe('0')
  })

  test('a bucket that is empty answers 429 without a body or Retry-After, the others go on', async () => {
    const box = await open({ rateLimits: { list: { perSecond: 10, perMinute: 1 } }, now: at(18) })
    expect((await ask(box, '/admin/identities')).status).toBe(200)
    const refused = await ask(box, '/admin/identities?page_size=1')
    expect([refused.status, await refused.text(), refused.headers.get('retry-after')]).toEqual([429, '', null])
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0')
    expect(refused.headers.get('x-ratelimit-reset')).toBe('42')
    expect((await create(box, 'ann@example.org')).status).toBe(201)
  })

  test('a new window begins with the clock', async () => {
    let seconds = 0
    const box = await open({ rateLimits: { list: { perSecond: 1, perMinute: 50 } }, now: () => at(seconds)() })
    const statuses: number[] = []
    for (seconds of [0.1, 0.9, 1.1]) statuses.push((await ask(box, '/admin/identities')).status)
    expect(statuses).toEqual([200, 429, 200])
  })
})

describe('writes in flight', () => {
  test('of two on the collection at a time one is refused, and nothing of it happens', async () => {
    const box = await open({ rateLimits: { write: ample, list: ample } })
    const answers = await Promise.all([create(box, 'ann@example.org'), create(box, 'bob@example.org')])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 429])
    expect(await (await ask(box, '/admin/identities')).json()).toHaveLength(1)
  })

  test('one after the other both are taken', async () => {
    const box = await open({ rateLimits: { write: ample } })
    expect((await create(box, 'ann@example.org')).status).toBe(201)
    expect((await create(box, 'bob@example.org')).status).toBe(201)
  })

  test('different identities do not block each other', async () => {
    const box = await open({ rateLimits: { write: ample } })
    const ids: string[] = []
    for (const email of ['ann@example.org', 'bob@example.org']) {
      ids.push(((await (await create(box, email)).json()) as { id: string }).id)
    }
    const patch = (id = ''): Promise<Response> =>
      ask(box, `/admin/identities/${id}`, {
        method: 'PATCH',
        body: '[{"op":"add","path":"/metadata_admin/a","value":1}]',
      })
    const both = await Promise.all(ids.map(patch))
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    const twice = await Promise.all([patch(ids[0]), patch(ids[0])])
    expect(twice.map(({ status }) => status).sort()).toEqual([200, 429])
  })
})
