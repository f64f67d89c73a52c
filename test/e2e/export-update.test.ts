import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { startSandbox } from '../../src/sandbox/index.ts'
import { further } from '../support/depth.ts'
import { createGate, type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts'
import type { CliRun } from './cli-run.ts'
import { type CliOptions, runCli, startCli } from './run-cli.ts'

const base = fileURLToPath(new URL('base', import.meta.url))
const schema = JSON.parse(readFileSync(join(base, 'identities/person.schema.json'), 'utf8'))

interface Stage {
  readonly folder: string
  readonly proxy: FaultProxy
  idctl(words: string, options?: Partial<CliOptions>): Promise<CliRun>
  write(file: string, text: string): void
  read(file: string): string
  /** Somebody else's hand. */
  rename(person: string, name: string): Promise<void>
}

/** A folder with a file for each person, all of them managed. */
async function stage(files: Readonly<Record<string, string>>): Promise<Stage> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'idctl-update-')))
  cpSync(base, folder, { recursive: true })
  for (const name of readdirSync(join(folder, 'identities')).filter((one) => one.endsWith('.yaml')))
    rmSync(join(folder, 'identities', name))
  const sandbox = await startSandbox({ schemas: { person: schema }, settings: { default_schema_id: 'person' } })
  const proxy = await startFaultProxy(sandbox.adminUrl.replace(/\/admin$/, ''))
  onTestFinished(async () => {
    await proxy.stop()
    await sandbox.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  writeFileSync(
    join(folder, 'idctl.yaml'),
    `version: 1\nworkspace: acme-1\nidentities: identities\nschema_id: person\nsensitive: [/traits/phone]\nkratos:\n  admin_url: ${proxy.url}\n  public_url: ${sandbox.publicUrl}\n`,
  )
  const path = (file: string) => join(folder, 'identities', file)
  const write = (file: string, text: string) => writeFileSync(path(file), text)
  for (const [file, text] of Object.entries(files)) write(file, text)
  const idctl: Stage['idctl'] = (words, options) => runCli(words.split(' '), { cwd: folder, ...options })
  expect(await idctl('apply --yes --quiet')).toMatchObject({ exit: 0 })
  return {
    ...{ folder, proxy, idctl, write },
    read: (file) => readFileSync(path(file), 'utf8'),
    async rename(person, name) {
      const identities = `${sandbox.adminUrl}/admin/identities`
      const found = await fetch(`${identities}?credentials_identifier=${person}@example.com`)
      const [{ id }] = (await found.json()) as [{ id: string }]
      const body = JSON.stringify([{ op: 'replace', path: '/traits/name', value: name }])
      const headers = { 'content-type': 'application/json' }
      expect((await fetch(`${identities}/${id}`, { method: 'PATCH', headers, body })).status).toBe(200)
    },
  }
}

const person = (name: string, more = '') =>
  `# about ${name}\nexternal_id: ${name}\ntraits: { email: ${name}@example.com, name: Old }\n${more}`

const wholeFolder = ({ folder }: Stage) => readdirSync(join(folder, 'identities'))

test('what it writes is shown, is written once, and masked nobody is told', async () => {
  const world = await stage({ 'ada.yaml': person('ada'), 'bob.yaml': person('bob') })
  await world.rename('ada', 'New')
  const run = await world.idctl('export --update --managed')
  expect(run).toMatchObject({ exit: 0, stderr: '' })
  expect(run.stdout).toBe(`Workspace acme-1 on ${world.proxy.url}

~ update  ada  identities/ada.yaml
    /traits/name: "Old" → "New" (line 3)

Export: 1 document updated, 1 unchanged.
Next: \`idctl plan --summary\`
`)
  expect(world.read('ada.yaml')).toBe(person('ada').replace('Old', 'New'))
  const mtimes = () => wholeFolder(world).map((name) => statSync(join(world.folder, 'identities', name)).mtimeMs)
  const before = mtimes()
  expect((await world.idctl('export --update --managed')).stdout).toMatch(
    /Export: no document changed, 2 unchanged\.\n$/,
  )
  expect(mtimes()).toEqual(before)
  await world.rename('bob', 'Secret')
  const masked = await world.idctl('export --update --all --json --mask')
  expect(masked.stdout).not.toMatch(/bob|Secret/)
  expect(JSON.parse(masked.stdout)).toMatchObject({
    documents: [{ outcome: 'updated', fields: [{ path: '/traits/name' }] }],
    update: { values: [], missing: [] },
  })
  expect(world.read('bob.yaml')).toContain('Secret')
  // Without the mark nobody would be there: the managed are counted, and what to do is told.
  const nobody = await world.idctl('export --update')
  expect(nobody.stdout).toMatch(
    /Export: no document changed, 2 managed already\.\nNext: `idctl export --update --managed` updates/,
  )
  // Both have a document: there is nobody to export.
  expect((await world.idctl('export')).stdout).toMatch(/Export: 0 documents written, 2 managed already\.\n$/)
})

test('flags that do not go together are refused', async () => {
  const world = await stage({ 'ada.yaml': person('ada') })
  expect((await world.idctl('export --update --out elsewhere')).exit).toBe(64)
  expect((await world.idctl('export --yes')).exit).toBe(64)
  expect((await world.idctl('export --file identities/ada.yaml')).exit).toBe(4)
})

test('on a full disk the files that are written are told, and the others stay as they were', async () => {
  const long = `metadata_public: { text: ${'x'.repeat(3000)} }\n`
  const world = await stage({ 'ada.yaml': person('ada'), 'big.yaml': person('big', long), 'cleo.yaml': person('cleo') })
  for (const name of ['ada', 'big', 'cleo']) await world.rename(name, 'New')
  const run = await world.idctl('export --update --managed', { fileBlocks: 4 })
  expect(run.exit).toBe(5)
  expect(run.stderr).toBe(
    'Error: cannot write identities/big.yaml (EFBIG)\nhint: 1 file was written before, as listed; the same command goes on with the others\n',
  )
  expect(run.stdout).toMatch(/~ update {2}ada {2}identities\/ada\.yaml/)
  expect(run.stdout).toMatch(/x left out {2}big .*\nx left out {2}cleo .*\n {4}IDC246/)
  expect(world.read('ada.yaml')).toContain('New')
  expect([world.read('big.yaml'), world.read('cleo.yaml')]).toEqual([person('big', long), person('cleo')])
  expect(wholeFolder(world).filter((name) => name.includes('.tmp'))).toEqual([])
  expect(await world.idctl('export --update --managed')).toMatchObject({ exit: 0 })
  expect([world.read('big.yaml'), world.read('cleo.yaml')]).toEqual([
    person('big', long).replace('Old', 'New'),
    person('cleo').replace('Old', 'New'),
  ])
})

test('a file that may not be written is found before the first one is', async () => {
  const world = await stage({ 'ada.yaml': person('ada'), 'bob.yaml': person('bob') })
  for (const name of ['ada', 'bob']) await world.rename(name, 'New')
  chmodSync(join(world.folder, 'identities/bob.yaml'), 0o444)
  const run = await world.idctl('export --update --managed')
  // The superuser may write every file.
  if (process.getuid?.() === 0) return expect(run.exit).toBe(0)
  expect(run).toMatchObject({ exit: 1, stdout: '' })
  expect(run.stderr).toContain('cannot write identities/bob.yaml (EACCES)')
  expect(world.read('ada.yaml')).toBe(person('ada'))
})

test('whoever edits a file meanwhile has the last word', async () => {
  const world = await stage({ 'ada.yaml': person('ada'), 'bob.yaml': person('bob') })
  for (const name of ['ada', 'bob']) await world.rename(name, 'New')
  const gate = createGate()
  world.proxy.setRules([{ path: /^\/admin\/identities\?/, fault: { kind: 'hold', gate } }])
  const run = world.idctl('export --update --managed')
  await gate.reached
  world.write('bob.yaml', person('bob').replace('Old', 'Mine'))
  gate.open()
  expect(await run).toMatchObject({ exit: 3, stdout: '' })
  expect((await run).stderr).toContain('identities/bob.yaml has changed in the meantime; nothing was written')
  expect([world.read('ada.yaml'), world.read('bob.yaml')]).toEqual([
    person('ada'),
    person('bob').replace('Old', 'Mine'),
  ])
})

/** `export --update` of so many people whose names have moved live, once it has written the first of their files. */
async function underWay(count: number) {
  const names = Array.from({ length: count }, (_, index) => `p${index}`)
  const world = await stage(Object.fromEntries(names.map((name) => [`${name}.yaml`, person(name)])))
  for (const name of names) await world.rename(name, 'New')
  const run = startCli(['export', '--update', '--managed'], { cwd: world.folder })
  const isNew = (name: string) => world.read(`${name}.yaml`) !== person(name)
  await expect.poll(() => names.some(isNew), { interval: 1, timeout: 60_000 }).toBe(true)
  return { names, world, run, isNew }
}

further(
  'killed, it leaves every file old or new, and the same command goes on',
  async () => {
    const { names, world, run } = await underWay(40)
    run.kill('SIGKILL')
    await run.ended
    for (const name of names) {
      expect([person(name), person(name).replace('Old', 'New')]).toContain(world.read(`${name}.yaml`))
    }
    expect(await world.idctl('export --update --managed')).toMatchObject({ exit: 0 })
    for (const name of names) expect(world.read(`${name}.yaml`)).toBe(person(name).replace('Old', 'New'))
  },
  120_000,
)

test('interrupted between two files, it says so at the end, and the same command goes on', async () => {
  const { names, world, run, isNew } = await underWay(60)
  run.kill('SIGINT')
  const { exit, stdout } = await run.ended
  const written = names.filter(isNew)
  for (const name of written) expect(world.read(`${name}.yaml`)).toBe(person(name).replace('Old', 'New'))
  // On a quick machine all may be written before the signal arrives.
  if (written.length < names.length) {
    expect(exit).toBe(130)
    const documents = written.length === 1 ? '1 document' : `${written.length} documents`
    const end = `Export: ${documents} updated.\nInterrupted: the same command goes on with the others.\n`
    expect(stdout.slice(-end.length)).toBe(end)
  }
  expect(await world.idctl('export --update --managed')).toMatchObject({ exit: 0 })
  for (const name of names) expect(world.read(`${name}.yaml`)).toBe(person(name).replace('Old', 'New'))
  expect(wholeFolder(world).filter((name) => name.includes('.tmp'))).toEqual([])
}, 120_000)
