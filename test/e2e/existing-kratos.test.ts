import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { startSandbox } from '../../src/sandbox/index.ts'
import { further } from '../support/depth.ts'
import { emailTrait, nameTrait, traitSchema } from '../support/schemas.ts'
import { runCli } from './run-cli.ts'

const guide = readFileSync(new URL('../../docs/guides/existing-kratos.md', import.meta.url), 'utf8')
const blocksOf = (language: 'sh') =>
  [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text = '']) => text)

/** The words of a line that a person types into a shell. */
const wordsOf = (line: string) =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')

// As all guides: README and the tutorial are followed by a quick run, too.
further('the guide, followed word for word, brings 200 people under management and changes none of them', async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'idctl-existing-')))
  const person = traitSchema({ email: emailTrait(), name: nameTrait, department: { type: 'string' } })
  const sandbox = await startSandbox({ schemas: { person }, settings: { default_schema_id: 'person' } })
  onTestFinished(async () => {
    await sandbox.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const send = async (path: string, init?: RequestInit) =>
    (await fetch(`${sandbox.adminUrl}/admin/identities${path}`, init)).json() as Promise<{ metadata_admin: unknown }[]>
  for (let index = 0; index < 200; index += 1) {
    const traits = {
      email: `p${index}@example.com`,
      name: { first: `P${index}` },
      department: index % 2 ? 'R&D' : 'sales',
    }
    const body = JSON.stringify({ schema_id: 'person', traits })
    await send('', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  }
  const values = async () =>
    JSON.stringify(await send('?page_size=500'), (name, value) =>
      name === 'updated_at' || name === 'metadata_admin' ? undefined : value,
    )
  const before = await values()

  const [admin, site] = ['http://127.0.0.1:4434', 'http://127.0.0.1:4433']
  expect(guide).toContain(admin)
  const shell = blocksOf('sh').join('').replace(admin, sandbox.adminUrl).replace(site, sandbox.publicUrl)
  const lines = shell.trim().split('\n')
  expect(lines.length).toBeGreaterThan(4)
  let last = ''
  for (const line of lines) {
    const [program, ...args] = wordsOf(line)
    expect(program).toBe('idctl')
    const run = await runCli(args, { cwd: folder })
    expect(run.exit, `${line}\n${run.stdout}\n${run.stderr}`).toBe(0)
    last = run.stdout
  }
  expect(lines.at(-1)).toBe('idctl plan')
  expect(last).toMatch(/\b200 unchanged/)
  expect(last).not.toMatch(/\b[1-9]\d* to |\b[1-9]\d* (?:blocked|unmanaged)/)
  const documents = readdirSync(join(folder, 'identities')).filter((name) => name.endsWith('.yaml'))
  expect(documents).toHaveLength(200)
  expect(await values()).toBe(before)
})
