import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
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

const linkBase = 'https://gitlab.example/acme/people/-/blob/1f2e'

test('a comment in Markdown links to lines of the repository, also when the command fails', async () => {
  const { idctl, read, write, folder } = project()
  const link = `--link-base ${linkBase}/`
  await idctl(`plan --report markdown=../../out.md ${link}`, join(folder, 'identities'))
  const comment = read('../out.md')
  expect(comment).toContain('**Plan: 3 to create.**')
  expect(comment).toMatch(
    /\[`identities\/people\.yaml:1`\]\(https:\/\/gitlab\.example\/acme\/people\/-\/blob\/1f2e\/ops\/acme\/identities\/people\.yaml#L1\)/,
  )
  const [marker = ''] = comment.split('\n')
  expect(marker).toBe('<!-- idctl:plan workspace=acme-1 target=sandbox%3A.idctl%2Fsandbox.json -->')

  const guarded = await idctl(`plan --report markdown=out.md --only nobody`)
  expect(guarded.exit).toBe(0)
  expect(read('out.md').split('\n')[0]).toBe(marker)

  write('identities/people.yaml', 'external_id: ada\ntraits: { email: 7 }\n')
  expect((await idctl(`plan --report markdown=out.md ${link}`)).exit).toBe(3)
  expect(read('out.md').split('\n')[0]).toBe(marker)
  expect(read('out.md')).toContain('/ops/acme/identities/people.yaml#L2)')

  const { exit } = await idctl('plan --admin-url http://127.0.0.1:1 --report markdown=out.md')
  expect(exit).toBe(6)
  expect(read('out.md')).toMatch(
    /^<!-- idctl:plan workspace=acme-1 target=http%3A%2F%2F127\.0\.0\.1%3A1 -->\n.*\n\n✗ \*\*Error\*\* \(exit 6, unreadable\)/,
  )

  write('idctl.yaml', 'version: 1\nworkspac: acme-1\n')
  expect((await idctl('plan --report markdown=out.md')).exit).toBe(3)
  expect(read('out.md')).toMatch(/^<!-- idctl:plan -->\n/)
})

test('what others see of a masked comment is no person and no file', async () => {
  const { idctl, read } = project()
  await idctl(`apply --yes --mask --report markdown=out.md --link-base ${linkBase}`)
  expect(read('out.md')).toContain('**Apply: 3 done in')
  await idctl(`plan --mask --report markdown=out.md --link-base ${linkBase}`)
  await idctl(`drift --mask --report markdown=drift.md`)
  await idctl(`runs --last --mask --report markdown=runs.md`)
  await idctl(`runs --mask --report markdown=all.md`)
  for (const file of ['out.md', 'drift.md', 'runs.md', 'all.md']) {
    expect(read(file)).toMatch(/^<!-- idctl:/)
    expect(read(file)).not.toMatch(/\bada\b|@example|people\.yaml|gitlab/)
  }
})

test('a link base without a report that links, or one that is no base of links, is wrong usage', async () => {
  const { idctl, folder } = project()
  for (const report of ['', '--report junit=out.xml ']) {
    expect(await idctl(`plan ${report}--link-base ${linkBase}`)).toMatchObject({
      exit: 64,
      stderr: expect.stringContaining('--link-base is about the links of a report, and there is no report with links'),
    })
  }
  const wrong = [
    'people',
    'ftp://e.example/x',
    'javascript:alert(1)',
    'https://ada:secret@e.example/x',
    'https://e.example/x?y',
    'https://e.example/#x',
  ]
  for (const url of wrong) {
    const { exit, stderr } = await idctl(`plan --report markdown=out.md --link-base ${url}`)
    expect([exit, stderr.includes('--link-base is not an http or https URL'), stderr.includes('secret')]).toEqual([
      64,
      true,
      false,
    ])
  }
  expect(existsSync(join(folder, 'out.md'))).toBe(false)
})
