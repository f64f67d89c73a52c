/**
 * The tutorial in one minute: this repository's own identities against the embedded Kratos, in a temporary copy. Each
 * step says what it expects, and the script fails when it sees anything else.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createSandbox } from '../src/sandbox/index.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'idctl-demo-'))
const person = 'amara.okafor@example.com'

try {
  for (const name of ['identities', 'idctl.yaml']) cpSync(join(root, name), join(folder, name), { recursive: true })

  tell('The folder holds the identities of a small company. What would change on an empty Kratos?')
  const first = idctl('plan', { exit: 0, says: /^Plan: [1-9]\d* to create\.$/ })
  const people = Number(/(\d+) to create/.exec(first)?.[1])

  tell('Apply it. (Without --yes it would show the plan and ask.)')
  idctl('apply --yes', {
    exit: 0,
    says: new RegExp(`^Apply: ${people} done in `),
    onlyLastLines: 4,
  })

  tell('Plan again: nothing to do, in one line.')
  const unchanged = new RegExp(`^No changes\\. ${people} unchanged\\.$`)
  expect(idctl('plan', { exit: 0, says: unchanged }).trim().split('\n').length === 1, 'a no-op is one line')

  tell('A colleague edits Amara in an admin console, and another tool adds a field of its own.')
  await editLive([
    { op: 'replace', path: '/traits/name/last', value: 'Okafor-Smith' },
    { op: 'add', path: '/metadata_admin/helpdesk_ticket', value: 4711 },
  ])

  tell('What moved live? Only what the files say counts; the other tool’s field is its own business. Exit 2 is drift.')
  expect(!idctl('drift', { exit: 2, says: /^Drift: 1 drifted\. / }).includes('helpdesk'), 'a foreign field is no drift')

  tell('Bring it back to the file.')
  idctl('apply --yes', { exit: 0, says: /^Apply: 1 done in / })

  tell('No drift, and the other tool’s field is still there.')
  idctl('drift', { exit: 0, says: /^No drift\. / })
  expect((await liveText()).includes('helpdesk_ticket'), 'the foreign field survived')

  console.log('\nAll as expected. Next: docs/tutorial.md')
} finally {
  rmSync(folder, { recursive: true, force: true })
}

interface Expectation {
  readonly exit: number
  /** One of the lines on stdout. */
  readonly says: RegExp
  /** Shows the end only; the plan was shown before. */
  readonly onlyLastLines?: number
}

/** Runs the built command line in the copy, shows it, and checks the exit code and one of the lines. Gives stdout. */
function idctl(words: string, { exit, says, onlyLastLines }: Expectation): string {
  console.log(`\n$ idctl ${words}`)
  const env = { PATH: process.env['PATH'], HOME: folder }
  const run = spawnSync(process.execPath, [join(root, 'bin', 'run.js'), ...words.split(' ')], {
    cwd: folder,
    env,
    encoding: 'utf8',
  })
  const lines = run.stdout.trimEnd().split('\n')
  if (onlyLastLines !== undefined && lines.length > onlyLastLines) console.log('…')
  console.log(lines.slice(-(onlyLastLines ?? lines.length)).join('\n'))
  if (run.stderr !== '') console.log(run.stderr.trimEnd())
  expect(run.status === exit, `exit code ${exit}, not ${run.status}`)
  expect(
    lines.some((line) => says.test(line)),
    `a line like ${says}`,
  )
  return run.stdout
}

/** What another tool would do: a PATCH to Kratos' admin API, here of the embedded one. */
async function editLive(patch: readonly object[]): Promise<void> {
  await withSandbox(async (ask) => {
    const [found] = (await (await ask(`/admin/identities?credentials_identifier=${person}`)).json()) as { id: string }[]
    const headers = { 'content-type': 'application/json' }
    const answer = await ask(`/admin/identities/${found?.id}`, {
      method: 'PATCH',
      headers,
      body: JSON.stringify(patch),
    })
    expect(answer.ok, `the edit is accepted, not answered ${answer.status}`)
  })
}

function liveText(): Promise<string> {
  return withSandbox(async (ask) => (await ask(`/admin/identities?credentials_identifier=${person}`)).text())
}

async function withSandbox<T>(
  work: (ask: (path: string, init?: RequestInit) => Promise<Response>) => Promise<T>,
): Promise<T> {
  const schema = JSON.parse(readFileSync(join(folder, 'identities', 'person.schema.json'), 'utf8'))
  const sandbox = await createSandbox({ schemas: { person: schema }, file: join(folder, '.idctl', 'sandbox.json') })
  try {
    return await work((path, init) => sandbox.fetch(new Request(`${sandbox.adminUrl}${path}`, init)))
  } finally {
    await sandbox.stop()
  }
}

function tell(text: string): void {
  console.log(`\n── ${text}`)
}

function expect(holds: boolean, what: string): void {
  if (holds) return
  console.error(`\nThe demo went wrong. Expected: ${what}`)
  rmSync(folder, { recursive: true, force: true })
  process.exit(1)
}
