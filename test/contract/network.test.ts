import { expect, onTestFinished, test } from 'vitest'
import { createKratos } from '../../src/live/kratos/client.ts'
import { type Clock, defaultRetryPolicy } from '../../src/live/kratos/retry.ts'
import { kratosSource } from '../../src/live/kratos/source.ts'
import { kratosTarget } from '../../src/live/kratos/write.ts'
import type { LiveIdentity } from '../../src/model/identity.ts'
import { createSandbox, type SandboxOptions } from '../../src/sandbox/index.ts'

const never = new AbortController().signal
const project = 'https://clever-name-1x2y.projects.oryapis.com'
const apiKey = 'ory_pat_sandbox'

/** A project on the sandbox whose time passes only while idctl waits: minutes of limits in no time. */
async function projectOf(options: Partial<SandboxOptions> = {}, key = apiKey) {
  let time = Date.parse('2026-06-01T12:00:00Z')
  let waited = 0
  let meanwhile: Promise<unknown> | undefined
  const clock: Clock = {
    now: () => time,
    random: () => 0,
    alarm: () => () => undefined,
    async sleep(milliseconds) {
      time += milliseconds
      waited += milliseconds
      await meanwhile
    },
  }
  const sandbox = await createSandbox({ profile: 'network', schemas: {}, now: () => new Date(time), ...options })
  onTestFinished(() => sandbox.stop())
  const statuses: number[] = []
  let creating = 0
  let mostCreating = 0
  const fetch = async (request: Request) => {
    const creates = /^(POST|PATCH) \/admin\/identities$/.test(`${request.method} ${new URL(request.url).pathname}`)
    if (creates) mostCreating = Math.max(mostCreating, ++creating)
    const answer = await sandbox.fetch(new Request(request.url.replace(project, sandbox.adminUrl), request))
    if (creates) creating--
    statuses.push(answer.status)
    return answer
  }
  const kratos = createKratos({ adminUrl: project, apiKey: key, fetch, clock })
  const settings = { clock, policy: defaultRetryPolicy }
  return {
    sandbox,
    source: kratosSource(kratos.reads, settings),
    target: kratosTarget(kratos.writes, settings),
    /** What ends while idctl waits. */
    during: (others: Promise<unknown>) => {
      meanwhile = others
    },
    seen: () => ({ statuses, waited, mostCreating, refused: statuses.filter((status) => status === 429).length }),
  }
}

const bodyOf = (name: string) => ({ schema_id: 'preset://email', traits: { email: `${name}@example.com` } })
const uuidOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

test('creations beside each other go one by one, and nothing is refused', async () => {
  const { target, source, seen } = await projectOf()
  const batches = Array.from({ length: 6 }, (_, batch) =>
    Array.from({ length: 3 }, (_, item) => ({
      patch_id: uuidOf(batch * 3 + item),
      body: bodyOf(`p${batch}-${item}`),
    })),
  )
  const results = await Promise.all(batches.map((items) => target.execute({ kind: 'batch', items }, never)))
  expect(results.map(({ kind }) => kind)).toEqual(batches.map(() => 'done'))
  expect(seen()).toMatchObject({ refused: 0, mostCreating: 1 })
  const people: LiveIdentity[] = []
  for await (const page of source.list(never)) people.push(...page)
  expect(people).toHaveLength(18)
})

test('several minutes of writes keep to the limits of a second and of a minute', async () => {
  const limit = { perSecond: 5, perMinute: 30 }
  const { target, sandbox, seen } = await projectOf({ rateLimits: { write: limit } })
  const ids = await sandbox.populate({ count: 100, seed: 1 })
  const queue = [...ids]
  const worker = async () => {
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      expect(await target.execute({ kind: 'patch', id, operations: [] }, never)).toMatchObject({ kind: 'done' })
    }
  }
  await Promise.all([worker(), worker(), worker(), worker()])
  const { statuses, waited, refused } = seen()
  expect(statuses.filter((status) => status === 200)).toHaveLength(100)
  // Whole seconds do not tell when within the last one a window ends: a refusal now and then stays.
  expect(refused).toBeLessThan(10)
  expect(waited).toBeGreaterThan(120_000)
})

test('a creation of somebody else under way is waited for', async () => {
  const { sandbox, target, during, seen } = await projectOf()
  const body = JSON.stringify(bodyOf('theirs'))
  const headers = { authorization: `Bearer ${apiKey}` }
  const theirs = sandbox.fetch(new Request(`${sandbox.adminUrl}/admin/identities`, { method: 'POST', body, headers }))
  during(theirs)
  const ours = target.execute({ kind: 'create', body: bodyOf('ours') }, never)
  expect((await theirs).status).toBe(201)
  expect(await ours).toMatchObject({ kind: 'done', answer: { traits: { email: 'ours@example.com' } } })
  expect(seen().statuses).toEqual([429, 201])
})

test('schemas, abilities and lists of a project with its key', async () => {
  const { source } = await projectOf()
  expect((await source.schemas(never)).map(({ id }) => id)).toEqual(['preset://email'])
  expect(await source.abilities(never)).toMatchObject({ server: 'Ory Network', lacks: {} })
  expect(await source.findByIdentifier('nobody@example.com', never)).toEqual([])
})

test.each([
  ['ory_wak_CANARY', /key of a workspace/],
  ['ory_pat_CANARY', /expired, was revoked, or belongs to another project/],
])('%s is refused, and explained', async (key, hint) => {
  const { source } = await projectOf({}, key)
  await expect(source.findByIdentifier('nobody@example.com', never)).rejects.toMatchObject({
    exit: 'unreadable',
    hint: expect.stringMatching(hint),
  })
})
