import { describe, expect, test } from 'vitest'
import { createKratos } from '../../../../src/live/kratos/client.ts'
import { type Clock, defaultRetryPolicy } from '../../../../src/live/kratos/retry.ts'
import { kratosSource } from '../../../../src/live/kratos/source.ts'
import { kratosTarget } from '../../../../src/live/kratos/write.ts'
import { failureOf, idOf, json, kratosError, page, row, scriptedKratos } from './scripted-kratos.ts'

const signal = new AbortController().signal
const project = 'https://clever-name-1x2y.projects.oryapis.com'
const id = idOf(1)

const clock: Clock = { now: () => 0, random: () => 0, sleep: async () => undefined, alarm: () => () => undefined }

function connectTo(adminUrl: string, apiKey: string | undefined, fetch: (request: Request) => Promise<Response>) {
  const kratos = createKratos({ adminUrl, fetch, clock, ...(apiKey === undefined ? {} : { apiKey }) })
  const settings = { clock, policy: defaultRetryPolicy }
  return { ...kratos, source: kratosSource(kratos.reads, settings), target: kratosTarget(kratos.writes, settings) }
}

describe.each([project, 'http://kratos.test:4434/admin'])('nothing goes anywhere else than to %s', (adminUrl) => {
  test('whatever is called', async () => {
    const seen: URL[] = []
    const { reads, writes } = connectTo(adminUrl, 'ory_pat_CANARY', async ({ url }) => {
      seen.push(new URL(url))
      return json([])
    })
    const calls = [
      reads.listIdentities({ pageSize: 500 }, signal),
      reads.listNobody('saml', signal),
      reads.identityByExternalId('x', signal),
      reads.publicSchemas(new URL(adminUrl).origin, undefined, signal),
      reads.adminSchemas(signal),
      reads.version(signal),
      writes.createIdentity({}, signal),
      writes.batchCreate([], signal),
      writes.patchIdentity(id, [], signal),
      writes.deleteIdentity(id, signal),
      writes.deleteSessions(id, signal),
    ]
    await Promise.all(calls)
    expect(seen).toHaveLength(calls.length)
    expect(new Set(seen.map(({ origin }) => origin))).toEqual(new Set([new URL(adminUrl).origin]))
  })
})

describe('identity schemas of a project', () => {
  test('come from its own host, with the key', async () => {
    const asked: string[] = []
    const { source } = connectTo(project, 'ory_pat_CANARY', async ({ url, headers }) => {
      asked.push(`${new URL(url).pathname} ${headers.get('authorization')}`)
      return json([{ id: 'preset://email', schema: {} }])
    })
    expect(await source.schemas(signal)).toEqual([{ id: 'preset://email', schema: {} }])
    expect(asked).toEqual(['/schemas Bearer ory_pat_CANARY'])
  })

  test('the key never goes to another host', async () => {
    const keys: (string | null)[] = []
    const { reads } = connectTo(project, 'ory_pat_CANARY', async ({ headers }) => {
      keys.push(headers.get('authorization'))
      return json([])
    })
    await reads.publicSchemas('https://other.projects.oryapis.com', undefined, signal)
    expect(keys).toEqual([null])
  })
})

describe('a key that is refused', () => {
  test.each([
    ['ory_wak_CANARY', 401, /key of a workspace \(ory_wak_…\).* project API key \(ory_pat_…/],
    ['ory_wak_CANARY', 403, /key of a workspace/],
    ['ory_pat_CANARY', 401, /expired, was revoked, or belongs to another project/],
    ['ory_apikey_CANARY', 401, /expired, was revoked/],
    ['ory_pat_CANARY', 403, /may not do this/],
    ['CANARY', 401, /does not look like a key of Ory Network/],
    [undefined, 401, /Ory Network needs a project API key .*set kratos.api_key/],
  ])('%s with %i is explained, for reads and writes', async (apiKey, status, hint) => {
    const { source, target } = connectTo(project, apiKey, async () =>
      kratosError(status, 'Access credentials are invalid'),
    )
    const read = (await failureOf(() => source.read([id], signal))) as Error
    const written = (await failureOf(() => target.execute({ kind: 'delete', id }, signal))) as Error
    for (const error of [read, written]) {
      expect(error).toMatchObject({ hint: expect.stringMatching(hint) })
      expect(`${error.message}${(error as { hint?: string }).hint}`).not.toContain('CANARY')
    }
  })

  test('elsewhere the words are about that server', async () => {
    const { source } = connectTo('http://kratos.test', undefined, async () => kratosError(401, 'no'))
    expect(await failureOf(() => source.read([id], signal))).toMatchObject({
      hint: 'set kratos.api_key (or IDCTL_API_KEY) to a key of this server',
    })
  })
})

describe('a 429 of a limited rate', () => {
  const empty429 = (headers: Record<string, string>) => new Response(null, { status: 429, headers })
  const spent = { 'x-ratelimit-limit': '10, 10;w=1, 300;w=60', 'x-ratelimit-remaining': '0' }

  test('is repeated when the window is over, without Retry-After and with an empty body', async () => {
    const script = scriptedKratos(empty429({ ...spent, 'x-ratelimit-reset': '43' }), page([row(1)]))
    const source = kratosSource(script.kratos.reads, { clock: script.clock, policy: defaultRetryPolicy })
    expect((await source.read([id], signal)).size).toBe(1)
    expect(script.pauses.some((pause) => pause >= 43_000)).toBe(true)
  })

  test('reset 0 is not at once', async () => {
    const script = scriptedKratos(empty429({ ...spent, 'x-ratelimit-reset': '0' }), page([row(1)]))
    const source = kratosSource(script.kratos.reads, { clock: script.clock, policy: defaultRetryPolicy })
    await source.read([id], signal)
    expect(Math.max(...script.pauses)).toBeGreaterThanOrEqual(1000)
  })

  test('without any header (a write while another is under way) it is repeated for longer than a write may take', async () => {
    const busy = Array.from({ length: 8 }, () => empty429({}))
    const script = scriptedKratos(...busy, json(row(1), { status: 201 }))
    const target = kratosTarget(script.kratos.writes, {
      clock: { ...script.clock, random: () => 1 },
      policy: defaultRetryPolicy,
    })
    expect(await target.execute({ kind: 'create', body: {} }, signal)).toMatchObject({ kind: 'done' })
    expect(script.pauses.reduce((sum, pause) => sum + pause)).toBeGreaterThanOrEqual(120_000)
  })
})
