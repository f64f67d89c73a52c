import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { readTimeouts, withinWhole, writeTimeouts } from '../../../../src/live/kratos/answer-timeouts.ts'
import { createKratos } from '../../../../src/live/kratos/client.ts'
import { type Clock, defaultRetryPolicy, systemClock, type WaitReason } from '../../../../src/live/kratos/retry.ts'
import { kratosSource } from '../../../../src/live/kratos/source.ts'
import { kratosTarget } from '../../../../src/live/kratos/write.ts'
import { failureOf, idOf, page, row } from './scripted-kratos.ts'

const never = new AbortController().signal

/** A clock whose alarms ring when they are told to; nothing sleeps. */
function handClock() {
  const set = new Map<() => void, number>()
  const clock: Clock = {
    now: () => Date.parse('2026-01-01T00:00:00Z'),
    random: () => 0,
    sleep: async () => undefined,
    alarm(milliseconds, ring) {
      set.set(ring, milliseconds)
      return () => void set.delete(ring)
    },
  }
  /** Lets every alarm that is set ring, and those that are set then, until so many milliseconds are over. */
  const pass = (milliseconds: number): void => {
    for (const [ring, after] of [...set]) {
      if (after > milliseconds) continue
      set.delete(ring)
      ring()
      pass(milliseconds - after)
    }
  }
  return { clock, pass, open: () => set.size }
}

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

/** A server that listens; gives its address. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** The first bytes of an answer, and never the rest. `waits` is told when they are out. */
function begins(response: ServerResponse, waits: () => void): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.write('{"version":"', waits)
}

function connected(adminUrl: string, clock: Clock, onWait?: (wait: { why: WaitReason; milliseconds: number }) => void) {
  const kratos = createKratos({ adminUrl, clock, onWait })
  const settings = { clock, policy: defaultRetryPolicy, publicUrl: adminUrl }
  return { source: kratosSource(kratos.reads, settings), target: kratosTarget(kratos.writes, settings), kratos }
}

describe('an answer that trickles', () => {
  const id = idOf(1)
  const reads = {
    version: [90, ({ source }: ReturnType<typeof connected>) => source.version(never)],
    schemas: [135, ({ source }: ReturnType<typeof connected>) => source.schemas(never)],
    'one identity': [90.18, ({ source }: ReturnType<typeof connected>) => source.read([id], never)],
    'an external_id': [90, ({ source }: ReturnType<typeof connected>) => source.findByExternalId('emp-1', never)],
    'an identifier': [90, ({ source }: ReturnType<typeof connected>) => source.findByIdentifier('a@x.org', never)],
    'a password': [90, ({ source }: ReturnType<typeof connected>) => source.hasPassword(id, never)],
    'their number': [90, ({ source }: ReturnType<typeof connected>) => source.count(never)],
  } as const

  test.each(Object.entries(reads))(
    'is given up, and the error says which and how long: %s',
    async (_, [limit, ask]) => {
      const { clock, pass, open } = handClock()
      const ended: Promise<void>[] = []
      const url = await serve((_request, response) => {
        ended.push(new Promise((resolve) => response.on('close', resolve)))
        begins(response, () => pass(limit * 1000))
      })
      const live = connected(url, clock)
      const error = await failureOf(() => ask(live))
      expect(error).toMatchObject({
        exit: 'unreadable',
        message: expect.stringMatching(
          new RegExp(`^GET /\\S+.* at ${url}: no complete answer within ${Math.round(limit)} s`),
        ),
      })
      expect(open()).toBe(0)
      // Twice, and something about nobody; the server is let go each time.
      expect(ended).toHaveLength(3)
      await Promise.all(ended)
    },
  )

  test('takes its write with it: what became of that is not known', async () => {
    const { clock, pass } = handClock()
    let sent = 0
    const url = await serve((_request, response) => {
      sent += 1
      begins(response, () => pass(writeTimeouts.whole))
    })
    const { target } = connected(url, clock)
    expect(await target.execute({ kind: 'delete', id }, never)).toEqual({
      kind: 'unknown',
      detail: expect.stringMatching(`^DELETE /admin/identities/${id}: no complete answer within 190 s`),
    })
    expect(sent).toBe(1)
  })

  test('is told while it is waited for', async () => {
    const { clock, pass } = handClock()
    const url = await serve((_request, response) => begins(response, () => pass(90_000)))
    const waits: object[] = []
    const since = clock.now()
    const { kratos } = connected(url, clock, (wait) => waits.push(wait))
    await kratos.reads.version(never)
    expect(waits).toEqual([{ milliseconds: 72_000, why: 'answer', since }])
  })

  test('is nothing to wait for once the run ends', async () => {
    const { clock, open } = handClock()
    const stop = new AbortController()
    const url = await serve((_request, response) => begins(response, () => stop.abort(new Error('stopped'))))
    const { kratos } = connected(url, clock)
    await expect(kratos.reads.version(stop.signal)).rejects.toThrow('stopped')
    expect(open()).toBe(0)
  })
})

test('the time for an answer grows with what it may hold', () => {
  expect(readTimeouts()).toEqual({ silence: 60_000, whole: 90_000 })
  expect(readTimeouts(500)).toEqual({ silence: 60_000, whole: 180_000 })
  expect(writeTimeouts).toEqual({ silence: 130_000, whole: 190_000 })
})

describe('pages that do not come in time', () => {
  /** A server whose pages come only where so many rows are asked for at most. */
  function slowServer(rows: number, most: number) {
    const { clock, pass } = handClock()
    const sizes: number[] = []
    const fetch = async (request: Request): Promise<Response> => {
      const query = new URL(request.url).searchParams
      const size = Number(query.get('page_size'))
      sizes.push(size)
      if (size > most) {
        queueMicrotask(() => pass(readTimeouts(size).whole))
        return new Promise(() => undefined)
      }
      const asked = query.getAll('ids')
      if (asked.length > 0) return page(asked.map((id) => row(Number(id.slice(-12)))))
      const first = Number((query.get('page_token') ?? '0').slice(-12))
      const numbers = Array.from({ length: Math.min(size, rows - first) }, (_, index) => first + index + 1)
      const last = numbers.at(-1) ?? 0
      return page(
        numbers.map((number) => row(number)),
        last < rows ? idOf(last) : undefined,
      )
    }
    const adminUrl = 'http://kratos.test:4434'
    const kratos = createKratos({ adminUrl, fetch, clock })
    return { source: kratosSource(kratos.reads, { clock, policy: defaultRetryPolicy }), sizes }
  }

  test('are asked for again in smaller ones, and grow no further than half of what was too slow', async () => {
    const { source, sizes } = slowServer(1200, 300)
    const ids: string[] = []
    for await (const some of source.list(never)) ids.push(...some.map(({ id }) => id))
    expect(ids).toEqual(Array.from({ length: 1200 }, (_, index) => idOf(index + 1)))
    expect(sizes).toEqual([500, 62, 124, 248, 250, 250, 250, 250])
  })

  test('end the listing where one row alone is too slow', async () => {
    const { source, sizes } = slowServer(3, 0)
    const error = await failureOf(async () => {
      for await (const _ of source.list(never));
    })
    expect(error).toMatchObject({
      exit: 'unreadable',
      message: expect.stringContaining(
        'GET /admin/identities at http://kratos.test:4434: no complete answer within 90 s',
      ),
      hint: expect.stringContaining('too slow'),
    })
    expect(sizes).toEqual([500, 62, 7, 1, 1, 1])
  })
})

test('a re-read of many that does not come in time is made in smaller ones', async () => {
  const { clock, pass } = handClock()
  const counts: number[] = []
  const fetch = async (request: Request): Promise<Response> => {
    const asked = new URL(request.url).searchParams.getAll('ids')
    counts.push(asked.length)
    if (asked.length <= 8) return page(asked.map((id) => row(Number(id.slice(-12)))))
    queueMicrotask(() => pass(readTimeouts(asked.length).whole))
    return new Promise(() => undefined)
  }
  const kratos = createKratos({ adminUrl: 'http://kratos.test:4434', fetch, clock })
  const source = kratosSource(kratos.reads, { clock, policy: defaultRetryPolicy })
  const ids = Array.from({ length: 20 }, (_, index) => idOf(index + 1))
  expect([...(await source.read(ids, never)).keys()]).toEqual(ids)
  expect(counts).toEqual([20, 3, 3, 3, 3, 3, 3, 2])
})

test('a process that stood still does not take what came meanwhile for too late', async () => {
  const { clock, pass } = handClock()
  // The first alarm rings late, and the answer is there as soon as the process looks.
  const fetch = async () => {
    pass(9_000)
    return Response.json({ version: 'v26.2.0' })
  }
  const kratos = createKratos({ adminUrl: 'http://kratos.test:4434', fetch, clock })
  expect(await kratos.reads.version(never)).toMatchObject({ kind: 'answer', status: 200 })
})

test('the alarm of the system rings once, or not at all when it is called off', async () => {
  const rung: string[] = []
  systemClock.alarm(0, () => rung.push('called off'))()
  await new Promise<void>((resolve) => {
    const hold = setInterval(() => undefined, 1000)
    systemClock.alarm(0, () => {
      rung.push('rang')
      clearInterval(hold)
      resolve()
    })
  })
  expect(rung).toEqual(['rang'])
})

test('many requests at once wait for the end of one run without a warning of Node', async () => {
  const warnings: string[] = []
  const note = ({ name }: Error) => warnings.push(name)
  process.on('warning', note)
  const { signal } = new AbortController()
  const clock = { alarm: () => () => undefined }
  const requests = Array.from({ length: 20 }, () =>
    withinWhole(() => new Promise(setImmediate), 1000, { signal, clock }),
  )
  await Promise.all(requests)
  process.off('warning', note)
  expect(warnings).toEqual([])
})
