import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKratos } from '../../src/live/kratos/client.ts'
import { defaultRetryPolicy, systemClock } from '../../src/live/kratos/retry.ts'
import { kratosSource } from '../../src/live/kratos/source.ts'
import type { TestServer } from '../support/kratos.ts'
import { servers } from '../support/servers.ts'

/** Enough for several ranges. Others may be at work on the server. */
const people = 3200

describe.each(servers.filter(({ name }) => !/network/i.test(name)))(
  'the listing of many on the $name',
  ({ available, start }) => {
    let server: TestServer
    let ours: readonly string[] = []

    const request = (path: string, init: RequestInit) => {
      const headers = server.apiKey === undefined ? {} : { authorization: `Bearer ${server.apiKey}` }
      return fetch(`${server.adminUrl}/admin/identities${path}`, { ...init, headers })
    }

    async function create(count: number): Promise<string[]> {
      const identities = Array.from({ length: count }, () => ({
        create: { schema_id: 'person', traits: { email: `${randomUUID()}@example.com` } },
      }))
      const answer = await request('', { method: 'PATCH', body: JSON.stringify({ identities }) })
      const created = (await answer.json()) as { readonly identities: readonly { readonly identity: string }[] }
      return created.identities.map(({ identity }) => identity)
    }

    beforeAll(async () => {
      if (!available) return
      server = await start()
      while (ours.length < people) ours = [...ours, ...(await create(400))]
    }, 300_000)
    afterAll(async () => {
      for (const id of ours) await request(`/${id}`, { method: 'DELETE' })
      await server?.stop()
    }, 300_000)

    test.skipIf(!available)('has everybody once, from several ranges, without a request too many', async () => {
      const tokens: (string | null)[] = []
      const { reads, close } = createKratos({
        adminUrl: server.adminUrl,
        clock: systemClock,
        ...(server.apiKey !== undefined && { apiKey: server.apiKey }),
        fetch: (sent) => {
          tokens.push(new URL(sent.url).searchParams.get('page_token'))
          return fetch(sent)
        },
      })
      const found: string[] = []
      const source = kratosSource(reads, { clock: systemClock, policy: defaultRetryPolicy })
      for await (const page of source.list(new AbortController().signal)) found.push(...page.map(({ id }) => id))
      close()
      const all = new Set(found)
      expect(found).toHaveLength(all.size)
      expect(ours.filter((id) => !all.has(id))).toEqual([])
      expect(tokens.filter((token) => token !== null && !all.has(token))).not.toEqual([])
      expect(tokens.length).toBeLessThanOrEqual(found.length / 500 + 5)
    })
  },
)
