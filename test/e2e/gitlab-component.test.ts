import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
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
import { cliEntry } from '../support/cli-entry.ts'
import { further, someOf } from '../support/depth.ts'
import { commit, git, hasGit, initRepository } from '../support/git.ts'
import type { TestServer } from '../support/kratos.ts'
import { type Inputs, inputsIn, jobsOf, selected } from '../support/platforms/component.ts'
import { type FakePipeline, startFakeGitLab } from '../support/platforms/fake-gitlab.ts'
import { runJob } from '../support/platforms/run-job.ts'
import type { ShellRun } from '../support/platforms/run-shell.ts'
import { canStartKratos, pointAt, realKratos, renameLive } from '../support/real-project.ts'
import { runCli } from './run-cli.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const component = join(root, 'templates', 'idctl', 'template.yml')
const guide = readFileSync(join(root, 'docs', 'guides', 'gitlab.md'), 'utf8')
const [example = {}] = inputsIn(readFileSync(join(root, 'docs', 'examples', 'gitlab', 'gitlab-ci.yml'), 'utf8'))
const jobs = jobsOf(component, example)

const ofRequest = {
  CI_PIPELINE_SOURCE: 'merge_request_event',
  CI_MERGE_REQUEST_PROJECT_ID: '4711',
  CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '4711',
}
const ofMerge = { CI_PIPELINE_SOURCE: 'push', CI_COMMIT_BRANCH: 'main', CI_DEFAULT_BRANCH: 'main' }

describe('which jobs run', () => {
  test.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
    ['a merge request', ofRequest, { 'idctl-plan': 'on_success' }],
    // In the fork, and in the project when somebody there starts a pipeline for it.
    ['one of a fork', { ...ofRequest, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '999' }, { 'idctl-check': 'on_success' }],
    ['a merge', ofMerge, { 'idctl-show': 'on_success', 'idctl-apply': 'manual' }],
    ['a push to another branch', { ...ofMerge, CI_COMMIT_BRANCH: 'add-zoe' }, {}],
    ['a tag', { CI_PIPELINE_SOURCE: 'push', CI_DEFAULT_BRANCH: 'main', CI_COMMIT_TAG: 'v1' }, {}],
    ['a schedule', { ...ofMerge, CI_PIPELINE_SOURCE: 'schedule' }, { 'idctl-drift': 'on_success' }],
    ['a pipeline by hand', { ...ofMerge, CI_PIPELINE_SOURCE: 'web' }, {}],
  ])('for %s', (_what, variables, wanted) => {
    expect(selected(jobs, variables)).toEqual(wanted)
  })

  test('only apply has the environment that writes, and none writes beside another one', () => {
    const environments = Object.entries(jobs).map(([name, { environment }]) => [name, environment])
    expect(Object.fromEntries(environments)).toEqual({
      'idctl-check': undefined,
      'idctl-plan': { name: 'kratos-plan', action: 'access' },
      'idctl-show': undefined,
      'idctl-apply': { name: 'kratos' },
      'idctl-drift': { name: 'kratos-plan', action: 'access' },
    })
    expect([jobs['idctl-apply'], jobs['idctl-drift']].map((job) => job?.resource_group)).toEqual(['idctl', 'idctl'])
    expect(Object.values(jobs).filter(({ artifacts }) => artifacts.access !== 'developer')).toEqual([])
  })

  test('two servers have jobs, files and counts of their own', () => {
    const [prod, staging] = ['prod', 'staging'].map((name) => jobsOf(component, { name }))
    const words = (given: object) => new Set(JSON.stringify(given).match(/[\w-]*(prod|staging)[\w.-]*/g))
    expect(words(prod ?? {}).size).toBeGreaterThan(5)
    expect([...words(prod ?? {})].filter((word) => words(staging ?? {}).has(word))).toEqual([])
  })

  test.each<[string, Inputs]>([
    ['no such input', { enviroment: 'prod' }],
    ['is no boolean', { mask: 'true' }],
    ['none of its options', { 'apply-when': 'always' }],
    ['does not match', { name: "x'; touch stolen; '" }],
    ['does not match', { version: "0'; touch stolen; '" }],
  ])('%s: %j', (message, inputs) => {
    expect(() => jobsOf(component, inputs)).toThrow(message)
  })

  test('the guide gives the component inputs that it has, and names all its jobs', () => {
    const shown = [...guide.matchAll(/^```yaml\n(.*?)^```/gms)].flatMap(([, yaml = '']) => inputsIn(yaml))
    expect(shown).toHaveLength(5)
    for (const inputs of shown) expect(Object.keys(jobsOf(component, inputs))).toHaveLength(5)
    expect(Object.keys(jobs).filter((name) => !guide.includes(`| \`${name}\` |`))).toEqual([])
  })

  test('the version to install is the newest one that begins like that of this package', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    expect(jobs['idctl-plan']?.before_script.join()).toContain(`'idctl@${version.split('.')[0]}'`)
  })
})

/** Shells of images: bash where there is one, else that of the system. */
const shells = ['bash', 'sh'].filter((shell) => spawnSync(shell, ['-c', 'exit 0']).status === 0)

/** A project of GitLab with the sandbox, or another server, in which people open merge requests and merge them. */
async function createWorld(shell = shells[0] ?? 'sh', server?: TestServer) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'idctl-component-')))
  const gitLab = await startFakeGitLab()
  onTestFinished(async () => {
    await gitLab[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })
  const checkout = join(folder, 'checkout')
  cpSync(fileURLToPath(new URL('base', import.meta.url)), checkout, { recursive: true })
  writeFileSync(join(checkout, '.gitignore'), '.idctl/\n*.plan\n')
  if (server !== undefined) pointAt(server, checkout)
  initRepository(checkout)
  commit(checkout, {})
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  const command = (name: string, script: string) => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  command('idctl', `exec "${process.execPath}" "${cliEntry}" "$@"`)
  command('npm', `echo "$@" >> "${folder}/installed"`)
  const { CI_MERGE_REQUEST_IID, ...ofProject } = gitLab.env
  return {
    gitLab,
    checkout,
    people: join(checkout, 'identities', 'people.yaml'),
    idctl: (...words: string[]) => runCli(words, { cwd: checkout }),
    installed: () => readFileSync(join(folder, 'installed'), 'utf8'),
    leftovers: () => spawnSync('ls', [join(folder, 'tmp')], { encoding: 'utf8' }).stdout,
    /** Runs a job of the component in a new checkout of the last commit, which has the artifacts of the jobs that it needs. */
    async run(name: string, inputs: Inputs = {}, variables: Readonly<Record<string, string>> = {}): Promise<ShellRun> {
      const job = jobsOf(component, { ...example, ...inputs })[name]
      if (job === undefined) throw new Error(`no such job: ${name}`)
      const stays = (job.needs.length > 0 ? ['-e', '*.plan', '-e', '*-request.json'] : []).concat([
        ...['-e', '.idctl'],
        ...(job.cache?.paths ?? []).flatMap((path) => ['-e', path]),
      ])
      git(checkout, 'clean', '-ffdxq', ...stays)
      mkdirSync(join(folder, 'tmp'), { recursive: true })
      const env = {
        ...ofProject,
        ...(name.endsWith('-plan') && CI_MERGE_REQUEST_IID !== undefined && { CI_MERGE_REQUEST_IID }),
        CI_PROJECT_VISIBILITY: 'private',
        CI_PROJECT_DIR: checkout,
        CI_PROJECT_URL: 'https://gitlab.example/acme/people',
        CI_COMMIT_SHA: git(checkout, 'rev-parse', 'HEAD'),
        PATH: `${bin}:${process.env['PATH']}`,
        HOME: folder,
        TMPDIR: join(folder, 'tmp'),
        ...variables,
      }
      return runJob({ job, checkout, env, shell })
    },
  }
}

type World = Awaited<ReturnType<typeof createWorld>>

/** What the job of merge request 7 has left in its checkout, as GitLab keeps it. */
function keepPlan({ gitLab, checkout }: World): void {
  const id = gitLab.state.pipelines.length + 1
  const path = jobs['idctl-plan']?.artifacts.paths?.[0] ?? ''
  const kept = {
    id: id * 10,
    name: 'idctl-plan',
    files: { [path]: new Uint8Array(readFileSync(join(checkout, path))) },
  }
  const pipeline: FakePipeline = { id, request: 7, source: 'merge_request_event', jobs: [kept] }
  gitLab.state.pipelines.push(pipeline)
}

function merge({ gitLab, checkout }: World, sha: string, files: Readonly<Record<string, string>> = {}): void {
  const merge_commit_sha = commit(checkout, files)
  gitLab.state.requests.push({ iid: 7, state: 'merged', sha, merge_commit_sha, squash_commit_sha: null })
}

function onlyNote({ gitLab }: World): string {
  expect(gitLab.state.notes).toHaveLength(1)
  return gitLab.state.notes[0]?.body ?? ''
}

async function summaryOf({ idctl }: World): Promise<object> {
  return JSON.parse((await idctl('plan', '--json')).stdout).summary
}

async function editLive({ checkout }: World, who: string, path: string, value: string): Promise<void> {
  const script = fileURLToPath(new URL('edit-live.js', import.meta.url))
  const patch = JSON.stringify([{ op: 'replace', path, value }])
  expect(spawnSync(process.execPath, [script, who, patch], { cwd: checkout }).status).toBe(0)
}

test.skipIf(!hasGit || !canStartKratos)('a team on GitLab, with a real Kratos', async () => {
  const server = await realKratos()
  const world = await createWorld(undefined, server)
  const head = commit(world.checkout, {})
  expect(await world.run('idctl-plan')).toMatchObject({ exit: 0 })
  keepPlan(world)
  merge(world, head)
  expect(await world.run('idctl-show')).toMatchObject({ exit: 0 })
  const file = join(world.checkout, 'idctl.plan')
  const plan = readFileSync(file)
  for (const other of [plan.toString().replaceAll('ada@example.com', 'eve@example.com'), plan.subarray(0, -100), '']) {
    writeFileSync(file, other)
    expect(await world.run('idctl-apply')).toMatchObject({ exit: 4 })
  }
  expect(await summaryOf(world)).toMatchObject({ create: 3 })
  writeFileSync(file, plan)
  const applied = await world.run('idctl-apply')
  expect(applied, applied.log).toMatchObject({ exit: 0, log: expect.stringContaining('3 done') })
  expect(await world.run('idctl-apply')).toMatchObject({ exit: 0, log: expect.stringContaining('3 already done') })

  expect(await world.run('idctl-drift', { 'min-sightings': 1 })).toMatchObject({ exit: 0 })
  await renameLive(server, 'ada@example.com', '</details>@everyone')
  expect(await world.run('idctl-drift', { 'min-sightings': 1 })).toMatchObject({ exit: 0 })
  expect(world.gitLab.state.issues).toMatchObject([{ state: 'opened' }])
})

describe.skipIf(!hasGit)('a team on GitLab', () => {
  test.each(someOf(shells, 2))(
    'plans in the merge request, and applies exactly that plan after the merge (%s)',
    async (shell) => {
      const world = await createWorld(shell)
      const { gitLab, checkout } = world
      const head = commit(checkout, {})
      const planned = await world.run('idctl-plan')
      expect(planned, planned.log).toMatchObject({ exit: 0 })
      expect(world.installed()).toMatch(/^install --global --ignore-scripts .* idctl@0\n$/)
      expect(onlyNote(world)).toContain(`https://gitlab.example/acme/people/-/blob/${head}/identities/people.yaml#L`)
      expect(gitLab.state.labels).toEqual([])
      expect(readFileSync(join(checkout, 'idctl-junit.xml'), 'utf8')).toMatch(/^<\?xml/)
      expect(JSON.parse(readFileSync(join(checkout, 'idctl-quality.json'), 'utf8'))).toEqual([])
      keepPlan(world)

      merge(world, head, { 'notes.txt': 'merged\n' })
      const shown = await world.run('idctl-show')
      expect(shown, shown.log).toMatchObject({ exit: 0 })
      expect(shown.log).toMatch(/create +ada/)
      const applied = await world.run('idctl-apply')
      expect(applied, applied.log).toMatchObject({ exit: 0 })
      expect(gitLab.state.notes).toHaveLength(2)
      expect(await summaryOf(world)).toMatchObject({ create: 0, unchanged: 3 })
      expect(world.leftovers()).toBe('')
    },
  )

  further('with shards, each of the parallel jobs applies its part, and says so in a note of its own', async () => {
    const world = await createWorld()
    const head = commit(world.checkout, {})
    await world.run('idctl-plan', { comment: false })
    keepPlan(world)
    merge(world, head)
    await world.run('idctl-show')
    for (const CI_NODE_INDEX of ['1', '2']) {
      const applied = await world.run('idctl-apply', { shards: true }, { CI_NODE_INDEX, CI_NODE_TOTAL: '2' })
      expect(applied, applied.log).toMatchObject({ exit: 0 })
      expect(applied.log).toContain(`Apply, shard ${Number(CI_NODE_INDEX) - 1}/2, `)
    }
    expect(world.gitLab.state.notes).toHaveLength(2)
    expect(await summaryOf(world)).toMatchObject({ create: 0, unchanged: 3 })
    const alone = await world.run('idctl-apply', { shards: true })
    expect(alone).toMatchObject({
      exit: 0,
      log: expect.stringContaining('Apply, shard 0/1, 3 of 3 changes: 3 already done'),
    })
  })

  test.each<[string, Inputs, RegExp]>([
    ['idctl-plan', {}, /set the input mask to true/],
    ['idctl-plan', { mask: true }, /set the input encrypt-to/],
    ['idctl-plan', { mask: true, 'encrypt-to': '\n' }, /set the input encrypt-to/],
    ['idctl-drift', {}, /set the input mask to true/],
  ])('a project that others can read gets no names: %s, %j', async (name, inputs, message) => {
    const world = await createWorld()
    for (const CI_PROJECT_VISIBILITY of ['public', 'internal', '']) {
      const run = await world.run(name, inputs, { CI_PROJECT_VISIBILITY })
      expect(run).toMatchObject({ exit: 64, log: expect.stringMatching(message) })
    }
    expect(world.gitLab.requests).toEqual([])
    expect(existsSync(join(world.checkout, 'idctl.plan'))).toBe(false)
  })

  further('a second push replaces the note, the labels and the plan', async () => {
    const world = await createWorld()
    await world.idctl('apply', '--yes')
    const before = readFileSync(world.people, 'utf8')
    commit(world.checkout, { 'identities/people.yaml': before.replaceAll('example.com', 'example.org') })
    await world.run('idctl-plan', { labels: true })
    expect(world.gitLab.state.labels).toEqual(['idctl:update'])
    const seen = onlyNote(world)
    commit(world.checkout, { 'identities/people.yaml': before })
    expect(await world.run('idctl-plan', { labels: true })).toMatchObject({ exit: 0 })
    expect(onlyNote(world)).not.toBe(seen)
    expect(world.gitLab.state.labels).toEqual([])
  })

  further('a plan of other files than the merged ones is refused', async () => {
    const world = await createWorld()
    const head = commit(world.checkout, {})
    await world.run('idctl-plan')
    keepPlan(world)
    merge(world, head, { 'identities/late.yaml': 'external_id: late\ntraits: { email: late@example.com }\n' })
    expect(await world.run('idctl-show')).toMatchObject({ exit: 0 })
    expect(await world.run('idctl-apply')).toMatchObject({ exit: 4 })
    expect(await summaryOf(world)).toMatchObject({ create: 4 })
  })

  further('apply takes the file that show has printed, and asks nobody for another one', async () => {
    const world = await createWorld()
    const head = commit(world.checkout, {})
    await world.run('idctl-plan')
    keepPlan(world)
    merge(world, head)
    await world.run('idctl-show')
    const { requests } = world.gitLab
    const before = requests.length
    expect(await world.run('idctl-apply', { comment: false })).toMatchObject({ exit: 0 })
    expect(requests.slice(before)).toEqual([])
  })

  further('without a reviewed plan nothing is shown or applied', async () => {
    const world = await createWorld()
    expect(await world.run('idctl-show')).toMatchObject({ exit: 4, log: expect.stringContaining('no reviewed plan') })
    const applied = await world.run('idctl-apply')
    expect(applied.exit).not.toBe(0)
    expect(await summaryOf(world)).toMatchObject({ create: 3 })
  })

  further('an encrypted plan is applied with the key, which stays nowhere', async () => {
    const world = await createWorld()
    const key = await generateIdentity()
    const head = commit(world.checkout, {})
    const inputs = { mask: true, 'encrypt-to': await identityToRecipient(key) }
    const open = { CI_PROJECT_VISIBILITY: 'public' }
    const planned = await world.run('idctl-plan', inputs, open)
    expect(planned, planned.log).toMatchObject({ exit: 0 })
    keepPlan(world)
    const kept = ['idctl-junit.xml', 'idctl-quality.json', 'idctl.plan'].map((file) =>
      readFileSync(join(world.checkout, file), 'latin1'),
    )
    expect([planned.log, onlyNote(world), ...kept].join('')).not.toMatch(/ada@|Ada\b/)
    merge(world, head)
    const shown = await world.run('idctl-show', inputs, open)
    expect(shown).toMatchObject({ exit: 0, log: expect.stringContaining('This plan is encrypted') })
    expect((await world.run('idctl-apply', inputs, open)).exit).not.toBe(0)
    expect(await summaryOf(world)).toMatchObject({ create: 3 })
    const applied = await world.run('idctl-apply', inputs, { ...open, IDCTL_AGE_KEY: key })
    expect(applied, applied.log).toMatchObject({ exit: 0 })
    expect(applied.log).not.toContain(key)
    expect(applied.log).not.toMatch(/ada@|Ada\b/)
    expect(world.leftovers()).toBe('')
  })

  further('mistakes in files end the job after the note, at their lines, and the labels stay', async () => {
    const world = await createWorld()
    commit(world.checkout, { 'identities/wrong.yaml': 'external_id: wrong\ntraits: { email: 7 }\n' })
    world.gitLab.state.labels = ['idctl:delete']
    for (const [name, notes] of [
      ['idctl-check', 0],
      ['idctl-plan', 1],
    ] as const) {
      expect(await world.run(name, { labels: true })).toMatchObject({ exit: 3 })
      const quality = JSON.parse(readFileSync(join(world.checkout, 'idctl-quality.json'), 'utf8'))
      expect(quality).toMatchObject([{ location: { path: 'identities/wrong.yaml', lines: { begin: 2 } } }])
      expect(readFileSync(join(world.checkout, 'idctl-junit.xml'), 'utf8')).toContain('IDC410')
      expect(world.gitLab.state.notes).toHaveLength(notes)
    }
    expect(onlyNote(world)).toContain('IDC410')
    expect(world.gitLab.state.labels).toEqual(['idctl:delete'])
  })

  further('a guard, and classes that the team wants to see, end the job after the note', async () => {
    const world = await createWorld()
    await world.idctl('apply', '--yes')
    rmSync(world.people)
    commit(world.checkout, {})
    expect(await world.run('idctl-plan', { labels: true })).toMatchObject({ exit: 4 })
    expect(world.gitLab.state.labels.toSorted()).toEqual(['idctl:delete', 'idctl:refused'])
    const consented = await world.run('idctl-plan', { 'plan-args': '--allow-removals=3\n--fail-on\nremovals' })
    expect(consented, consented.log).toMatchObject({ exit: 2 })
    expect(existsSync(join(world.checkout, 'idctl.plan'))).toBe(true)
  })

  further('drift opens an issue once two nights have seen it, and closes it when it is gone', async () => {
    const world = await createWorld()
    const { issues } = world.gitLab.state
    await world.idctl('apply', '--yes')
    expect(await world.run('idctl-drift')).toMatchObject({ exit: 0 })
    await editLive(world, 'ada@example.com', '/traits/name', 'Countess')
    expect(await world.run('idctl-drift')).toMatchObject({ exit: 0 })
    expect(issues).toEqual([])
    expect(await world.run('idctl-drift')).toMatchObject({ exit: 0 })
    expect(issues).toMatchObject([{ state: 'opened', title: 'Identities differ from their files', labels: ['idctl'] }])
    expect(await world.run('idctl-drift', { 'fail-on-drift': true })).toMatchObject({ exit: 2 })
    await world.idctl('apply', '--yes')
    expect(await world.run('idctl-drift')).toMatchObject({ exit: 0 })
    expect(issues).toMatchObject([{ state: 'closed' }])
  })

  further('a server that cannot be read closes no issue', async () => {
    const world = await createWorld()
    const run = await world.run('idctl-drift', { 'drift-args': '--admin-url\nhttp://127.0.0.1:1' })
    expect(run).toMatchObject({ exit: 6 })
    expect(world.gitLab.requests).toEqual([])
  })

  further('words of a shell in inputs and variables stay words', async () => {
    const world = await createWorld()
    const words = '$(touch stolen)\n`touch stolen`; touch stolen\n"; touch stolen; "'
    const inputs = { 'drift-args': words, 'plan-args': words, 'encrypt-to': words, 'issue-title': words }
    for (const name of ['idctl-drift', 'idctl-plan']) expect(await world.run(name, inputs)).toMatchObject({ exit: 64 })
    expect(await world.run('idctl-drift', { folder: '$(touch stolen)' })).toMatchObject({ exit: expect.any(Number) })
    expect(existsSync(join(world.checkout, 'stolen'))).toBe(false)
  })

  further('without a token the job says so, and with comment: false it needs none', async () => {
    const world = await createWorld()
    const without = { IDCTL_GITLAB_TOKEN: '' }
    const run = await world.run('idctl-plan', {}, without)
    expect(run).toMatchObject({ exit: 64, log: expect.stringContaining('IDCTL_GITLAB_TOKEN is not set') })
    expect(await world.run('idctl-plan', { comment: false }, without)).toMatchObject({ exit: 0 })
  })
})
