import { describe, expect, test } from 'vitest'
import { createGitHub } from '../../../src/platforms/github/github.ts'
import { createGitLab } from '../../../src/platforms/gitlab/gitlab.ts'
import { markedText } from '../../../src/platforms/marked-text.ts'
import { keepLabels, keepNone, keepOne, type Platform } from '../../../src/platforms/platform.ts'
import { type Fault, startFaultProxy } from '../../support/fault-proxy.ts'
import { gitHubToken, ownLogin, startFakeGitHub } from '../../support/platforms/fake-github.ts'
import { gitLabToken, ownAccount, startFakeGitLab } from '../../support/platforms/fake-gitlab.ts'
import type { RestServer } from '../../support/platforms/rest-server.ts'

const marker = '<!-- idctl: plan, people, http://kratos -->'
const report = (text: string) => markedText(`${marker}\n${text}\n`)

/** One platform with what tests look at, in words that both share. */
interface World extends AsyncDisposable {
  readonly platform: Platform
  readonly pauses: number[]
  /** Bodies of all comments, in order. */
  comments(): readonly string[]
  addComment(body: string, own: boolean): void
  /** All issues, in order. */
  issues(): readonly { readonly title: string; readonly body: string; readonly open: boolean }[]
  labels(): readonly string[]
  setLabels(names: readonly string[]): void
  readonly server: RestServer
}

/** The first requests meet these faults. Links of pages lead to the server itself, so without faults nothing stands before it. */
async function spoiled(
  server: RestServer,
  faults: readonly Fault[],
): Promise<{ url: string; stop: () => Promise<void> }> {
  if (faults.length === 0) return { url: server.url, stop: async () => undefined }
  const rules = faults.map((fault, index) => ({ nth: index + 1, fault }))
  const proxy = await startFaultProxy(server.url, rules)
  return { url: proxy.url, stop: () => proxy.stop() }
}

async function gitHubWorld(faults: readonly Fault[] = []): Promise<World> {
  const server = await startFakeGitHub()
  const { url, stop } = await spoiled(server, faults)
  const pauses: number[] = []
  const platform = createGitHub({
    api: url,
    graphql: `${url}/graphql`,
    repository: 'acme/people',
    token: gitHubToken,
    sleep: async (milliseconds) => void pauses.push(milliseconds),
  })
  const { state } = server
  let id = 0
  return {
    platform,
    pauses,
    server,
    comments: () => state.comments.map(({ body }) => body),
    addComment: (body, own) => {
      id += 1
      state.comments.push({ id, body, login: own ? ownLogin : 'mallory' })
    },
    issues: () => state.issues.map(({ title, body, state }) => ({ title, body, open: state === 'open' })),
    labels: () => state.labels,
    setLabels: (names) => {
      state.labels = [...names]
    },
    async [Symbol.asyncDispose]() {
      await stop()
      await server[Symbol.asyncDispose]()
    },
  }
}

async function gitLabWorld(faults: readonly Fault[] = []): Promise<World> {
  const server = await startFakeGitLab()
  const { url, stop } = await spoiled(server, faults)
  const pauses: number[] = []
  const platform = createGitLab({
    api: `${url}/api/v4`,
    project: '4711',
    token: gitLabToken,
    sleep: async (milliseconds) => void pauses.push(milliseconds),
  })
  const { state } = server
  let id = 0
  return {
    platform,
    pauses,
    server,
    comments: () => state.notes.map(({ body }) => body),
    addComment: (body, own) => {
      id += 1
      state.notes.push({ id, body, author: own ? ownAccount : 1 })
    },
    issues: () =>
      state.issues.map((one) => ({ title: one.title, body: one.description, open: one.state === 'opened' })),
    labels: () => state.labels,
    setLabels: (names) => {
      state.labels = [...names]
    },
    async [Symbol.asyncDispose]() {
      await stop()
      await server[Symbol.asyncDispose]()
    },
  }
}

describe.each([
  ['GitHub', gitHubWorld],
  ['GitLab', gitLabWorld],
])('%s', (_name, start) => {
  test('the second report replaces the first, and leaves other comments alone', async () => {
    await using world = await start()
    world.addComment('Looks good to me.', false)
    const added = await keepOne(world.platform.comments(7), report('1 to create'))
    const updated = await keepOne(world.platform.comments(7), report('2 to create'))
    const again = await keepOne(world.platform.comments(7), report('2 to create'))
    expect([added.how, updated.how, again.how]).toEqual(['added', 'updated', 'unchanged'])
    expect(updated.url).toBe(added.url)
    expect(world.comments()).toEqual(['Looks good to me.', `${marker}\n2 to create\n`])
  })

  test('a marker in the comment of somebody else, or within a text, is not ours', async () => {
    await using world = await start()
    world.addComment(`${marker}\nforged`, false)
    world.addComment(`A quotation:\n${marker}\nof ours`, true)
    await keepOne(world.platform.comments(7), report('mine'))
    expect(world.comments()).toEqual([`${marker}\nforged`, `A quotation:\n${marker}\nof ours`, `${marker}\nmine\n`])
  })

  test('of two comments of ours, which two jobs at once have left, one stays', async () => {
    await using world = await start()
    world.addComment(`${marker}\nfirst`, true)
    world.addComment(`${marker}\nsecond`, true)
    await keepOne(world.platform.comments(7), report('third'))
    expect(world.comments()).toEqual([`${marker}\nthird\n`])
  })

  test('the comment is found on any page, and whatever ends its lines', async () => {
    await using world = await start()
    for (let number = 0; number < 230; number += 1) world.addComment(`Remark ${number}`, number % 2 === 0)
    world.addComment(`${marker}\r\nsame`, true)
    expect((await keepOne(world.platform.comments(7), report('same'))).how).toBe('unchanged')
    expect(world.comments()).toHaveLength(231)
  })

  test('an issue opens, is updated, closes with the last words, and another one opens later', async () => {
    await using world = await start()
    const issues = () => world.platform.issues('Drift in prod', 'idctl')
    expect((await keepNone(issues(), report('none'))).how).toBe('nothing')
    expect((await keepOne(issues(), report('1 drifted'))).how).toBe('added')
    expect((await keepOne(issues(), report('2 drifted'))).how).toBe('updated')
    expect((await keepNone(issues(), report('no drift'))).how).toBe('closed')
    expect((await keepOne(issues(), report('3 drifted'))).how).toBe('added')
    expect(world.issues()).toEqual([
      { title: 'Drift in prod', body: `${marker}\nno drift\n`, open: false },
      { title: 'Drift in prod', body: `${marker}\n3 drifted\n`, open: true },
    ])
  })

  test('labels of ours are set and taken away, others stay', async () => {
    await using world = await start()
    world.setLabels(['bug', 'idctl:create', 'idctl:old one'])
    await keepLabels(world.platform.labels(7), 'idctl:', ['idctl:create', 'idctl:delete'])
    expect(world.labels().toSorted()).toEqual(['bug', 'idctl:create', 'idctl:delete'])
  })

  test('reads are repeated when the platform is busy, and waits as long as it says', async () => {
    await using world = await start([
      { kind: 'status', status: 502 },
      { kind: 'reset-before' },
      { kind: 'status', status: 429, retryAfter: '7' },
    ])
    await world.platform.labels(7).names()
    expect(world.pauses).toEqual([1_000, 4_000, 7_000])
  })

  test('a platform that stays away is told, with the request', async () => {
    const away = { kind: 'status', status: 503, body: '{"message":"Unicorn"}' } as const
    await using world = await start([away, away, away, away])
    await expect(world.platform.labels(7).names()).rejects.toThrow(/refused GET http.*\(HTTP 503\): Unicorn/)
    expect(world.pauses).toHaveLength(3)
  })

  test('a write whose answer is lost is not repeated; the same command finds its effect', async () => {
    await using world = await start()
    const board = world.platform.comments(7)
    await board.own()
    const { platform } = world
    await expect(
      keepOne(
        {
          ...board,
          add: async (text) => {
            await board.add(text)
            throw new Error('the answer is lost')
          },
        },
        report('once'),
      ),
    ).rejects.toThrow()
    expect((await keepOne(platform.comments(7), report('once'))).how).toBe('unchanged')
    expect(world.comments()).toHaveLength(1)
  })

  test('an answer that is no JSON of the platform is an error', async () => {
    await using world = await start([{ kind: 'html' }])
    await expect(world.platform.labels(7).names()).rejects.toThrow(/does not understand/)
  })
})

test('a wrong token is an error that says which rights it needs, and does not say the token', async () => {
  await using server = await startFakeGitHub()
  const platform = createGitHub({
    api: server.url,
    graphql: `${server.url}/graphql`,
    repository: 'acme/people',
    token: 'ghs_wrong',
    sleep: async () => undefined,
  })
  const error = await platform
    .comments(7)
    .own()
    .catch((caught: unknown) => caught)
  expect(error).toMatchObject({ exit: 'error', hint: expect.stringContaining('pull-requests: write') })
  expect(String((error as Error).message)).toMatch(/HTTP 401\): Bad credentials/)
  expect(JSON.stringify([(error as Error).message, (error as { hint: string }).hint])).not.toContain('ghs_wrong')
})

describe('what is no report', () => {
  test.each(['# A page\n', '', `text\n${marker}\n`, '<!-- idctl: cut'])('%j', (text) => {
    expect(() => markedText(text)).toThrow(/marker/)
  })

  test('one that no comment can hold', () => {
    expect(() => markedText(`${marker}\n${'x'.repeat(66_000)}`)).toThrow(/66,?0\d\d characters/)
  })
})
