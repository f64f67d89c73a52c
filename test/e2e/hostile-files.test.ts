import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { someOf } from '../support/depth.ts'
import { runCli } from './run-cli.ts'

/** The base of the end-to-end cases in a folder of its own. */
function base(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'idctl-hostile-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(fileURLToPath(new URL('base', import.meta.url)), folder, { recursive: true })
  return folder
}

function pipe(folder: string, file: string): void {
  const path = join(folder, file)
  mkdirSync(dirname(path), { recursive: true })
  rmSync(path, { force: true })
  execFileSync('mkfifo', [path])
}

test('who finds the file of the sandbox in use is told what to do', async () => {
  const folder = base()
  mkdirSync(join(folder, '.idctl'), { recursive: true })
  // The process of the tests is alive.
  writeFileSync(join(folder, '.idctl/sandbox.json.lock'), `${process.pid} test`)
  for (const args of [
    ['plan', '--sandbox'],
    ['sandbox', '--file', '.idctl/sandbox.json', '--schemas', 'identities'],
  ]) {
    const { exit, stderr } = await runCli(args, { cwd: folder })
    expect({ args, exit, stderr: stderr.replaceAll(/\s+/g, ' ') }).toMatchObject({
      exit: 1,
      stderr: expect.stringMatching(
        /is in use by process \d+ hint: one process has it at a time: try again .* sandbox --file FILE. serve it to many.* delete .*\.lock $/,
      ),
    })
  }
})

describe.skipIf(process.platform === 'win32')(
  'a pipe in the place of a file is one error, and never waited for',
  () => {
    test.each(
      someOf<readonly [string, string, readonly string[], number, RegExp]>(
        [
          ['idctl.yaml', 'idctl.yaml', ['validate'], 3, /idctl\.yaml:1:1: error IDC201: this is not a file/],
          ['--config', 'other.yaml', ['validate', '--config', 'other.yaml'], 3, /IDC201: this is not a file/],
          [
            'a document',
            'identities/x.yaml',
            ['validate'],
            3,
            /identities\/x\.yaml:1:1: error IDC201: this is not a file/,
          ],
          [
            'defaults',
            'identities/_defaults.yaml',
            ['validate'],
            3,
            /_defaults\.yaml:1:1: error IDC201: this is not a file/,
          ],
          ['a plan', 'p.plan', ['show', 'p.plan'], 1, /cannot read the plan p\.plan: it is not a regular file/],
          [
            'a baseline',
            'b.yaml',
            ['drift', '--sandbox', '--baseline', 'b.yaml'],
            3,
            /b\.yaml cannot be read: it is not a regular/,
          ],
          [
            'an inventory',
            'i.ndjson',
            ['plan', '--sandbox', '--inventory', 'i.ndjson'],
            1,
            /i\.ndjson.*it is not a regular file/,
          ],
          [
            'the sandbox',
            's.json',
            ['plan', '--sandbox', 's.json'],
            1,
            /cannot read the sandbox file .* \(it is not a regular file\)/,
          ],
          ['a journal', '.idctl/runs/20260101T000000.000Z-000000.ndjson', ['runs'], 0, /it is not a regular file/],
          [
            'the privacy key',
            '.idctl/privacy.key',
            ['plan', '--sandbox', '--mask'],
            1,
            /cannot read .*privacy\.key \(it is not a file\)/,
          ],
          ['settings of the sandbox', 's.json', ['sandbox', '--settings', 's.json'], 64, /s\.json: it is not a file/],
        ],
        2,
      ),
    )('%s', async (_, file, args, exit, text) => {
      const folder = base()
      pipe(folder, file)
      const run = await runCli(args, { cwd: folder })
      expect(`${run.stdout}${run.stderr}`).toMatch(text)
      expect(run.exit).toBe(exit)
    })

    test('a schema and a referenced file', async () => {
      const folder = base()
      pipe(folder, 'schemas/x.json')
      pipe(folder, 'note.txt')
      writeFileSync(
        join(folder, 'identities', 'x.yaml'),
        'traits: { email: x@example.com, note: "${file:note.txt}" }\n',
      )
      const config = ['version: 1', 'workspace: acme', 'schema_id: person', 'schemas: { x: schemas/x.json }', '']
      writeFileSync(join(folder, 'idctl.yaml'), config.join('\n'))
      const { exit, stdout } = await runCli(['validate'], { cwd: folder })
      expect(stdout).toMatch(/the identity schema schemas\/x\.json is not a file/)
      expect(stdout).toMatch(/the file `note\.txt` is not a file/)
      expect(exit).toBe(3)
    })
  },
)

test('a device in the place of a file', async () => {
  const folder = base()
  const { exit, stdout } = await runCli(['validate', '--config', '/dev/zero'], { cwd: folder })
  expect(stdout).toMatch(/IDC201: this is not a file/)
  expect(exit).toBe(3)
})

test.each([['plan'], ['validate'], ['apply'], ['runs'], ['show', 'x.plan']])(
  'without a working directory: %s',
  async (...args) => {
    const folder = base()
    const entry = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
    const gone = join(folder, 'gone')
    mkdirSync(gone)
    let failure = { status: 0, stderr: '' }
    try {
      const command = ['-c', 'rmdir "$PWD" && exec "$@"', 'sh', process.execPath, entry, ...args]
      execFileSync('sh', command, { cwd: gone, encoding: 'utf8', stdio: 'pipe' })
    } catch (error) {
      failure = error as typeof failure
    }
    expect(failure.status).toBe(1)
    expect(failure.stderr.match(/the working directory does not exist any more/g)).toHaveLength(1)
  },
)

test.each([
  ['one word', 'a'.repeat(3_000_000)],
  ['one key', `${'a'.repeat(3_000_000)}: 1`],
  ['mistakes in one line', `{ ${'x: 1, '.repeat(50_000)}`],
])('a file of one long line: %s', async (_, text) => {
  const folder = base()
  writeFileSync(join(folder, 'identities', 'long.yaml'), text)
  const { exit, stdout } = await runCli(['validate'], { cwd: folder })
  expect(exit).toBe(3)
  expect(stdout.length).toBeLessThan(2000)
})
