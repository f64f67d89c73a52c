import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import jsonPatch from 'fast-json-patch'
import { CronJob, Job } from 'kubernetes-models/batch/v1'
import { type IPodSpec, Namespace, PersistentVolumeClaim } from 'kubernetes-models/v1'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { startSandbox } from '../../src/sandbox/index.ts'
import { commit, hasGit, initRepository } from '../support/git.ts'
import type { TestServer } from '../support/kratos.ts'
import { type Cluster, only, runCheckout, runPod, variablesOf } from '../support/platforms/pod.ts'
import { canStartKratos, pointAt, realKratos, renameLive } from '../support/real-project.ts'

const examples = fileURLToPath(new URL('../../docs/examples/kubernetes', import.meta.url))
const base = fileURLToPath(new URL('base', import.meta.url))
const read = (path: string) => parse(readFileSync(join(examples, path), 'utf8'))

const cronJob = new CronJob(read('drift/cronjob.yaml'))
/** As kustomize makes it. */
const sharded = jsonPatch.applyPatch(read('apply/job.yaml'), read('apply-shards/shards.yaml'), true, false).newDocument
const jobs = {
  plan: new Job(read('plan/job.yaml')).spec,
  apply: new Job(read('apply/job.yaml')).spec,
  'apply-shards': new Job(sharded).spec,
  drift: cronJob.spec?.jobTemplate.spec,
}

function podOf(name: keyof typeof jobs): IPodSpec {
  const pod = jobs[name]?.template.spec
  if (pod === undefined) throw new Error(`${name} has no pod`)
  return pod
}

const settings = parse(readFileSync(join(examples, 'settings/kustomization.yaml'), 'utf8'))
const repository = Object.fromEntries(
  readFileSync(join(examples, 'settings/repository.env'), 'utf8')
    .split('\n')
    .filter((line) => /^\w+=/.test(line))
    .map((line) => line.split('=', 2) as [string, string]),
)

test.each([
  ['setup/namespace.yaml', Namespace],
  ['setup/state.yaml', PersistentVolumeClaim],
  ['plan/job.yaml', Job],
  ['apply/job.yaml', Job],
  ['drift/cronjob.yaml', CronJob],
] as const)('%s is valid by the published schema of Kubernetes', (path, Kind) => {
  expect(() => new Kind(read(path)).validate()).not.toThrow()
  expect(() => new Kind({ ...read(path), spec: 7 }).validate()).toThrow()
})

test('a value that Kubernetes does not take is found', () => {
  const wrong = read('drift/cronjob.yaml')
  wrong.spec.jobTemplate.spec.podFailurePolicy.rules[0].action = 7
  expect(() => new CronJob(wrong).validate()).toThrow(/action/)
})

test('each folder has a kustomization, of which all parts exist', () => {
  const folders = readdirSync(examples)
  expect(folders.sort()).toEqual(['apply', 'apply-shards', 'drift', 'plan', 'settings', 'setup'])
  for (const folder of folders) {
    const kustomization = read(`${folder}/kustomization.yaml`)
    const { resources = [], components = [], configMapGenerator = [], patches = [] } = kustomization
    const files = configMapGenerator.flatMap(({ envs }: { envs: string[] }) => envs)
    const patching = patches.map(({ path }: { path: string }) => path)
    const used: string[] = [...resources, ...components, ...files, ...patching]
    expect(used.filter((path) => !existsSync(join(examples, folder, path)))).toEqual([])
    const unused = readdirSync(join(examples, folder)).filter((file) => file !== 'kustomization.yaml')
    expect(unused.filter((file) => !used.includes(file))).toEqual([])
  }
})

test('the shards are the pods of the job that applies, which an index tells apart', () => {
  const [{ target }] = read('apply-shards/kustomization.yaml').patches
  expect(read('apply/job.yaml')).toMatchObject({ kind: target.kind, metadata: { name: target.name } })
  expect(() => new Job(sharded).validate()).not.toThrow()
  const { completions, parallelism, completionMode, backoffLimit, backoffLimitPerIndex } = jobs['apply-shards'] ?? {}
  expect({ parallelism, completionMode }).toEqual({ parallelism: completions, completionMode: 'Indexed' })
  // None runs a second time, and one that fails ends no other one.
  expect({ backoffLimit, backoffLimitPerIndex }).toEqual({ backoffLimit: undefined, backoffLimitPerIndex: 0 })
  const [last] = only(podOf('apply-shards').containers).args?.slice(-1) ?? []
  expect(last).toBe(`--shard=$(JOB_COMPLETION_INDEX)/${completions}`)
})

describe.each(['plan', 'apply', 'apply-shards', 'drift'] as const)('the pod of %s', (name) => {
  const pod = podOf(name)
  const containers = [...(pod.initContainers ?? []), ...pod.containers]

  test('may do nothing that it does not need', () => {
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      restartPolicy: 'Never',
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    })
    for (const { securityContext, resources } of containers) {
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
      expect(resources).toMatchObject({ requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } })
    }
  })

  test('takes every secret by reference, and everything it names exists', () => {
    const volumes = (pod.volumes ?? []).map((volume) => volume.name)
    for (const { env = [], volumeMounts = [], image } of containers) {
      const named = env.flatMap(({ valueFrom }) => valueFrom?.configMapKeyRef ?? [])
      expect(named.filter(({ key }) => repository[key] === undefined)).toEqual([])
      expect(named.map((ref) => ref.name).filter((each) => each !== settings.configMapGenerator[0].name)).toEqual([])
      const keys = env.filter((variable) => variable.name.startsWith('IDCTL_'))
      expect(
        keys.filter(({ value, valueFrom }) => value !== undefined || valueFrom?.secretKeyRef === undefined),
      ).toEqual([])
      expect(volumeMounts.filter((mount) => !volumes.includes(mount.name))).toEqual([])
      expect(image).toBe(settings.images[0].name)
    }
    const claims = (pod.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? [])
    expect(claims).toEqual([read('setup/state.yaml').metadata.name])
  })
})

test('only what another try can mend is tried again, and an apply never is', () => {
  expect(jobs.apply).toMatchObject({ backoffLimit: 0 })
  expect(jobs.apply?.podFailurePolicy).toBeUndefined()
  expect(cronJob.spec?.concurrencyPolicy).toBe('Forbid')
  for (const job of [jobs.plan, jobs.drift]) {
    const { onExitCodes } = job?.podFailurePolicy?.rules.find(({ action }) => action === 'FailJob') ?? {}
    expect(onExitCodes).toEqual({ containerName: 'idctl', operator: 'NotIn', values: [6] })
  }
})

test('git gets the token out of the file, for whoever asks for one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'idctl-kubernetes-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'credentials')
  writeFileSync(file, 'username=idctl\npassword=a-token\n')
  const { value = '' } = only(podOf('plan').initContainers).env?.find(({ name }) => name === 'GIT_CONFIG_VALUE_0') ?? {}
  const helper = value.replace('/etc/idctl-git/credentials', file)
  expect(helper).not.toBe(value)
  const { stdout } = spawnSync('git', ['-c', `credential.helper=${helper}`, 'credential', 'fill'], {
    input: 'protocol=https\nhost=git.example.com\n\n',
    env: {
      PATH: process.env['PATH'],
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
    },
    encoding: 'utf8',
  })
  expect(stdout).toContain('username=idctl\npassword=a-token\n')
})

async function startSandboxOf(folder: string) {
  const schema = JSON.parse(readFileSync(join(folder, 'identities', 'person.schema.json'), 'utf8'))
  const sandbox = await startSandbox({ schemas: { person: schema } })
  onTestFinished(() => sandbox.stop())
  return sandbox
}

/** A repository with people, a Kratos (else the sandbox), and a cluster that has the volume of the state between its pods. */
async function createWorld(kratos?: TestServer) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'idctl-kubernetes-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const origin = join(folder, 'origin')
  cpSync(base, origin, { recursive: true })
  writeFileSync(join(origin, '.gitignore'), '.idctl/\n')
  if (kratos !== undefined) pointAt(kratos, origin)
  initRepository(origin)
  const head = commit(origin, {})
  const server = kratos ?? (await startSandboxOf(base))
  const state = join(folder, 'state')
  mkdirSync(state)
  let pods = 0
  return {
    server,
    origin,
    head,
    state,
    async run(name: keyof typeof jobs, at: string = head, index?: number) {
      pods += 1
      const work = join(folder, `work-${pods}`)
      mkdirSync(work)
      const cluster: Cluster = {
        values: {
          'idctl-repository': { ...repository, REPOSITORY: origin, COMMIT: at },
          idctl: { 'admin-url': server.adminUrl },
        },
        volumes: { work, state },
        ...(index !== undefined && { index }),
      }
      runCheckout(podOf(name), cluster)
      symlinkSync(state, join(work, 'people', '.idctl'))
      return runPod(podOf(name), cluster)
    },
  }
}

test.skipIf(!hasGit || !canStartKratos)('a team on Kubernetes, with a real Kratos', async () => {
  const server = await realKratos()
  const { run, head, state } = await createWorld(server)
  expect(await run('plan')).toMatchObject({ exit: 0, stdout: expect.stringContaining('3 to create') })
  const file = join(state, `${head}.plan`)
  const plan = readFileSync(file)
  for (const other of [Buffer.from(plan.toString().replaceAll('ada@', 'eve@')), plan.subarray(0, -100)]) {
    writeFileSync(file, other)
    expect(await run('apply')).toMatchObject({ exit: 4, stdout: '' })
  }
  writeFileSync(file, plan)
  expect(await run('apply')).toMatchObject({ exit: 0, stdout: expect.stringContaining('3 done') })
  expect(await run('apply')).toMatchObject({ exit: 0, stdout: expect.stringContaining('3 already done') })
  expect((await run('drift')).exit).toBe(0)
  await renameLive(server, 'ada@example.com', 'Somebody Else')
  expect((await run('drift')).exit).toBe(0)
  expect((await run('drift')).exit).toBe(2)
})

describe.skipIf(!hasGit)('a team on Kubernetes', () => {
  test('plans a commit, and applies exactly that plan', async () => {
    const { run, origin, head, state } = await createWorld()
    const planned = await run('plan')
    expect(planned).toMatchObject({ exit: 0 })
    expect(planned.stdout).toContain('3 to create')
    // Meanwhile somebody else merges.
    const later = commit(origin, { 'identities/people.yaml': null })
    expect(await run('apply', later)).toMatchObject({ exit: 1, stdout: '' })
    cpSync(join(state, `${head}.plan`), join(state, `${later}.plan`))
    expect(await run('apply', later)).toMatchObject({ exit: 4, stdout: '' })
    const applied = await run('apply', head)
    expect(applied.exit).toBe(0)
    expect(applied.stdout).toContain('3 done')
  })

  test('lets several pods apply a plan together', async () => {
    const { run, head, server } = await createWorld()
    expect((await run('plan')).exit).toBe(0)
    const count = jobs['apply-shards']?.completions ?? 0
    const pods = await Promise.all(Array.from({ length: count }, (_, index) => run('apply-shards', head, index)))
    for (const [index, { exit, stdout }] of pods.entries()) {
      expect(exit).toBe(0)
      expect(stdout).toContain(`Apply, shard ${index}/${count}, `)
    }
    const people = (await (await fetch(`${server.adminUrl}/admin/identities`)).json()) as unknown[]
    expect(people).toHaveLength(3)
  })

  test('is told of drift that two nights have seen', async () => {
    const { run, server } = await createWorld()
    await run('plan')
    expect((await run('apply')).exit).toBe(0)
    expect((await run('drift')).exit).toBe(0)
    await renameLive(server, 'ada@example.com', 'Somebody Else')
    expect((await run('drift')).exit).toBe(0)
    expect((await run('drift')).exit).toBe(2)
  })

  test('every variable of the pods is one that somebody reads', () => {
    const values = {
      'idctl-repository': repository,
      idctl: { 'admin-url': 'http://kratos', 'api-key': 'a', 'privacy-key': 'b' },
    }
    const { COMMIT } = repository
    const variables = variablesOf(only(podOf('apply').containers), { values, volumes: {} })
    expect(variables).toEqual({ COMMIT, IDCTL_ADMIN_URL: 'http://kratos', IDCTL_API_KEY: 'a', IDCTL_PRIVACY_KEY: 'b' })
  })
})
