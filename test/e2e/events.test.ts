import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import type { Event } from '../../src/render/shapes/event.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import { cliEntry } from '../support/cli-entry.ts'
import { further } from '../support/depth.ts'
import { createGate, startFaultProxy } from '../support/fault-proxy.ts'
import { eventsOfLines, faultsOf } from '../support/json-formats.ts'
import { type CliOptions, runCli, startCli } from './run-cli.ts'

const base = fileURLToPath(new URL('base', import.meta.url))

function project() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'idctl-events-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(base, folder, { recursive: true })
  return {
    folder,
    idctl: (words: string, options: Omit<CliOptions, 'cwd'> = {}) =>
      runCli(words.split(' '), { cwd: folder, ...options }),
    write: (file: string, text: string) => writeFileSync(join(folder, file), text),
    events: (file = 'out.ndjson') => eventsIn(join(folder, file)),
  }
}

/** The same with a server, whose answers can be held back. */
async function projectWithServer() {
  const scene = project()
  const schema = JSON.parse(readFileSync(join(base, 'identities/person.schema.json'), 'utf8'))
  const sandbox = await startSandbox({ schemas: { person: schema }, settings: { default_schema_id: 'person' } })
  const proxy = await startFaultProxy(sandbox.adminUrl.replace(/\/admin$/, ''))
  onTestFinished(async () => {
    await proxy.stop()
    await sandbox.stop()
  })
  const server = `kratos: { admin_url: "${proxy.url}", public_url: "${sandbox.publicUrl}" }`
  scene.write('idctl.yaml', `version: 1\nworkspace: acme-1\nidentities: identities\nschema_id: person\n${server}\n`)
  return { ...scene, proxy }
}

/** The lines of a report, each of them whole and as its schema says. */
function eventsIn(path: string): Event[] {
  const events = eventsOfLines(readFileSync(path, 'utf8'))
  expect(events.flatMap((event) => faultsOf('event', event))).toEqual([])
  return events
}

/** Without the guards, of which every plan has all, and without what comes only on a slow machine. */
const typesOf = (events: readonly Event[]) =>
  events.map(({ type }) => type).filter((type) => !['guard', 'reading', 'wait'].includes(type))

test('an apply tells the plan, each change when it starts and ends, and how it ended', async () => {
  const { idctl, events } = project()
  const plain = await idctl('apply --yes --report ndjson=out.ndjson')
  expect(plain).toMatchObject({ exit: 0, stdout: expect.stringContaining('3 done') })
  const told = events()
  const types = typesOf(told)
  expect(types.slice(0, 5)).toEqual(['begin', 'plan', 'change', 'change', 'change'])
  expect(types.filter((type) => type === 'start')).toHaveLength(3)
  expect(types.slice(types.indexOf('summary'))).toEqual([
    'summary',
    'run',
    ...['start', 'start', 'start', 'outcome', 'outcome', 'outcome'],
    'report',
    'end',
  ])
  expect(told.find(({ type }) => type === 'begin')).toMatchObject({ format_version: 1, command: 'apply' })
  expect(told.find(({ type }) => type === 'run')).toMatchObject({ changes: 3, workspace: 'acme-1' })
  expect(told.find(({ type }) => type === 'report')).toMatchObject({ summary: { done: 3 }, interrupted: false })
  expect(told.at(-1)).toMatchObject({ type: 'end', exit: 0, name: 'ok' })
})

further('the plan is told once, whatever stdout gets', async () => {
  const { idctl, events } = project()
  const types = async (words: string) => {
    await idctl(`${words} --report ndjson=out.ndjson`)
    return typesOf(events())
  }
  expect((await types('apply --yes --json')).filter((type) => type === 'plan')).toHaveLength(1)
  await idctl('plan --out a.plan')
  expect(await types('apply a.plan --json')).toEqual(['begin', 'run', 'report', 'end'])
  expect(await types('apply --yes')).toEqual(['begin', 'plan', 'summary', 'run', 'report', 'end'])
})

test('every command that has reports tells what it found', async () => {
  const { idctl, events, write } = project()
  const types = async (words: string) => {
    await idctl(`${words} --report ndjson=out.ndjson`)
    return [...new Set(typesOf(events()))]
  }
  expect(await types('plan --out a.plan --ways-in')).toEqual(['begin', 'plan', 'change', 'way-in', 'summary', 'end'])
  expect(events().some(({ type }) => type === 'guard')).toBe(true)
  expect(await types('show a.plan')).toEqual(['begin', 'plan', 'change', 'summary', 'end'])
  await idctl('apply --yes')
  expect(await types('drift')).toEqual(['begin', 'drift', 'drift-summary', 'end'])
  expect(await types('runs')).toEqual(['begin', 'past-run', 'end'])
  expect(await types('runs --last')).toEqual(['begin', 'past-run', 'past-change', 'end'])
  expect(await types('validate')).toEqual(['begin', 'check', 'end'])
  write('identities/people.yaml', 'external_id: ada\ntraits: { email: 7 }\n')
  expect(await types('validate')).toEqual(['begin', 'diagnostic', 'check', 'end'])
  expect(await types('plan')).toEqual(['begin', 'plan', 'diagnostic', 'end'])
  expect(events().at(-1)).toMatchObject({ exit: 3, name: 'invalid' })
  expect(await types('plan --admin-url http://127.0.0.1:1')).toEqual(['begin', 'error', 'end'])
  write('idctl.yaml', 'version: 2\n')
  expect(await types('plan')).toEqual(['begin', 'diagnostic', 'end'])
})

test('with --mask no event has a key, an address or a file', async () => {
  const { idctl, folder, events } = project()
  await idctl('apply --yes --mask --report ndjson=out.ndjson')
  expect(events()[0]).toMatchObject({ masked: true })
  expect(readFileSync(join(folder, 'out.ndjson'), 'utf8')).not.toMatch(/ada@|"ada|Ada|example\.com|people\.yaml/)
})

test('a file that cannot be written is an error before anything is executed', async () => {
  const { idctl, folder } = project()
  symlinkSync('/dev/full', join(folder, 'device'))
  for (const [file, why] of [
    ['no/out.ndjson', 'ENOENT'],
    ['identities', 'it is not a regular file'],
    ['device', 'it is not a regular file'],
  ] as const) {
    expect(await idctl(`apply --yes --json --report ndjson=${file}`)).toMatchObject({
      exit: 1,
      stderr: expect.stringContaining(`a report cannot be written to ${file} (${why})`),
    })
  }
  expect((await idctl('plan --summary')).stdout).toContain('3 to create')
})

test('the report replaces an older one for its owner only, where a link leads', async () => {
  const { idctl, folder, write, events } = project()
  write('real.ndjson', 'older\n')
  symlinkSync('real.ndjson', join(folder, 'out.ndjson'))
  expect((await idctl('plan --report ndjson=out.ndjson')).exit).toBe(0)
  expect(events('real.ndjson')[0]).toMatchObject({ type: 'begin' })
  expect(statSync(join(folder, 'real.ndjson')).mode & 0o777).toBe(0o600)
})

test('a full disk loses events and nothing else, and is said', async () => {
  const { idctl, write, events } = project()
  const people = Array.from({ length: 60 }, (_, index) => {
    return `external_id: p${index}\ntraits: { email: p${index}@example.com, name: ${'x'.repeat(200)} }\n`
  })
  write('identities/people.yaml', people.join('---\n'))
  const { exit, stdout, stderr } = await idctl('plan --report ndjson=out.ndjson', { fileBlocks: 8 })
  expect(stdout).toContain('60 to create')
  expect(stderr).toContain('Warning: a report of events cannot be written (EFBIG). The command goes on.')
  expect(stderr).toContain('a report cannot be written to out.ndjson (EFBIG)')
  expect(exit).toBe(1)
  const told = typesOf(events())
  expect(told[0]).toBe('begin')
  expect(told.at(-1)).toBe('end')
  expect(told).toContain('lost')
})

test('what has happened is in the file at once: a killed run leaves whole lines', async () => {
  const { folder, write, events, proxy } = await projectWithServer()
  const people = ['ada', 'bob'].map((name) => `external_id: ${name}\ntraits: { email: ${name}@example.com }\n`)
  write('identities/people.yaml', people.join('---\n'))
  expect((await runCli(['apply', '--yes'], { cwd: folder })).exit).toBe(0)
  write('identities/people.yaml', people.join('---\n').replaceAll('@example.com }', '@example.com, name: New }'))

  const gate = createGate()
  proxy.setRules([{ method: 'PATCH', path: /./, nth: 2, fault: { kind: 'hold', gate } }])
  const cli = startCli('apply --yes --concurrency 1 --report ndjson=out.ndjson'.split(' '), { cwd: folder })
  await gate.reached
  const written = typesOf(events())
  expect(written.slice(written.indexOf('run'))).toEqual(['run', 'start', 'outcome', 'start'])
  cli.kill('SIGKILL')
  await cli.ended
  expect(typesOf(events())).toEqual(written)
})

test('a signal is an event, and the run still says how it ended', async () => {
  const { folder, events, proxy } = await projectWithServer()
  const gate = createGate()
  proxy.setRules([{ method: 'PATCH', path: /./, fault: { kind: 'hold', gate } }])
  const cli = startCli('apply --yes --report ndjson=out.ndjson'.split(' '), { cwd: folder })
  await gate.reached
  cli.kill('SIGINT')
  await cli.says('Stopping')
  gate.open()
  expect((await cli.ended).exit).toBe(130)
  const told = events()
  expect(told.find(({ type }) => type === 'interrupted')).toMatchObject({ level: 'stop' })
  expect(told.find(({ type }) => type === 'report')).toMatchObject({ interrupted: true })
  expect(told.at(-1)).toMatchObject({ type: 'end', exit: 130 })
})

test.each([
  ['plan --out a.plan --ways-in', 0],
  ['show a.plan', 0],
  ['apply --yes', 0],
  ['drift', 0],
  ['runs', 0],
  ['runs --last', 0],
  ['validate', 0],
  ['plan --admin-url http://127.0.0.1:1', 6],
])('--format ndjson writes to stdout what a report has: %s', async (words, exit) => {
  const { idctl, folder } = project()
  if (words.startsWith('show')) await idctl('plan --out a.plan')
  if (/drift|runs/.test(words)) await idctl('apply --yes')
  const run = await idctl(`${words} --format ndjson --report ndjson=out.ndjson`)
  expect(run.exit, run.stderr).toBe(exit)
  expect(run.stdout).toBe(readFileSync(join(folder, 'out.ndjson'), 'utf8'))
  const told = eventsOfLines(run.stdout)
  expect(told[0]).toMatchObject({ type: 'begin', format_version: 1, command: words.split(' ')[0] })
  expect(told.at(-1)).toMatchObject({ type: 'end', exit })
})

test('on stdout, too, mistakes and refusals are events, and the last one has the exit code', async () => {
  const { idctl, write, folder } = project()
  await idctl('apply --yes')
  write('idctl.yaml', `${readFileSync(join(folder, 'idctl.yaml'), 'utf8')}guards: { removals: 0 }\n`)
  write('identities/people.yaml', 'external_id: ada\ntraits: { email: ada@example.com }\n')
  const refused = await idctl('apply --yes --format ndjson --quiet')
  expect(refused.exit).toBe(4)
  const guards = eventsOfLines(refused.stdout).filter(({ type }) => type === 'guard')
  expect(guards).toContainEqual(expect.objectContaining({ guard: 'removals', tripped: true }))
  expect(eventsOfLines(refused.stdout).at(-1)).toMatchObject({ type: 'end', exit: 4, name: 'refused' })
  const unasked = await idctl('apply --allow-removals=9 --format ndjson')
  expect(typesOf(eventsOfLines(unasked.stdout)).slice(-3)).toEqual(['summary', 'error', 'end'])
  expect(unasked.exit).toBe(64)
  write('idctl.yaml', 'version: 2\n')
  const wrong = await idctl('plan --format ndjson')
  expect([...new Set(typesOf(eventsOfLines(wrong.stdout)))]).toEqual(['begin', 'diagnostic', 'end'])
  expect(wrong.exit).toBe(3)
})

test('a report that cannot be created is an event on stdout, after the first one', async () => {
  const { idctl } = project()
  const { exit, stdout } = await idctl('apply --yes --format ndjson --report ndjson=no/out.ndjson')
  expect(typesOf(eventsOfLines(stdout))).toEqual(['begin', 'error', 'end'])
  expect(exit).toBe(1)
})

test('with --mask stdout has no key, no address and no file', async () => {
  const { idctl } = project()
  const { stdout } = await idctl('apply --yes --mask --format ndjson')
  expect(eventsOfLines(stdout)[0]).toMatchObject({ masked: true })
  expect(stdout).not.toMatch(/ada@|"ada|Ada|example\.com|people\.yaml/)
})

test('stdout that takes nothing ends an apply before it executes anything', async () => {
  const { idctl } = project()
  const { exit, stderr } = await idctl('apply --yes --format ndjson', { fullStdout: true })
  expect(stderr.match(/the result cannot be written to stdout \(ENOSPC\)/g)).toHaveLength(1)
  expect(exit).toBe(1)
  expect((await idctl('plan --summary')).stdout).toContain('3 to create')
})

further('where a saved plan was executed, stdout that takes nothing is told and the exit code says so', async () => {
  const { idctl } = project()
  await idctl('plan --out a.plan')
  const { exit, stderr } = await idctl('apply a.plan --format ndjson', { fullStdout: true })
  expect(stderr).toContain('the result cannot be written to stdout (ENOSPC)')
  expect(stderr).toContain('the plan was executed')
  expect(exit).toBe(5)
})

test('a reader that goes away does not stop the run', async () => {
  const { idctl, folder } = project()
  const pipe = '"$@" | head -n 1; wait'
  const words = [process.execPath, cliEntry, 'apply', '--yes', '--format', 'ndjson', '--report', 'ndjson=out.ndjson']
  const { stdout } = spawnSync('sh', ['-c', pipe, 'sh', ...words], { cwd: folder, encoding: 'utf8' })
  expect(eventsOfLines(stdout)).toMatchObject([{ type: 'begin' }])
  expect(eventsIn(join(folder, 'out.ndjson')).at(-1)).toMatchObject({ type: 'end', exit: 0 })
  expect((await idctl('plan')).stdout).toContain('No changes')
})

test('a signal is an event on stdout, and so is how the run ended', async () => {
  const { folder, proxy } = await projectWithServer()
  const gate = createGate()
  proxy.setRules([{ method: 'PATCH', path: /./, fault: { kind: 'hold', gate } }])
  const cli = startCli('apply --yes --format ndjson'.split(' '), { cwd: folder })
  await gate.reached
  cli.kill('SIGINT')
  await cli.says('Stopping')
  gate.open()
  const { exit, stdout } = await cli.ended
  expect(exit).toBe(130)
  const told = eventsOfLines(stdout)
  expect(told.flatMap((event) => faultsOf('event', event))).toEqual([])
  const types = typesOf(told)
  expect(types.slice(types.indexOf('interrupted'))).toEqual([
    ...['interrupted', 'outcome', 'outcome', 'outcome', 'report', 'end'],
  ])
  expect(told.at(-1)).toMatchObject({ exit: 130, name: 'interrupted' })
})

test('a signal before anything is executed is an error, and ends the events', async () => {
  const { folder, proxy } = await projectWithServer()
  const gate = createGate()
  proxy.setRules([{ method: 'GET', path: /identities/, fault: { kind: 'hold', gate } }])
  const cli = startCli('apply --yes --format ndjson'.split(' '), { cwd: folder })
  await gate.reached
  cli.kill('SIGINT')
  const { exit, stdout } = await cli.ended
  gate.open()
  expect(exit).toBe(130)
  expect(eventsOfLines(stdout).slice(-2)).toMatchObject([
    { type: 'error', exit: 130 },
    { type: 'end', exit: 130, name: 'interrupted' },
  ])
})

test('a command without events does not take the format', async () => {
  const { idctl } = project()
  expect(await idctl('fmt --check --format ndjson')).toMatchObject({ exit: 64, stdout: '' })
})
