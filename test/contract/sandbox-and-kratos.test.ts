import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isJsonObject } from '../../src/sandbox/json.ts'
import type { ProfileName } from '../../src/sandbox/profiles.ts'
import { writeJson } from '../../src/sandbox/write-json.ts'
import { empty, Pair, type RealKratos, realKratos } from '../support/differential/pair.ts'
import { play } from '../support/differential/play.ts'
import { schemas } from '../support/differential/schemas.ts'
import { sequences } from '../support/differential/steps.ts'
import { findKratos, startKratos, type TestServer } from '../support/kratos.ts'
import { isUsualSeed } from '../support/seed.ts'

/** More requests by IDCTL_SEARCH_REQUESTS, others by IDCTL_SEED; a failure prints seed and path of the smallest one. */
const requests = Number(process.env['IDCTL_SEARCH_REQUESTS'] ?? 400)
const path = process.env['IDCTL_SEARCH_PATH']

// It needs schemas of its own and a server without anybody else: one that runs already is left alone.
const kratos = findKratos()
const canStart = kratos !== undefined && 'command' in kratos

describe.skipIf(!canStart)('the sandbox beside a real Kratos (skipped without `kratos` on the PATH)', () => {
  let server: TestServer
  let real: RealKratos
  let profile: ProfileName

  beforeAll(async () => {
    server = await startKratos(schemas)
    real = realKratos(server)
    profile = await profileOf(real)
  })
  afterAll(async () => {
    real?.close()
    await server?.stop()
  })

  test('whatever is asked, both say the same', async () => {
    const seen = new Map<string, number>()
    let sent = 0
    await fc.assert(
      fc.asyncProperty(sequences, async (steps) => {
        if (sent >= requests && path === undefined) return
        await empty(real)
        const pair = await Pair.open(real, profile, schemas)
        await play(pair, steps)
        sent += pair.exchanges.length
        for (const exchange of pair.exchanges) {
          const kind = kindOf(exchange.sent.method, exchange.sent.path, exchange.real)
          seen.set(kind, (seen.get(kind) ?? 0) + 1)
        }
        expectNoDifference(pair)
      }),
      { numRuns: requests, endOnFailure: path !== undefined, ...(path === undefined ? {} : { path }) },
    )
    const counts = [...seen].sort().map(([kind, count]) => `${String(count).padStart(6)} ${kind}\n`)
    if (process.env['IDCTL_SEARCH_STATS']) process.stdout.write(`${profile}, ${sent} requests\n${counts.join('')}`)
    // Chance decides for other seeds: only of the usual one it is known what comes.
    if (sent >= 10_000 && isUsualSeed) expect([...seen.keys()]).toEqual(expect.arrayContaining(mustHappen))
  }, 3_600_000)
})

/** Of ten thousand requests, some must have come to each of these: else the search says less than it seems to. */
const mustHappen = [
  ...['201', '400', '409', '500'].map((status) => `POST /admin/identities ${status}`),
  ...['200', '400', '404', '409', '500'].map((status) => `PUT /admin/identities/* ${status}`),
  ...['200', '400', '404', '409', '500'].map((status) => `PATCH /admin/identities/* ${status}`),
  ...['200', '400', '409'].map((status) => `PATCH /admin/identities ${status}`),
  ...['200', '400'].map((status) => `GET /admin/identities ${status}`),
  ...['200', '400', '404'].map((status) => `GET /admin/identities/* ${status}`),
  ...['204', '404'].map((status) => `DELETE /admin/identities/* ${status}`),
  ...['204', '400', '404'].map((status) => `DELETE /admin/identities/*/credentials/* ${status}`),
  ...['201', '400', '404'].map((status) => `POST /admin/recovery/code ${status}`),
  ...['200', '400'].map((status) => `POST /admin/recovery/link ${status}`),
  'GET /admin/sessions 200',
  'DELETE /admin/identities/*/sessions 404',
  'GET /schemas 200',
]

function kindOf(method: string, target: string, answer: unknown): string {
  const [route = ''] = target.split('?')
  const pattern = route
    .replace(/^(\/admin\/(?:identities|sessions))\/[^/]+/, '$1/*')
    .replace(/(?<=\/credentials\/)[^/]+$/, '*')
  return `${method} ${pattern} ${isJsonObject(answer) ? (answer['status'] ?? 'closed') : ''}`
}

/** A difference is told as a transcript that can be saved in `test/recorded`, with what the sandbox said instead. */
function expectNoDifference(pair: Pair): void {
  const { difference } = pair
  if (difference === undefined) return
  const instead = writeJson(difference.ours)
  throw new Error(
    `The sandbox differs at ${difference.at} of the last answer:\n${pair.transcript(schemas)}It said ${instead}`,
  )
}

/** Builds of one's own do not know their version: the versions differ in what a slash behind a path means to them. */
async function profileOf({ send }: RealKratos): Promise<ProfileName> {
  const answer = await send({ method: 'GET', path: '/admin/identities/', port: 'admin', headers: {} })
  const status = 'closed' in answer ? 0 : answer.status
  const profile = new Map<number, ProfileName>([
    [404, 'v26.2.0'],
    [200, 'v25.4.0'],
    [301, 'v1.3.1'],
  ]).get(status)
  if (profile === undefined) throw new Error(`no profile for a server that answers ${status} to /admin/identities/`)
  return profile
}
