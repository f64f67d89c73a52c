import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { RunChange } from '../../src/model/run.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { isDeep, someOf } from '../support/depth.ts'
import { createGate, type FaultProxy, type FaultRule, startFaultProxy } from '../support/fault-proxy.ts'
import type { CliRun } from './cli-run.ts'
import { runCli, startCli } from './run-cli.ts'

const base = fileURLToPath(new URL('base', import.meta.url))
const schema = JSON.parse(readFileSync(join(base, 'identities/person.schema.json'), 'utf8'))
const people = ['ada', 'bob', 'cleo']

/** A folder of three people who are there, and one word of each changed in the files; all requests pass the proxy. */
interface Stage {
  readonly folder: string
  readonly proxy: FaultProxy
  readonly sandbox: Sandbox
  idctl(words: string): Promise<CliRun>
  lastRun(): Promise<ToldRun>
}

/** As `idctl runs --last --json` tells it. */
interface ToldRun {
  readonly result: string
  readonly interrupted?: string
  readonly summary: Readonly<Record<string, number>>
  readonly under_way: number
  readonly missing_records: number
  readonly changes: readonly (RunChange & { readonly outcome: string | null })[]
}

function write(folder: string, name: (person: string) => string): void {
  const documents = people.map(
    (person) => `external_id: ${person}\ntraits: { email: ${person}@example.com, name: ${name(person)} }\n`,
  )
  writeFileSync(join(folder, 'identities/people.yaml'), documents.join('---\n'))
}

async function stage(): Promise<Stage> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'idctl-interruption-')))
  cpSync(base, folder, { recursive: true })
  const sandbox = await startSandbox({ schemas: { person: schema }, settings: { default_schema_id: 'person' } })
  const proxy = await startFaultProxy(sandbox.adminUrl.replace(/\/admin$/, ''))
  onTestFinished(async () => {
    await proxy.stop()
    await sandbox.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const server = `  admin_url: ${proxy.url}\n  public_url: ${sandbox.publicUrl}\n`
  writeFileSync(
    join(folder, 'idctl.yaml'),
    `version: 1\nworkspace: acme-1\nidentities: identities\nschema_id: person\nkratos:\n${server}`,
  )
  const idctl = (words: string) => runCli(words.split(' '), { cwd: folder })
  write(folder, () => 'Old')
  expect(await idctl('apply --yes --quiet')).toMatchObject({ exit: 0, stderr: '' })
  write(folder, (person) => `New-${person}`)
  const lastRun = async () => JSON.parse((await idctl('runs --last --json')).stdout).run as ToldRun
  return { folder, proxy, sandbox, idctl, lastRun }
}

const item = /^\/admin\/identities\/[0-9a-f-]{36}$/
const patch = (more: Pick<FaultRule, 'fault'> & Partial<FaultRule>): FaultRule => ({
  method: 'PATCH',
  path: item,
  ...more,
})

/** The words after the last blank line. */
const lastLine = (text: string) => text.trimEnd().split('\n').at(-1)

/** The counts of a report. */
const reported = (text: string) => /^Apply: (.*) in [^,]+?\. Run /m.exec(text)?.[1]

async function expectAllDone({ idctl }: Stage, done: string): Promise<void> {
  expect(reported((await idctl('apply --yes')).stdout)).toBe(done)
  expect(await idctl('plan --detailed-exitcode')).toMatchObject({ exit: 0 })
}

describe('kill -9 while the second of three writes is under way', () => {
  test.each(
    someOf(
      [
        ['taken, its answer still to come', { after: true }, 'done', 1],
        ['not yet taken', {}, 'done', 2],
      ] as const,
      2,
    ),
  )('%s', async (_, after, words, left) => {
    const scene = await stage()
    const gate = createGate()
    scene.proxy.setRules([patch({ nth: 2, fault: { kind: 'hold', gate, ...after } })])
    const TMPDIR = join(scene.folder, 'tmp')
    mkdirSync(TMPDIR)
    const cli = startCli(['apply', '--yes', '--concurrency', '1'], { cwd: scene.folder, env: { TMPDIR } })
    await gate.reached
    cli.kill('SIGKILL')
    expect((await cli.ended).exit).toBeNull()
    expect(readdirSync(TMPDIR), 'its plan is gone with it').toEqual([])
    expect(readdirSync(join(scene.folder, '.idctl')).sort()).toEqual(['.gitignore', 'runs'])

    const run = await scene.lastRun()
    expect(run).toMatchObject({ result: 'unfinished', under_way: 1, missing_records: 0, summary: { done: 1 } })
    expect(run.changes.map(({ outcome }) => outcome)).toEqual(['done', null])
    const shown = (await scene.idctl('runs --last')).stdout
    expect(shown).toContain('may or may not have happened: the next plan tells')

    scene.proxy.setRules([])
    await expectAllDone(scene, `${left} ${words}`)
  })

  test('without any file of ours the next plan is right as well', async () => {
    const scene = await stage()
    const gate = createGate()
    scene.proxy.setRules([patch({ nth: 2, fault: { kind: 'hold', gate, after: true } })])
    const cli = startCli(['apply', '--yes', '--concurrency', '1'], { cwd: scene.folder })
    await gate.reached
    cli.kill('SIGKILL')
    await cli.ended
    rmSync(join(scene.folder, '.idctl'), { recursive: true })
    scene.proxy.setRules([])
    await expectAllDone(scene, '1 done')
  })
})

/** What both do is one function: at full size it is tried with each. */
const signals = isDeep ? (['SIGINT', 'SIGTERM'] as const) : (['SIGINT'] as const)

describe.each(signals)('%s', (signal) => {
  test('once: what is under way is finished, nothing else is started', async () => {
    const scene = await stage()
    const gate = createGate()
    scene.proxy.setRules([patch({ nth: 2, fault: { kind: 'hold', gate } })])
    const cli = startCli(['apply', '--yes', '--concurrency', '1'], { cwd: scene.folder })
    await gate.reached
    cli.kill(signal)
    await cli.says('Stopping: what is under way is finished, nothing else is started.')
    gate.open()
    const { exit, stdout } = await cli.ended
    expect(exit).toBe(130)
    expect(stdout).toContain('Interrupted: what was under way is finished, nothing else was started.')
    expect(reported(stdout)).toBe('2 done, 1 not started')
    const run = await scene.lastRun()
    expect(run).toMatchObject({ result: 'interrupted', interrupted: 'stop', under_way: 0 })
    expect(run.summary).toMatchObject({ done: 2, skipped: 1 })
    await expectAllDone(scene, '1 done')
  })

  test('twice: what is under way is given up, and said to be', async () => {
    const scene = await stage()
    const gate = createGate()
    scene.proxy.setRules([patch({ nth: 2, fault: { kind: 'hold', gate, after: true } })])
    const cli = startCli(['apply', '--yes', '--concurrency', '1'], { cwd: scene.folder })
    await gate.reached
    cli.kill(signal)
    await cli.says('Once more to abort.')
    cli.kill(signal)
    const { exit, stdout } = await cli.ended
    expect(exit).toBe(130)
    expect(stdout).toContain('aborted while it was under way')
    expect(stdout).toContain('Interrupted twice: what was under way was given up')
    expect(reported(stdout)).toBe('1 done, 1 failed, 1 not started')
    expect(await scene.lastRun()).toMatchObject({ result: 'interrupted', interrupted: 'abort' })
    scene.proxy.setRules([])
    await expectAllDone(scene, '1 done')
  })

  test('while it plans: nothing is executed, and there is no run', async () => {
    const scene = await stage()
    const gate = createGate()
    const writes = scene.proxy.writes().length
    const runs = readdirSync(join(scene.folder, '.idctl/runs'))
    scene.proxy.setRules([{ method: 'GET', path: /^\/admin\/identities\?/, fault: { kind: 'hold', gate } }])
    const cli = startCli(['apply', '--yes'], { cwd: scene.folder })
    await gate.reached
    cli.kill(signal)
    const { exit, stderr } = await cli.ended
    expect([exit, lastLine(stderr)]).toEqual([130, 'Error: interrupted; nothing was executed'])
    expect(scene.proxy.writes()).toHaveLength(writes)
    expect(readdirSync(join(scene.folder, '.idctl/runs'))).toEqual(runs)
  })

  test('while it waits for the rate limit: the wait ends, and what it was for is skipped', async () => {
    const scene = await stage()
    scene.proxy.setRules([patch({ fault: { kind: 'status', status: 429, retryAfter: '60' } })])
    const cli = startCli(['apply', '--yes', '--concurrency', '1'], { cwd: scene.folder })
    // All that wait spread a little above what the server asks for.
    await cli.says(/waiting 1 min (?:\d s )?for the rate limit/)
    cli.kill(signal)
    const { exit, stdout } = await cli.ended
    expect(exit).toBe(130)
    expect(reported(stdout)).toBe('3 not started')
    scene.proxy.setRules([])
    await expectAllDone(scene, '3 done')
  })
})

test('after a command a signal ends the process at once, whatever is still under way', async () => {
  const scene = await stage()
  const atExit = join(scene.folder, 'at-exit.cjs')
  const count = "process.listenerCount('SIGINT') + process.listenerCount('SIGTERM')"
  writeFileSync(atExit, `process.on('exit', () => require('node:fs').writeSync(2, 'listeners: ' + (${count})))`)
  for (const [words, exit] of [
    ['plan', 0],
    ['plam', 64],
  ] as const) {
    const run = await runCli([words], { cwd: scene.folder, env: { NODE_OPTIONS: `--require ${atExit}` } })
    expect([run.exit, lastLine(run.stderr)]).toEqual([exit, expect.stringMatching(/listeners: 0$/)])
  }
})

describe('a full disk', () => {
  const limited = ({ folder }: Stage, words: string) => runCli(words.split(' '), { cwd: folder, fileBlocks: 2 })

  test.runIf(process.platform === 'linux').each(
    someOf(
      [
        ['plan', 1, 'send stdout to a place with enough space'],
        ['plan --json', 1, 'send stdout to a place with enough space'],
        ['validate', 1, 'send stdout to a place with enough space'],
        ['apply --yes --json', 5, 'the plan was executed: `idctl runs --last` tells what was done'],
        ['apply new.plan', 5, 'the plan was executed: `idctl runs --last` tells what was done'],
      ] as const,
      4,
    ),
  )('for the result of %s: said once, with an exit code that denies nothing', async (words, exit, hint) => {
    const scene = await stage()
    await scene.idctl('plan --out new.plan')
    const run = await runCli([...words.split(' '), '--quiet'], { cwd: scene.folder, fullStdout: true })
    expect(run).toEqual({
      exit,
      stdout: '',
      stderr: `Error: the result cannot be written to stdout (ENOSPC)\nhint: ${hint}\n`,
    })
    const left = await scene.idctl('plan --detailed-exitcode')
    expect(left.exit).toBe(exit === 5 ? 0 : 2)
    if (exit === 5) expect(await scene.lastRun()).toMatchObject({ result: 'ok', summary: { done: 3 } })
  })

  test.runIf(isDeep && process.platform === 'linux')(
    'for the result of drift: a baseline that was written is not denied',
    async () => {
      const { folder, idctl } = await stage()
      const full = (words: string) => runCli(words.split(' '), { cwd: folder, fullStdout: true })
      const words = 'drift --quiet --baseline baseline.yaml'
      const written = await full(`${words} --write-baseline`)
      expect([written.exit, written.stderr]).toEqual([
        5,
        'Error: the result cannot be written to stdout (ENOSPC)\nhint: the baseline was written\n',
      ])
      expect((await idctl(words)).exit).toBe(0)
      for (const idle of [words, `${words} --write-baseline`]) expect((await full(idle)).exit).toBe(1)
    },
  )

  test('for the plan file: none is left behind', async () => {
    const scene = await stage()
    const { exit, stderr } = await limited(scene, 'plan --out new.plan')
    expect(exit).toBe(1)
    expect(stderr).toBe(
      'Error: cannot write the plan to new.plan (EFBIG)\nhint: free some space there: nothing of the plan was kept\n',
    )
    expect(readdirSync(scene.folder).filter((name) => name.includes('plan'))).toEqual([])
  })

  test('for the plan that apply makes: nothing is executed', async () => {
    const scene = await stage()
    const writes = scene.proxy.writes().length
    const { exit, stderr } = await limited(scene, 'apply --yes --quiet')
    expect(exit).toBe(1)
    expect(stderr).toMatch(/^Error: cannot write the plan to [\s\S]*\(EFBIG\)\nhint: free some space there/)
    expect(scene.proxy.writes()).toHaveLength(writes)
  })

  test('for the journal: a warning, the run is done, and idctl runs says that something is missing', async () => {
    const scene = await stage()
    await scene.idctl('plan --out new.plan')
    const { exit, stdout, stderr } = await limited(scene, 'apply new.plan')
    expect(exit).toBe(0)
    expect(reported(stdout)).toBe('3 done')
    expect(
      stderr.match(/Warning: the journal of run \S+ has gaps: it cannot be written in \S+ \(EFBIG\)\./g),
    ).toHaveLength(1)
    expect(await scene.lastRun()).toMatchObject({ result: 'unfinished' })
    expect(await scene.idctl('plan --detailed-exitcode')).toMatchObject({ exit: 0 })
  })
})
