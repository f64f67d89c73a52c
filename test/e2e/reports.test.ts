import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { reportNames } from '../../src/render/reports/report-names.ts'
import { runCli } from './run-cli.ts'

/** A project in a folder of a repository. */
function project() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'idctl-reports-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  mkdirSync(join(root, '.git'))
  const folder = join(root, 'ops', 'acme')
  cpSync(fileURLToPath(new URL('base', import.meta.url)), folder, { recursive: true })
  return {
    idctl: (words: string, cwd = folder) => runCli(words.split(' '), { cwd }),
    read: (file: string) => readFileSync(join(folder, file), 'utf8'),
    write: (file: string, text: string) => writeFileSync(join(folder, file), text),
    folder,
  }
}

test('several reports stand beside the usual output, for their owner only', async () => {
  const { idctl, read, folder } = project()
  const all = reportNames.map((name) => `--report ${name}=out.${name}`).join(' ')
  const plain = await idctl('plan')
  expect(await idctl(`plan ${all}`)).toEqual(plain)
  const { stdout } = await idctl('plan --json')
  expect(read('out.json')).toBe(stdout)
  for (const name of reportNames) expect(statSync(join(folder, `out.${name}`)).mode & 0o777).toBe(0o600)
})

test('files are named from the root of the repository, wherever idctl runs', async () => {
  const { idctl, read, write, folder } = project()
  write('identities/people.yaml', 'external_id: ada\ntraits: { email: 7 }\n')
  const { exit } = await idctl(
    'validate --report sarif=../out.sarif --report gitlab=../out.json',
    join(folder, 'identities'),
  )
  expect(exit).toBe(3)
  expect(read('out.sarif')).toContain('"uri": "ops/acme/identities/people.yaml"')
  expect(JSON.parse(read('out.json'))[0].location).toEqual({
    path: 'ops/acme/identities/people.yaml',
    lines: { begin: 2 },
  })
})

test('annotations go to stderr, where a step of a workflow shows them', async () => {
  const { idctl, write } = project()
  write('identities/people.yaml', 'external_id: ada\ntraits: { email: 7 }\n')
  const { stderr } = await idctl('plan --quiet --report github=-')
  expect(stderr).toMatch(/^::error file=ops\/acme\/identities\/people\.yaml,line=2,col=18,title=idctl IDC410::.*\n$/)
})

test('a command that fails before it finds anything has reports of that', async () => {
  const { idctl, read } = project()
  const { exit } = await idctl('plan --admin-url http://127.0.0.1:1 --report junit=out.xml --report json=out.json')
  expect(exit).toBe(6)
  expect(read('out.xml')).toContain('type="command:unreadable"')
  expect(JSON.parse(read('out.json'))).toMatchObject({ error: { exit: 6 } })
})

test('a report that cannot be written is an error, and hides nothing that was executed', async () => {
  const { idctl, folder } = project()
  mkdirSync(join(folder, 'folder'))
  expect(await idctl('plan --quiet --report junit=no/out.xml')).toMatchObject({
    exit: 1,
    stderr: expect.stringContaining('a report cannot be written to no/out.xml (ENOENT)'),
  })
  expect((await idctl('plan --quiet --report junit=folder')).exit).toBe(1)
  expect((await idctl('apply --yes --quiet --report junit=no/out.xml')).exit).toBe(5)
  expect((await idctl('plan')).stdout).toBe('No changes. 3 unchanged.\n')
})

test('what is no report is refused before anything is done', async () => {
  const { idctl } = project()
  for (const value of ['junit', 'junit=', '=out', 'xml=out']) {
    expect(await idctl(`apply --yes --report ${value}`)).toMatchObject({
      exit: 64,
      stderr: expect.stringContaining('a value of --report is not FORMAT=FILE'),
    })
  }
  expect((await idctl('plan --summary')).stdout).toContain('3 to create')
})
