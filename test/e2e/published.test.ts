import { execFile, execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Config } from '@oclif/core'
import { expect, onTestFinished, test } from 'vitest'
import { sourcePlace } from '../../src/cli/source-place.ts'
import { cliEntry } from '../support/cli-entry.ts'
import { startSandboxServer } from '../support/servers.ts'
import { project } from '../support/temp-project.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const bundle = join(root, 'dist/bundle')

function run(entry: string, args: readonly string[], cwd = root): string {
  return execFileSync(process.execPath, [entry, ...args], { cwd, encoding: 'utf8' })
}

test('the version is told as the command line itself would', async () => {
  expect(run(cliEntry, ['--version'])).toBe(`${(await Config.load(root)).userAgent}\n`)
})

test('nothing is told of how V8 was set up', async () => {
  const { stderr } = await promisify(execFile)(process.execPath, [cliEntry, 'completion', 'bash'], { cwd: root })
  expect(stderr).toBe('')
})

test('the command line needs no other package', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'idctl-published-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const name of ['bin', 'dist/bundle', 'package.json', 'oclif.manifest.json', 'identities', 'idctl.yaml']) {
    cpSync(join(root, name), join(folder, name), { recursive: true })
  }
  const idctl = (...args: string[]) => run(join(folder, 'bin/run.js'), args, folder)
  expect(idctl('validate')).toContain('no problems')
  expect(idctl('apply', '--yes')).toContain('Apply: 20 done')
  expect(idctl('plan')).toBe('No changes. 20 unchanged.\n')
  expect(idctl('apply', '--help')).toContain('USAGE')
})

interface Loaded {
  /** Files of the bundle. */
  readonly files: number
  readonly kilobytes: number
  /** Those of package.json with parts in these files. */
  readonly packages: readonly string[]
}

/** What a command loads of the bundle before it ends well. */
async function loadedBy(args: readonly string[], cwd: string): Promise<Loaded> {
  const coverage = project({})
  await promisify(execFile)(process.execPath, [cliEntry, ...args], {
    cwd,
    env: { ...process.env, NODE_V8_COVERAGE: coverage },
  })
  const scripts = readdirSync(coverage).flatMap((file) => JSON.parse(readFileSync(join(coverage, file), 'utf8')).result)
  const files = scripts
    .filter(({ url }) => url.startsWith('file:'))
    .map(({ url }) => fileURLToPath(url))
    .filter((file) => file.startsWith(bundle))
  const sources = files.flatMap((file) =>
    existsSync(`${file}.map`) ? JSON.parse(readFileSync(`${file}.map`, 'utf8')).sources : [],
  )
  const packages = sources.flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? [])
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return {
    files: files.length,
    kilobytes: files.reduce((sum, file) => sum + statSync(file).size, 0) / 1000,
    packages: Object.keys(dependencies).filter((name) => packages.includes(name)),
  }
}

test('a plan loads few files, and no package that it does not use', async () => {
  const server = await startSandboxServer()
  onTestFinished(() => server.stop())
  const folder = project({
    'idctl.yaml': `version: 1\nworkspace: one\nidentities: people\nkratos: { admin_url: "${server.adminUrl}" }\n`,
    'people/ada.yaml': 'schema_id: person\ntraits: { email: ada@example.com }\n',
  })
  const { files, kilobytes, packages } = await loadedBy(['plan'], folder)
  expect(files).toBeLessThan(16)
  expect(kilobytes).toBeLessThan(2000)
  expect(packages.join(' ')).toBe(
    '@oclif/core @ory/client ajv axios chalk fast-json-patch fastest-levenshtein jsonc-parser picomatch yaml zod',
  )
})

test('a command without a server loads nothing that asks one', async () => {
  const { files, kilobytes, packages } = await loadedBy(['completion', 'bash'], project({}))
  expect(files).toBeLessThan(8)
  expect(kilobytes).toBeLessThan(330)
  expect(packages.join(' ')).toBe('@oclif/core chalk fastest-levenshtein')
})

test('the licences of what went into it go with it', () => {
  const licences = readFileSync(join(bundle, 'LICENSES.txt'), 'utf8')
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const versions = Object.entries(dependencies).map(([name, version]) => `${name} ${version} (`)
  expect(versions.filter((one) => !licences.split('\n').some((line) => line.startsWith(one)))).toEqual([])
})

test('a place in it is told as one of the sources', () => {
  const words = 'interrupted; nothing was executed'
  const texts = readdirSync(bundle, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .map((file) => [join(bundle, file), readFileSync(join(bundle, file), 'utf8')] as const)
  const [file = '', text = ''] = texts.find(([, one]) => one.includes(words)) ?? []
  const before = text.slice(0, text.indexOf(words)).split('\n')
  const place = `${file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`
  const source = join(root, 'src/cli/failure.ts')
  const line = readFileSync(source, 'utf8')
    .split('\n')
    .findIndex((one) => one.includes(words))
  expect(sourcePlace(place)).toMatch(`${source}:${line + 1}:`)
  expect(sourcePlace(`file://${place}`)).toBe(sourcePlace(place))
  expect(sourcePlace('file:///a/dist/bundle/none.js:1:2')).toBe('file:///a/dist/bundle/none.js:1:2')
})
