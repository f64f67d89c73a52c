import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generateIdentity, identityToRecipient } from 'age-encryption'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { cliEntry } from '../support/cli-entry.ts'
import { further } from '../support/depth.ts'
import { commit, git, hasGit, initRepository } from '../support/git.ts'
import type { TestServer } from '../support/kratos.ts'
import { type FakeGitHub, type FakeRun, startFakeGitHub } from '../support/platforms/fake-github.ts'
import { type ActionRun, runAction } from '../support/platforms/run-action.ts'
import { mistakesIn } from '../support/platforms/workflow-rules.ts'
import { canStartKratos, pointAt, realKratos, renameLive } from '../support/real-project.ts'
import { runCli } from './run-cli.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const examples = join(root, 'docs', 'examples', 'github')
const workflows = readdirSync(examples).filter((name) => name.endsWith('.yml'))

test('the action is valid by the rules of GitHub', async () => {
  const text = readFileSync(join(root, 'action.yml'), 'utf8')
  expect(await mistakesIn('action', 'action.yml', text)).toEqual([])
  expect(await mistakesIn('action', 'action.yml', text.replace('using:', 'usin:'))).not.toEqual([])
})

describe.each(workflows)('%s', (name) => {
  const content = readFileSync(join(examples, name), 'utf8')

  test('is valid by the rules of GitHub', async () => {
    expect(await mistakesIn('workflow', name, content)).toEqual([])
    expect(await mistakesIn('workflow', name, content.replace('runs-on:', 'run-on:'))).not.toEqual([])
  })

  test('gives the action inputs that it has, and pins the actions of others', () => {
    const { inputs } = parse(readFileSync(join(root, 'action.yml'), 'utf8'))
    const { jobs } = parse(content) as { jobs: Record<string, { steps: { uses?: string; with?: object }[] }> }
    const steps = Object.values(jobs).flatMap((job) => job.steps)
    const ours = steps.filter(({ uses }) => uses?.startsWith('idctl/') === true)
    expect(ours.length).toBeGreaterThan(0)
    expect(ours.flatMap((step) => Object.keys(step.with ?? {})).filter((input) => !(input in inputs))).toEqual([])
    const others = steps.flatMap(({ uses }) => (uses === undefined || uses.startsWith('idctl/') ? [] : [uses]))
    expect(others.filter((uses) => !/@[0-9a-f]{40}$/.test(uses))).toEqual([])
  })
})

test('the matrix of the guide is valid in the workflow that applies', async () => {
  const guide = readFileSync(join(root, 'docs', 'guides', 'github.md'), 'utf8')
  const [, matrix = ''] = /^```yaml\n( +strategy:\n.*?)^```/ms.exec(guide) ?? []
  const workflow = readFileSync(join(examples, 'idctl-apply.yml'), 'utf8')
  const steps = workflow.lastIndexOf('    steps:\n')
  expect(await mistakesIn('workflow', 'idctl-apply.yml', workflow.slice(0, steps) + matrix)).toEqual([])
  expect(matrix).toContain('args: --shard=${{ strategy.job-index }}/${{ strategy.job-total }}\n')
  const wrong = matrix.replace('fail-fast:', 'fails-fast:')
  expect(await mistakesIn('workflow', 'idctl-apply.yml', workflow.slice(0, steps) + wrong)).not.toEqual([])
})

/** A repository with the sandbox, or another server, in which people open pull requests and merge them, and GitHub. */
async function createWorld(server?: TestServer) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'idctl-action-')))
  const gitHub = await startFakeGitHub()
  onTestFinished(async () => {
    await gitHub[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })
  const checkout = join(folder, 'checkout')
  cpSync(fileURLToPath(new URL('base', import.meta.url)), checkout, { recursive: true })
  writeFileSync(join(checkout, '.gitignore'), '.idctl/\n')
  if (server !== undefined) pointAt(server, checkout)
  initRepository(checkout)
  commit(checkout, {})
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'idctl'), `#!/bin/sh\nexec "${process.execPath}" "${cliEntry}" "$@"\n`)
  chmodSync(join(bin, 'idctl'), 0o755)
  let runs = 0
  return {
    gitHub,
    checkout,
    people: join(checkout, 'identities', 'people.yaml'),
    idctl: (...words: string[]) => runCli(words, { cwd: checkout }),
    /** Runs the action in the job of an event. */
    act(inputs: Readonly<Record<string, string>>, event: object = {}): Promise<ActionRun> {
      runs += 1
      const temp = join(folder, `temp-${runs}`)
      mkdirSync(temp)
      const sha = git(checkout, 'rev-parse', 'HEAD')
      const { GITHUB_TOKEN: token = '', ...variables } = gitHub.env
      const repository = { private: true }
      const github = {
        token,
        sha,
        repository: 'acme/people',
        server_url: 'https://github.example',
        event: { repository, ...event },
      }
      const env = { ...variables, PATH: `${bin}:${process.env['PATH']}`, HOME: folder, COLUMNS: '100' }
      return runAction({
        action: root,
        with: { 'setup-node': 'false', ...inputs },
        github,
        env,
        workspace: checkout,
        temp,
      })
    },
  }
}

type World = Awaited<ReturnType<typeof createWorld>>

/** What a workflow of pull request 7 did, as GitHub keeps it. */
function keepRun(world: World, head: string, { used }: ActionRun): void {
  const upload = used.find(({ uses }) => uses.startsWith('actions/upload-artifact@'))
  if (upload === undefined) throw new Error('no artifact was kept')
  const { name = '', path = '' } = upload.with
  expect(name).toBe('idctl-plan')
  keepArtifact(world, head, readFileSync(path))
}

function keepArtifact({ gitHub }: World, head: string, plan: Uint8Array): void {
  const artifacts = [{ name: 'idctl-plan', files: { 'idctl.plan': new Uint8Array(plan) } }]
  const run: FakeRun = {
    id: gitHub.state.runs.length + 1,
    workflow: 'idctl-plan.yml',
    event: 'pull_request',
    head_sha: head,
    artifacts,
  }
  gitHub.state.runs.push(run)
}

async function summaryOf({ idctl }: World): Promise<object> {
  return JSON.parse((await idctl('plan', '--json')).stdout).summary
}

function merge({ gitHub, checkout }: World, head: string, files: Readonly<Record<string, string>> = {}): void {
  const merge_commit_sha = commit(checkout, files)
  gitHub.state.pulls.push({ number: 7, merged: true, merge_commit_sha, head })
}

const ofPull = (sha: string) => ({ pull_request: { number: 7, head: { sha } } })

async function bodyOfOnly({ state }: FakeGitHub): Promise<string> {
  expect(state.comments).toHaveLength(1)
  return state.comments[0]?.body ?? ''
}

test.skipIf(!hasGit || !canStartKratos)('a team on GitHub, with a real Kratos', async () => {
  const server = await realKratos()
  const world = await createWorld(server)
  const head = commit(world.checkout, {})
  keepRun(world, head, await world.act({ command: 'plan' }, ofPull(head)))
  merge(world, head)
  const { digest = '' } = (await world.act({ command: 'show' })).outputs
  const plan = Buffer.from(world.gitHub.state.runs[0]?.artifacts[0]?.files['idctl.plan'] ?? '')
  const give = (bytes: Buffer) => {
    world.gitHub.state.runs.length = 0
    keepArtifact(world, head, bytes)
  }
  const edited = Buffer.from(plan.toString().replaceAll('ada@example.com', 'eve@example.com'))
  for (const other of [edited, plan.subarray(0, -100), Buffer.concat([plan, plan]), Buffer.alloc(0)]) {
    give(other)
    expect(await world.act({ command: 'apply' })).toMatchObject({ ok: false, outputs: { 'exit-code': '4' } })
  }
  expect(await summaryOf(world)).toMatchObject({ create: 3 })

  give(plan)
  const applied = await world.act({ command: 'apply', digest })
  expect(applied, applied.log).toMatchObject({ ok: true })
  expect(JSON.parse(applied.outputs['summary'] ?? '')).toMatchObject({ done: 3 })
  const replayed = await world.act({ command: 'apply', digest })
  expect(JSON.parse(replayed.outputs['summary'] ?? '')).toMatchObject({ done: 0, 'already-done': 3 })

  const { issues } = world.gitHub.state
  expect(await world.act({ command: 'drift' })).toMatchObject({ ok: true, outputs: { 'exit-code': '0' } })
  await renameLive(server, 'ada@example.com', '</details>@everyone\n::error::owned')
  const drift = await world.act({ command: 'drift' })
  expect(drift).toMatchObject({ ok: true, outputs: { 'exit-code': '2' } })
  expect(drift.log).not.toMatch(/^::error::owned/m)
  expect(issues).toMatchObject([{ state: 'open', body: expect.stringContaining('`"</details>@everyone') }])
})

describe.skipIf(!hasGit)('a team on GitHub', () => {
  test('plans in the pull request, and applies exactly that plan after the merge', async () => {
    const world = await createWorld()
    const { gitHub, checkout } = world
    const head = commit(checkout, { 'notes.txt': 'a pull request\n' })
    const planned = await world.act({ command: 'plan' }, ofPull(head))
    expect(planned).toMatchObject({ ok: true, outputs: { 'exit-code': '0', request: '7' } })
    expect(JSON.parse(planned.outputs['summary'] ?? '')).toMatchObject({ create: 3 })
    expect(planned.summary).toBe(await bodyOfOnly(gitHub))
    expect(gitHub.state.labels).toEqual(['idctl:create'])
    keepRun(world, head, planned)

    merge(world, head, { 'notes.txt': 'merged\n' })
    const shown = await world.act({ command: 'show' })
    expect(shown).toMatchObject({ ok: true, used: [], outputs: { request: '7' } })
    expect(shown.summary).not.toBe('')
    const { digest = '' } = shown.outputs
    const applied = await world.act({ command: 'apply', digest })
    expect(applied, applied.log).toMatchObject({ ok: true, outputs: { 'exit-code': '0' } })
    expect(gitHub.state.comments).toHaveLength(2)
    expect(await summaryOf(world)).toMatchObject({ create: 0, unchanged: 3 })
  })

  further('jobs of a matrix apply the plan together, and each has a comment of its own', async () => {
    const world = await createWorld()
    const head = commit(world.checkout, {})
    keepRun(world, head, await world.act({ command: 'plan', comment: 'false' }, ofPull(head)))
    merge(world, head)
    const { digest = '' } = (await world.act({ command: 'show' })).outputs
    for (const index of [0, 1]) {
      const applied = await world.act({ command: 'apply', digest, args: `--shard=${index}/2` })
      expect(applied, applied.log).toMatchObject({ ok: true })
      expect(applied.log).toContain(`Apply, shard ${index}/2, `)
    }
    expect(world.gitHub.state.comments).toHaveLength(2)
    expect(await summaryOf(world)).toMatchObject({ create: 0, unchanged: 3 })
  })

  further('what is applied is what was shown, byte for byte', async () => {
    const world = await createWorld()
    const head = commit(world.checkout, {})
    keepRun(world, head, await world.act({ command: 'plan', comment: 'false' }, ofPull(head)))
    merge(world, head)
    const { digest = '' } = (await world.act({ command: 'show' })).outputs
    // Somebody repeats the run of the pull request: its plan is as valid as the other one, and nobody has seen it.
    keepRun(world, head, await world.act({ command: 'plan', comment: 'false' }, ofPull(head)))
    const refused = await world.act({ command: 'apply', digest })
    expect(refused).toMatchObject({ ok: false, outputs: { 'exit-code': '4' } })
    expect(refused.log).toMatch(/^::error title=idctl::This is not the plan that was shown/m)
    expect(await summaryOf(world)).toMatchObject({ create: 3 })
    world.gitHub.state.runs.pop()
    const applied = await world.act({ command: 'apply', digest })
    expect(applied, applied.log).toMatchObject({ ok: true, outputs: { digest } })
    expect(await summaryOf(world)).toMatchObject({ create: 0 })
  })

  further('a second push replaces the comment, the labels and the plan', async () => {
    const world = await createWorld()
    await world.idctl('apply', '--yes')
    const before = readFileSync(world.people, 'utf8')
    const first = commit(world.checkout, { 'identities/people.yaml': before.replaceAll('example.com', 'example.org') })
    const one = await world.act({ command: 'plan' }, ofPull(first))
    expect(one.log).not.toBe('')
    const seen = await bodyOfOnly(world.gitHub)
    const second = commit(world.checkout, { 'identities/people.yaml': before })
    const two = await world.act({ command: 'plan' }, ofPull(second))
    expect(two).toMatchObject({ ok: true })
    expect(await bodyOfOnly(world.gitHub)).not.toBe(seen)
    expect(world.gitHub.state.labels).toEqual([])
  })

  further('a plan of other files than the merged ones is refused', async () => {
    const world = await createWorld()
    const head = commit(world.checkout, {})
    keepRun(world, head, await world.act({ command: 'plan' }, ofPull(head)))
    merge(world, head, { 'identities/late.yaml': 'external_id: late\ntraits: { email: late@example.com }\n' })
    const applied = await world.act({ command: 'apply' })
    expect(applied).toMatchObject({ ok: false, outputs: { 'exit-code': '4' } })
    expect(await summaryOf(world)).toMatchObject({ create: 4 })
  })

  further('without a reviewed plan nothing is shown or applied', async () => {
    const world = await createWorld()
    for (const command of ['show', 'apply']) {
      expect(await world.act({ command })).toMatchObject({ ok: false, outputs: { 'exit-code': '4', request: '' } })
    }
  })

  further('an encrypted plan is applied with the key, which stays nowhere', async () => {
    const world = await createWorld()
    const key = await generateIdentity()
    const head = commit(world.checkout, {})
    const inputs = { command: 'plan', mask: 'true', 'encrypt-to': await identityToRecipient(key) }
    const planned = await world.act(inputs, { ...ofPull(head), repository: { private: false } })
    expect(planned, planned.log).toMatchObject({ ok: true })
    expect(`${planned.log}${planned.summary}${await bodyOfOnly(world.gitHub)}`).not.toContain('ada@example.com')
    keepRun(world, head, planned)
    merge(world, head)
    expect(await world.act({ command: 'apply' })).toMatchObject({ ok: false })
    const inPublic = { repository: { private: false } }
    const named = await world.act({ command: 'apply', 'decryption-key': key }, inPublic)
    expect(named).toMatchObject({ ok: false, outputs: { 'exit-code': '64' } })
    const applied = await world.act({ command: 'apply', 'decryption-key': key, mask: 'true' }, inPublic)
    expect(applied, applied.log).toMatchObject({ ok: true })
    expect(applied.log).not.toContain(key)
    expect(applied.log).not.toContain('ada@example.com')
  })

  test.each(['show', 'apply', 'drift'])('in a public repository nobody is named in the log of %s', async (command) => {
    const world = await createWorld()
    const refused = await world.act({ command }, { repository: { private: false } })
    expect(refused).toMatchObject({ ok: false, outputs: { 'exit-code': '64' } })
    expect(refused.log).toContain('set mask: true')
  })

  test.each([{}, { mask: 'true' }, { 'encrypt-to': 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p' }])(
    'a public repository gets no plan that everybody can read: %j',
    async (inputs) => {
      const world = await createWorld()
      const head = commit(world.checkout, {})
      const planned = await world.act(
        { command: 'plan', ...inputs },
        { ...ofPull(head), repository: { private: false } },
      )
      expect(planned).toMatchObject({ ok: false, used: [], outputs: { 'exit-code': '64', plan: '' } })
      expect(world.gitHub.state.comments).toEqual([])
    },
  )

  further('mistakes in files end the job after the comment, with annotations, and the labels stay', async () => {
    const world = await createWorld()
    const head = commit(world.checkout, { 'identities/wrong.yaml': 'external_id: wrong\ntraits: { email: 7 }\n' })
    world.gitHub.state.labels = ['idctl:delete']
    const planned = await world.act({ command: 'plan' }, ofPull(head))
    expect(planned).toMatchObject({ ok: false, used: [], outputs: { 'exit-code': '3', plan: '' } })
    expect(planned.log).toMatch(/^::error file=identities\/wrong\.yaml,line=2,/m)
    expect(await bodyOfOnly(world.gitHub)).toContain('IDC410')
    expect(world.gitHub.state.labels).toEqual(['idctl:delete'])
  })

  further('a guard, and classes that the team wants to see, end the job after the comment', async () => {
    const world = await createWorld()
    await world.idctl('apply', '--yes')
    rmSync(world.people)
    const head = commit(world.checkout, {})
    const planned = await world.act({ command: 'plan' }, ofPull(head))
    expect(planned).toMatchObject({ ok: false, outputs: { 'exit-code': '4' } })
    expect(world.gitHub.state.labels.toSorted()).toEqual(['idctl:delete', 'idctl:refused'])
    const wanted = '--allow-removals=3\n--fail-on\nremovals'
    const consented = await world.act({ command: 'plan', args: wanted }, ofPull(head))
    expect(consented, consented.log).toMatchObject({ ok: false, outputs: { 'exit-code': '2' } })
    expect(consented.outputs['plan']).not.toBe('')
  })

  further('drift opens an issue, which closes when it is gone', async () => {
    const world = await createWorld()
    const { issues } = world.gitHub.state
    await world.idctl('apply', '--yes')
    expect(await world.act({ command: 'drift' })).toMatchObject({ ok: true, outputs: { 'exit-code': '0' } })
    expect(issues).toEqual([])
    const { status } = await editLive(world.checkout, 'ada@example.com', [
      { op: 'replace', path: '/traits/name', value: 'Countess' },
    ])
    expect(status).toBe(0)
    expect(await world.act({ command: 'drift' })).toMatchObject({ ok: true, outputs: { 'exit-code': '2' } })
    expect(await world.act({ command: 'drift', 'fail-on-drift': 'true' })).toMatchObject({ ok: false })
    expect(issues).toMatchObject([{ state: 'open', title: 'Identities differ from their files', labels: ['idctl'] }])
    await world.idctl('apply', '--yes')
    expect(await world.act({ command: 'drift' })).toMatchObject({ ok: true })
    expect(issues).toMatchObject([{ state: 'closed' }])
  })

  further('a server that cannot be read closes no issue', async () => {
    const world = await createWorld()
    world.gitHub.state.issues.push({
      number: 1,
      title: 't',
      body: 'b',
      state: 'open',
      labels: ['idctl'],
      login: 'somebody',
    })
    const run = await world.act({ command: 'drift', args: '--admin-url\nhttp://127.0.0.1:1' })
    expect(run).toMatchObject({ ok: false, outputs: { 'exit-code': '6' } })
    expect(world.gitHub.requests).toEqual([])
  })

  further('a command that is none, and one with the words of a shell, do nothing', async () => {
    const world = await createWorld()
    expect(await world.act({ command: 'destroy' })).toMatchObject({ ok: false, outputs: { 'exit-code': '64' } })
    const run = await world.act({ command: 'drift', args: '$(touch stolen)\n; touch stolen' })
    expect(run).toMatchObject({ ok: false, outputs: { 'exit-code': '64' } })
    expect(readdirSync(world.checkout)).not.toContain('stolen')
  })
})

async function editLive(cwd: string, who: string, patch: object): Promise<{ status: number | null }> {
  const { spawnSync } = await import('node:child_process')
  const script = fileURLToPath(new URL('edit-live.js', import.meta.url))
  return spawnSync(process.execPath, [script, who, JSON.stringify(patch)], { cwd })
}
