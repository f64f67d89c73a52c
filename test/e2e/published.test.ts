import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Config } from '@oclif/core'
import { expect, onTestFinished, test } from 'vitest'
import { sourcePlace } from '../../src/cli/source-place.ts'
import { cliEntry } from '../support/cli-entry.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const bundle = join(root, 'dist/bundle')

function run(entry: string, args: readonly string[], cwd = root): string {
  return execFileSync(process.execPath, [entry, ...args], { cwd, encoding: 'utf8' })
}

test('the version is told as the command line itself would', async () => {
  expect(run(cliEntry, ['--version'])).toBe(`${(await Config.load(root)).userAgent}\n`)
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
